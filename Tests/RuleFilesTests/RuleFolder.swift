import Audit
import Foundation
import RuleFiles

/// A folder with rule files that lives as long as this object.
final class RuleFolder {
    /// The folder's path.
    let path: String

    /// Writes files by name, which may hold folders.
    init(_ files: [String: Data] = [:]) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "plumb-rules-\(UUID().uuidString)")
            .path(percentEncoded: false)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, bytes) in files { try write(bytes, to: name) }
    }

    /// Writes files of text.
    convenience init(_ files: [String: String]) throws {
        try self.init(files.mapValues { Data($0.utf8) })
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file.
    func write(_ bytes: Data, to name: String) throws {
        let url = URL(filePath: path).appending(path: name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: url)
    }

    /// Reads the whole folder, or paths in it.
    func read(
        _ names: [String]? = nil,
        variables: [String: String] = [:],
        environment: [String: String] = [:],
        schema: String? = nil
    ) -> RuleReading {
        RuleFiles.read(
            names.map { $0.map { "\(path)/\($0)" } } ?? [path],
            variables: variables,
            environment: environment,
            schema: schema,
            today: "2026-06-30"
        )
    }

    /// The problems as they are printed, with names that begin inside the folder.
    func problems(_ reading: RuleReading) -> [String] {
        reading.problems.map { $0.description.replacingOccurrences(of: path + "/", with: "") }
    }
}

/// The problems of one file, called `r.yaml`.
func problems(
    _ text: String,
    variables: [String: String] = [:],
    environment: [String: String] = [:]
) throws -> [String] {
    let folder = try RuleFolder(["r.yaml": text])
    return folder.problems(folder.read(variables: variables, environment: environment))
}

/// A file that holds one rule with further keys, which begin in line 6, column 5.
func oneRule(_ keys: String, kind: String = "not_null", own: String = "dataset: songs, column: year") -> String {
    let own = own.split(separator: ", ").map { "    \($0)\n" }.joined()
    let keys = keys.split(separator: "\n").map { "    \($0)\n" }.joined()
    return "version: 1\nrules:\n  - id: songs.year.present\n    kind: \(kind)\n" + own + keys
}
