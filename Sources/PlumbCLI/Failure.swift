import Audit
import AuditModel
import Foundation
import LocalCluster
import Postgres
import RuleFiles
import Sparkify

/// Why a command could not do its work: one message for the user and the exit code of `RULES.md`.
struct Failure: Error {
    /// What, where and what to do.
    var message: String
    /// 1 past a limit, 2 wrong input files, 3 could not complete, 130 interrupted.
    var code: Int32
    /// The last line, when the message is long.
    var ending: String?

    /// A failure with a message of its own.
    init(_ message: String, code: Int32) {
        self.message = "plumb: error: \(message)"
        self.code = code
    }

    /// Problems of rule files, one line each.
    init(problems: [RuleProblem]) {
        message = problems.map(\.description).joined(separator: "\n")
        code = 2
        let errors = problems.count { $0.level == .error }
        ending = "plumb: exit code 2: \(Wording.count(errors, "problem")) in the rule files, nothing was measured"
    }

    /// Any error as a message and a code; nothing escapes as a stack trace.
    init(from error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as RuleFileError:
            self.init(problems: error.problems)
        case let error as PostgresError where error.kind == .cancelled:
            self.init("interrupted; nothing was changed", code: 130)
        case is CancellationError:
            self.init("interrupted; nothing was changed", code: 130)
        case let error as PostgresError where error.kind == .configuration:
            self.init(error.description, code: 64)
        case let error as LoadError:
            self.init(error.description, code: Self.code(of: error))
        case let error as CocoaError:
            let path = error.filePath.map { "'\($0)': " } ?? ""
            self.init("\(path)\(error.localizedDescription)", code: 3)
        default:
            self.init("\(error)", code: 3)
        }
    }
}

extension Failure {
    private static func code(of error: LoadError) -> Int32 {
        switch error {
        case .rejectLimitPassed: 1
        case .folderMissing, .noSourceFiles: 2
        case .unusableSchema: 64
        case .unreadable, .foreignTables, .unaccounted: 3
        }
    }
}

/// The end of a command that did its work and has more to say than success: the code of the gate with its reason.
struct Ending: Error, CustomStringConvertible {
    /// The exit code.
    var code: Int32
    /// Why.
    var reason: String

    /// The last line on standard error.
    var description: String { "plumb: exit code \(code): \(reason)" }
}
