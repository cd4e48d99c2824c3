import ArgumentParser
import Audit
import AuditModel
import Foundation
import LocalCluster
import Postgres
import Reporting
import RuleFiles
import Sparkify

/// Why a command could not do its work: what to tell the user and the exit code of `RULES.md`.
struct Failure: Error {
    /// What, where and what to do, in one line.
    var reason: String
    /// 1 past a limit, 2 wrong input files, 3 could not complete, 64 wrong usage, 130 interrupted.
    var code: Int32
    /// Lines that stand before the reason, such as the problems of rule files.
    var details: [String] = []

    /// A failure with a message of its own; of several lines the first is the reason.
    init(_ message: String, code: Int32) {
        let lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        details = Array(lines.dropFirst())
        // What introduces the lines would stand behind them.
        reason = details.isEmpty ? message : lines[0].replacing(/:$/, with: "")
        self.code = code
    }

    /// Problems of rule files, one line each.
    init(problems: [RuleProblem]) {
        let errors = problems.count { $0.level == .error }
        self.init("\(Wording.count(errors, "problem")) in the rule files, nothing was measured", code: 2)
        details = problems.map(\.description.onOneLine)
    }

    /// A load that rejected too much: the first rejects with their places before the reason.
    init(_ error: LoadError) {
        self.init(error.description, code: Self.code(of: error))
        if case .rejectLimitPassed(_, _, let rejects, _, _) = error {
            details = rejects.prefix(LoadSummary.longestRejectList).map(\.description)
        }
    }

    /// The last line on standard error.
    var ending: Ending { Ending(code: code, reason: reason) }

    /// Any error as a message and a code; nothing escapes as a stack trace.
    init(from error: any Error) {
        switch error {
        case let failure as Failure:
            self = failure
        case let error as RuleFileError:
            self.init(problems: error.problems)
        case _ where Self.isInterruption(error):
            self.init("interrupted; nothing was changed", code: 130)
        case let error as PostgresError where error.kind == .configuration:
            self.init(error.description, code: 64)
        case let error as LoadError:
            self.init(error)
        case let error as CostLimitPassed:
            self.init(error.description, code: 2)
        case let error as ValidationError:
            self.init(error.message, code: 64)
        default:
            self.init("\(error)", code: 3)
        }
    }
}

extension Failure {
    /// Whether an error says that somebody ended the work.
    static func isInterruption(_ error: any Error) -> Bool {
        error is CancellationError || (error as? PostgresError)?.kind == .cancelled
    }

    /// Why a file could not be read or written, in a few words.
    static func reason(of error: any Error) -> String {
        switch error {
        case CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile: "no such file or folder"
        case CocoaError.fileReadNoPermission, CocoaError.fileWriteNoPermission: "permission denied"
        case CocoaError.fileWriteFileExists: "a file is in the way"
        case CocoaError.fileWriteOutOfSpace: "no space left on device"
        case CocoaError.fileWriteVolumeReadOnly: "the file system is read-only"
        default: underlyingReason(of: error) ?? error.localizedDescription
        }
    }

    /// What the operating system says, where Foundation has no words of its own but a number.
    private static func underlyingReason(of error: any Error) -> String? {
        guard let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error else { return nil }
        let system = underlying as NSError
        return system.domain == NSPOSIXErrorDomain ? String(cString: strerror(Int32(system.code))).lowercased() : nil
    }

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
