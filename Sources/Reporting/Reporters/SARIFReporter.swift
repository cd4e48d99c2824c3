public import AuditModel
public import Foundation

/// The findings as SARIF 2.1.0, which code hosts show at the lines of the rule files.
///
/// It lists all rules even when all hold, so that a host can tell a finding that is gone from a rule that is gone.
public struct SARIFReporter: Reporter {
    /// The name on the command line.
    public static let name = "sarif"
    /// How a file of the format ends.
    public static let fileExtension = "sarif"
    /// What the format is for.
    public static let summary = "SARIF 2.1.0: findings at the lines of their rules, for code scanning"

    /// Creates the reporter.
    public init() {}

    /// Appends the JSON, with sorted keys.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        output.append(try encoder.encode(SARIFLog(of: report)))
        output.append(0x0A)
    }
}
