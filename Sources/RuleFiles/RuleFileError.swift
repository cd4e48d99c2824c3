public import Audit
import AuditModel

/// Why rule files cannot be used: everything that is wrong with all of them, in the order of files, lines and columns.
public struct RuleFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong; never empty, errors only.
    public var problems: [RuleProblem]

    /// Creates an error from problems.
    public init(problems: [RuleProblem]) {
        self.problems = problems
    }

    /// Creates an error with one problem.
    init(_ location: Location, _ message: String) {
        self.problems = [RuleProblem(at: location, message)]
    }

    /// One line for each problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
