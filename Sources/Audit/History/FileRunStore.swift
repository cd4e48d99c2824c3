public import AuditModel
import Checksum
import Foundation

/// Keeps runs as files in a folder, one small JSON file each.
///
/// A file gets its name only when it is whole, so that a killed process leaves no half of one, and runs at the same time do not
/// disturb each other. The name begins with the order of the runs and says which subject they are of. Only the latest run of
/// a subject keeps the hashes of violating keys.
public struct FileRunStore: RunStore {
    /// The folder.
    public let folder: String
    private let noteProblem: @Sendable (String) -> Void

    /// What reports call it.
    public var name: String { "files" }

    /// Creates a store over a folder, which need not be there.
    ///
    /// - Parameter noteProblem: is told of files that cannot be read; they are passed over.
    public init(folder: String, noteProblem: @escaping @Sendable (String) -> Void = { _ in }) {
        self.folder = folder
        self.noteProblem = noteProblem
    }

    /// The latest runs, newest first.
    public func runs(of subject: RunSubject?, last count: Int) -> [RunRecord] {
        var runs: [RunRecord] = []
        for name in names(of: subject) where runs.count < count {
            guard let run = read(name), subject == nil || run.subject == subject else { continue }
            runs.append(run)
        }
        return runs
    }

    /// Writes a run.
    ///
    /// - Throws: what the file system has against it.
    public func keep(_ run: RunRecord) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let older = names(of: run.subject)
        try write(run, to: Self.name(of: run))
        for name in older.prefix(1) {
            // Somebody else may have removed it meanwhile.
            if let previous = read(name), previous.hasKeys { try? write(previous.withoutKeys, to: name) }
        }
        for name in older.dropFirst(Retention.files - 1) { try? FileManager.default.removeItem(atPath: path(name)) }
    }

    // MARK: - Inside

    /// The names of the files of a subject, newest first.
    private func names(of subject: RunSubject?) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let mark = subject.map { "-\(Self.mark($0))-" }
        return all.filter { $0.hasSuffix(".json") && (mark.map($0.contains) ?? true) }.sorted(by: >)
    }

    private func read(_ name: String) -> RunRecord? {
        guard let data = FileManager.default.contents(atPath: path(name)) else { return nil }
        guard let run = try? JSONDecoder().decode(RunRecord.self, from: data),
            run.recordVersion == RunRecord.currentVersion
        else {
            noteProblem("'\(path(name))' is no run that this plumb can read; it is passed over")
            return nil
        }
        return run
    }

    private func write(_ run: RunRecord, to name: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var data = try encoder.encode(run)
        data.append(0x0A)
        try data.write(to: URL(fileURLWithPath: path(name)), options: .atomic)
    }

    private func path(_ name: String) -> String { "\(folder)/\(name)" }

    private static func name(of run: RunRecord) -> String {
        let digits = String(run.sequence)
        let order = String(repeating: "0", count: max(0, 17 - digits.count)) + digits
        return "\(order)-\(mark(run.subject))-\(run.id.prefix(8)).json"
    }

    private static func mark(_ subject: RunSubject) -> String {
        let text = "\(subject.audit)\n\(subject.database)\n\(subject.schema)"
        return String(SHA256.hexadecimal(of: text.utf8).prefix(8))
    }
}
