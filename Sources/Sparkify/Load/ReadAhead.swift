import Foundation
import Synchronization

/// Runs a producer of chunks on a thread of its own, a few chunks ahead of the one who takes them: files are read and
/// parsed while the server works on what was sent before.
final class ReadAhead: Sendable {
    private struct State {
        var chunks: [[UInt8]] = []
        var error: (any Error)?
        var isStopped = false
    }

    private let state = Mutex(State())
    /// Counts the places that are free for chunks. It begins at 0: a semaphore must not end below where it began.
    private let room = DispatchSemaphore(value: 0)
    /// Counts the chunks that wait, and the end as one more.
    private let filled = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// How many chunks may wait.
    private static let longestQueue = 8

    /// Begins to read.
    ///
    /// - Parameter makeProducer: makes what gives the next chunk, and `nil` at the end. Both run on the thread, and have
    ///   ended when ``stop()`` returns.
    init(_ makeProducer: @escaping @Sendable () -> () throws -> [UInt8]?) {
        for _ in 0..<Self.longestQueue { room.signal() }
        let thread = Thread { [self] in
            run(makeProducer())
            filled.signal()
            ended.signal()
        }
        thread.name = "plumb reader"
        thread.stackSize = 4 << 20
        thread.start()
    }

    /// The next chunk, `nil` at the end.
    ///
    /// - Throws: what the producer threw.
    func next() throws -> [UInt8]? {
        filled.wait()
        let (chunk, error) = state.withLock { state in
            (state.chunks.isEmpty ? nil : state.chunks.removeFirst(), state.error)
        }
        if let chunk {
            room.signal()
            return chunk
        }
        // The end stays the end.
        filled.signal()
        if let error { throw error }
        return nil
    }

    /// Ends the thread, also before the producer's end, and waits until it has ended.
    func stop() {
        state.withLock { $0.isStopped = true }
        room.signal()
        ended.wait()
        ended.signal()
    }

    private func run(_ produce: () throws -> [UInt8]?) {
        do {
            while !state.withLock({ $0.isStopped }), let chunk = try produce() {
                room.wait()
                state.withLock { $0.chunks.append(chunk) }
                filled.signal()
            }
        } catch {
            state.withLock { $0.error = error }
        }
    }
}
