public import AuditModel
public import Foundation

/// The record itself, as canonical JSON; every other format is a view of it.
public struct JSONReporter: Reporter {
    /// The name on the command line.
    public static let name = "json"
    /// How a file of the format ends.
    public static let fileExtension = "json"
    /// What the format is for.
    public static let summary = "the complete record, for programs and for the other commands"

    /// Creates the reporter.
    public init() {}

    /// Appends the canonical JSON.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in the model.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        output.append(try report.json())
    }
}
