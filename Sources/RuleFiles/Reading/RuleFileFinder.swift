import Audit
import AuditModel
import Foundation

/// Finds and reads the rule files that paths name.
enum RuleFileFinder {
    /// A file with its bytes.
    struct File {
        /// The name as the user gave it, with the way below a folder.
        var name: String
        /// What it holds.
        var bytes: Data
    }

    /// The files that paths name, each once, sorted by name bytewise; and what could not be found or read.
    ///
    /// A folder stands for every `.yaml` and `.yml` file in it and in the folders below, without hidden ones; links to
    /// folders are not followed.
    static func files(at paths: [String]) -> (files: [File], problems: [RuleProblem]) {
        var problems: [RuleProblem] = []
        var names: [String: String] = [:]
        for path in paths {
            do {
                // The same file may be named in two ways: as itself and through its folder.
                for name in try self.names(at: path) { names[resolved(name)] = names[resolved(name)] ?? name }
            } catch {
                problems.append(problem(with: path, error))
            }
        }
        var files: [File] = []
        for name in names.values.sorted(by: precedes) {
            do {
                files.append(File(name: name, bytes: try Data(contentsOf: URL(filePath: name))))
            } catch {
                problems.append(problem(with: name, error))
            }
        }
        return (files, problems)
    }

    /// Orders names by their bytes.
    static func precedes(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private static func names(at path: String) throws -> [String] {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CocoaError(.fileReadNoSuchFile)
        }
        guard isFolder.boolValue else { return [path] }
        let names = try names(inFolder: path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path)
        guard !names.isEmpty else { throw EmptyFolder() }
        return names
    }

    private static func names(inFolder folder: String) throws -> [String] {
        var names: [String] = []
        for entry in try FileManager.default.contentsOfDirectory(atPath: folder) where !entry.hasPrefix(".") {
            let name = folder == "/" ? "/\(entry)" : "\(folder)/\(entry)"
            switch try type(of: name) {
            case .typeDirectory:
                names += try self.names(inFolder: name)
            case .typeRegular where isRuleFile(entry):
                names.append(name)
            case .typeSymbolicLink where isRuleFile(entry):
                if try type(of: resolved(name)) == .typeRegular { names.append(name) }
            default: break
            }
        }
        return names
    }

    private static func isRuleFile(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".yml")
    }

    private static func type(of path: String) throws -> FileAttributeType? {
        try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    }

    /// The file that a path names, whatever links lie on the way.
    static func resolved(_ path: String) -> String {
        URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    }

    // MARK: - Problems

    private struct EmptyFolder: Error {}

    private static func problem(with path: String, _ error: any Error) -> RuleProblem {
        let message =
            switch error {
            case is EmptyFolder: "the folder holds no .yaml or .yml file"
            case CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile: "there is no such file or folder"
            case CocoaError.fileReadNoPermission: "cannot be read: permission denied"
            default: "cannot be read: \(error.localizedDescription)"
            }
        return RuleProblem(at: Location(file: path, line: 1, column: 1), message)
    }
}
