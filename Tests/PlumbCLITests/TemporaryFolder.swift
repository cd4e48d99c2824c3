import Foundation

/// A folder for one test, gone with it.
final class TemporaryFolder {
    /// Its path, short enough for the socket of a server in it.
    let path: String

    init() throws {
        path = "/tmp/plumb-cli-" + UUID().uuidString.prefix(12)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of something in it.
    func callAsFunction(_ name: String) -> String {
        "\(path)/\(name)"
    }

    /// Writes a file, making the folders above it.
    func write(_ text: String, to name: String) throws {
        try write(Data(text.utf8), to: name)
    }

    /// Writes a file, making the folders above it.
    func write(_ bytes: Data, to name: String) throws {
        let url = URL(fileURLWithPath: self(name))
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
    }

    /// What a file holds.
    func text(of name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: self(name))), as: UTF8.self)
    }

    /// Whether something is there.
    func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: self(name))
    }

    /// Creates a file and opens it for writing.
    func handle(writing name: String) throws -> FileHandle {
        try write("", to: name)
        return try FileHandle(forWritingTo: URL(fileURLWithPath: self(name)))
    }
}
