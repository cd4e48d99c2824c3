import Audit
import AuditModel
import Foundation

/// Reads rule files and those that they include, each once.
struct RuleFileLoader {
    /// A file that was found, with what came of reading it.
    struct Loaded {
        /// The name as the user or the including file gave it.
        var name: String
        /// What it holds.
        var bytes: Data
        /// The file up to its rules; `nil` when it is no YAML.
        var file: RuleFile?
    }

    /// The files, sorted by name bytewise.
    var files: [Loaded] { loaded.sorted { RuleFileFinder.precedes($0.name, $1.name) } }
    /// Problems of form, that is of finding files and of YAML.
    private(set) var problems: [RuleProblem] = []
    /// Whether a file could not be read, so that what it declares is not known.
    private(set) var isIncomplete = false

    private let variables: Variables
    private var loaded: [Loaded] = []
    private var known: Set<String> = []

    /// Reads the files that paths name.
    init(_ paths: [String], variables: Variables) {
        self.variables = variables
        let found = RuleFileFinder.files(at: paths)
        problems = found.problems
        isIncomplete = !found.problems.isEmpty
        for file in found.files { load(file, behind: []) }
    }

    /// - Parameter chain: the files that lead to this one, as they are called.
    private mutating func load(_ file: RuleFileFinder.File, behind chain: [String]) {
        guard known.insert(RuleFileFinder.resolved(file.name)).inserted else { return }
        let read = read(file)
        loaded.append(Loaded(name: file.name, bytes: file.bytes, file: read))
        for path in read?.includes ?? [] { include(path, from: file.name, behind: chain + [file.name]) }
    }

    private mutating func read(_ file: RuleFileFinder.File) -> RuleFile? {
        do throws(RuleFileError) {
            let text = try SourceText(file.bytes, file: file.name)
            let (setting, found) = YAMLDocument.read(text, variables: variables)
            problems += found
            if let setting { return RuleFile(setting) }
        } catch {
            problems += error.problems
        }
        isIncomplete = true
        return nil
    }

    private mutating func include(_ path: Located<String>, from file: String, behind chain: [String]) {
        let name = Self.path(path.value, besides: file)
        let found = RuleFileFinder.files(at: [name])
        for problem in found.problems {
            isIncomplete = true
            problems.append(RuleProblem(at: path.location, "cannot include '\(path.value)': \(problem.message)"))
        }
        for included in found.files {
            let resolved = RuleFileFinder.resolved(included.name)
            if let start = chain.firstIndex(where: { RuleFileFinder.resolved($0) == resolved }) {
                let circle = (chain[start...] + [included.name]).joined(separator: " -> ")
                problems.append(
                    RuleProblem(at: path.location, "files include one another in a circle: \(circle); remove one")
                )
            } else {
                load(included, behind: chain)
            }
        }
    }

    /// A path beside a file, without `.` and `..` where the way back is known.
    private static func path(_ path: String, besides file: String) -> String {
        if path.hasPrefix("/") { return path }
        var parts = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().map(String.init)
        for part in path.split(separator: "/").map(String.init) where part != "." {
            if part == "..", let last = parts.last, !last.isEmpty, last != "..", last != "." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }
}
