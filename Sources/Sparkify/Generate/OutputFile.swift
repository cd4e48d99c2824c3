import Foundation

/// A new file that is written piece by piece.
///
/// Goes to the operating system itself: Foundation waits for the disk after each file, which takes minutes for 20,000
/// songs and is of no use for data that can be made again.
struct OutputFile: ~Copyable {
    private let path: String
    private let descriptor: Int32

    /// Makes the file, or empties it.
    init(path: String) throws(GeneratorError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    /// Adds bytes at the end.
    func write(_ bytes: [UInt8]) throws(GeneratorError) {
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { rest in
                Foundation.write(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw Self.failure(path)
            }
        }
    }

    private static func failure(_ path: String) -> GeneratorError {
        .failedOperation(path: path, action: "write", reason: String(cString: strerror(errno)))
    }
}
