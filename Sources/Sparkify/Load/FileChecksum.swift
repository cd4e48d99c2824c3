import Checksum
import Foundation
import Ingest

/// Adds up the SHA-256 of files while they are read, so that they are read once.
final class FileChecksum {
    private var hash = SHA256()
    private var byteCount = 0

    /// Takes bytes of a file; place 0 begins a file, also when the last one was left before its end.
    func add(_ bytes: UnsafeRawBufferPointer, at offset: Int) {
        if offset == 0, byteCount > 0 { _ = take() }
        hash.update(bytes)
        byteCount += bytes.count
    }

    /// The checksum of the file whose bytes came, in hexadecimal; a file that was left before its end is read again.
    ///
    /// - Throws: `SourceError`, `CancellationError`.
    func finish(_ file: SourceFile) throws -> String {
        let isWhole = byteCount >= file.byteCount
        let text = take()
        return isWhole ? text : try Self.of(file.path)
    }

    /// The checksum of a file, in hexadecimal.
    ///
    /// - Throws: `SourceError`, `CancellationError`.
    static func of(_ path: String) throws -> String {
        var hash = SHA256()
        try read(path, upTo: .max) { hash.update($0) }
        return hash.hexadecimal()
    }

    /// The lines that a file begins with, when its first bytes have a checksum and end with a newline.
    ///
    /// - Throws: `SourceError`, `CancellationError`.
    static func lines(of path: String, _ byteCount: Int, checksum: String) throws -> LeadingLines? {
        var hash = SHA256()
        var lines = LeadingLines(byteCount: 0, count: 0)
        var last: UInt8 = 0
        try read(path, upTo: byteCount) { bytes in
            hash.update(bytes)
            lines.byteCount += bytes.count
            lines.count += bytes.count { $0 == 0x0A }
            last = bytes.last ?? last
        }
        guard lines.byteCount == byteCount, last == 0x0A, hash.hexadecimal() == checksum else { return nil }
        return lines
    }

    private static func read(_ path: String, upTo limit: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw error(path) }
        defer { close(descriptor) }
        var rest = limit
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 256 << 10, alignment: 8)
        defer { buffer.deallocate() }
        while rest > 0 {
            try Task.checkCancellation()
            let count = Foundation.read(descriptor, buffer.baseAddress, min(buffer.count, rest))
            if count == 0 { return }
            if count > 0 {
                rest -= count
                body(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            } else if errno != EINTR {
                throw error(path)
            }
        }
    }

    private func take() -> String {
        var done = SHA256()
        swap(&hash, &done)
        byteCount = 0
        return done.hexadecimal()
    }

    private static func error(_ path: String) -> SourceError {
        SourceError(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
}
