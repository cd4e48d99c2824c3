public import AuditModel
public import Foundation

/// A report format: turns one report into bytes.
///
/// A reporter is a pure function of the report and its own options: the same report gives the same bytes. It reads no
/// clock, no database, no file and no environment. It sees all results, passed ones too, and neutralises every text
/// that it takes from the report for its format: titles, messages and samples hold whatever the data holds.
public protocol Reporter: Sendable {
    /// The name that the command line knows the format by, in lower case.
    static var name: String { get }
    /// How a file of the format ends, without a dot.
    static var fileExtension: String { get }
    /// What the format is for, in one line.
    static var summary: String { get }

    /// Creates the reporter with its default options.
    init()

    /// Appends the whole report to `output`.
    ///
    /// - Throws: only what would be a mistake in this module or in the model.
    func write(_ report: AuditReport, to output: inout Data) throws
}
