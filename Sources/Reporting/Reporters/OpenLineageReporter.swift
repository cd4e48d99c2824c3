public import AuditModel
public import Foundation

/// The audit as a run event of OpenLineage, with verdicts and figures as facets of the tables, for data catalogues.
public struct OpenLineageReporter: Reporter {
    /// The name on the command line.
    public static let name = "openlineage"
    /// How a file of the format ends.
    public static let fileExtension = "openlineage.json"
    /// What the format is for.
    public static let summary = "an OpenLineage event with verdicts and figures by table, for data catalogues"

    /// Creates the reporter.
    public init() {}

    /// Appends the event.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        output.append(try encoder.encode(OpenLineageEvent(of: report)))
        output.append(0x0A)
    }
}
