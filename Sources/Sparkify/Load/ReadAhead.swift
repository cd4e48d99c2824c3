import Foundation
import Synchronization

/// Runs a producer of chunks on a thread of its own, ahead of the one who takes them: files are read and parsed while the
/// server works on what was sent before.
final class ReadAhead: Sendable {
    private struct State: ~Copyable {
        var chunks: [[UInt8]] = []
        var spool: ByteSpool?
        var error: (any Error)?
        var isStopped = false
    }

    private let state: Mutex<State>
    private let isSpooling: Bool
    /// Counts the places that are free for chunks. It begins at 0: a semaphore must not end below where it began.
    private let room = DispatchSemaphore(value: 0)
    /// Counts the chunks that wait, and the end as one more.
    private let filled = DispatchSemaphore(value: 0)
    private let ended = DispatchSemaphore(value: 0)

    /// How many chunks may wait.
    private static let longestQueue = 8

    /// Begins to read.
    ///
    /// - Parameters:
    ///   - isSpooling: whether to read to the end at once, into a spool, instead of a few chunks ahead.
    ///   - makeProducer: makes what gives the next chunk, and `nil` at the end. Both run on the thread, and have ended
    ///     when ``stop()`` returns.
    init(spooling isSpooling: Bool = false, _ makeProducer: @escaping @Sendable () -> () throws -> [UInt8]?) {
        self.isSpooling = isSpooling
        state = Mutex(State(spool: isSpooling ? ByteSpool("records") : nil))
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
    /// - Throws: what the producer threw, `SourceError` when the spool failed.
    func next() throws -> [UInt8]? {
        filled.wait()
        let chunk = try state.withLock { state in
            if isSpooling, state.error == nil { return try state.spool?.nextChunk() }
            return state.chunks.isEmpty ? nil : state.chunks.removeFirst()
        }
        // What is spooled comes when all of it is there, and the end stays the end.
        if isSpooling || chunk == nil { filled.signal() } else { room.signal() }
        if chunk == nil { try check() }
        return chunk
    }

    /// Throws what the producer has thrown so far.
    func check() throws {
        if let error = state.withLock({ $0.error }) { throw error }
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
                if isSpooling {
                    try state.withLock { try $0.spool?.append(chunk) }
                } else {
                    room.wait()
                    state.withLock { $0.chunks.append(chunk) }
                    filled.signal()
                }
            }
        } catch {
            state.withLock { $0.error = error }
        }
    }
}
