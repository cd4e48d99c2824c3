import Foundation
import Ingest

/// Bytes that wait to be sent, kept in memory while they are few and in a temporary file when they are many.
struct ByteSpool: ~Copyable {
    private let purpose: String
    private var bytes: [UInt8] = []
    private var descriptor: Int32 = -1
    private var hasRewound = false

    /// How many bytes it holds in all.
    private(set) var byteCount = 0

    private static let longestInMemory = 1 << 20
    private static let chunkByteCount = 256 << 10

    /// Creates a spool.
    ///
    /// - Parameter purpose: what the bytes are, for messages.
    init(_ purpose: String) {
        self.purpose = purpose
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Adds a number in the machine's order of bytes. Call ``spillIfLarge()`` at times.
    mutating func append(_ number: some FixedWidthInteger & BitwiseCopyable) {
        withUnsafeBytes(of: number) { append($0) }
    }

    /// Adds bytes. Call ``spillIfLarge()`` at times.
    mutating func append(_ more: UnsafeRawBufferPointer) {
        bytes.append(contentsOf: more)
        byteCount += more.count
    }

    /// Adds bytes, and writes them to the file when there are many.
    mutating func append(_ more: [UInt8]) throws(SourceError) {
        more.withUnsafeBytes { append($0) }
        try spillIfLarge()
    }

    /// Writes what was added to the file when there is much of it.
    mutating func spillIfLarge() throws(SourceError) {
        if bytes.count >= Self.longestInMemory { try spill() }
    }

    /// The next bytes, from the first on, `nil` at the end. Once it has been called nothing can be added.
    ///
    /// Numbers come whole: a chunk's size is a multiple of 16 but for the last one's.
    mutating func nextChunk() throws(SourceError) -> [UInt8]? {
        if descriptor >= 0, !hasRewound {
            lseek(descriptor, 0, SEEK_SET)
            hasRewound = true
        }
        if descriptor >= 0 {
            var chunk = [UInt8](repeating: 0, count: Self.chunkByteCount)
            var count = read(descriptor, &chunk, chunk.count)
            while count < 0, errno == EINTR { count = read(descriptor, &chunk, chunk.count) }
            guard count >= 0 else { throw failure() }
            if count == chunk.count { return chunk }
            if count > 0 { return Array(chunk[..<count]) }
        }
        guard !bytes.isEmpty else { return nil }
        defer { bytes = [] }
        return bytes
    }

    private mutating func spill() throws(SourceError) {
        if descriptor < 0 { try openFile() }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else { throw failure() }
            written += max(count, 0)
        }
        bytes.removeAll(keepingCapacity: true)
    }

    /// Opens a file that has no name any more, so that it is gone with the process.
    private mutating func openFile() throws(SourceError) {
        let folder = FileManager.default.temporaryDirectory.path
        var template = Array("\(folder)/plumb-spool-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            let reason = String(cString: strerror(errno)).lowercased()
            let advice = "no temporary file can be made in it (\(reason)); name a folder for them in TMPDIR"
            throw SourceError(path: folder, reason: advice)
        }
        unlink(template)
    }

    private func failure() -> SourceError { Self.failure("temporary file of \(purpose)") }

    private static func failure(_ path: String) -> SourceError {
        SourceError(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
}
