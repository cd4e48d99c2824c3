public import AuditModel
public import Foundation

/// The findings as comma-separated values for a spreadsheet, the most urgent first.
public struct FindingsCSVReporter: Reporter {
    /// The name on the command line.
    public static let name = "csv"
    /// How a file of the format ends.
    public static let fileExtension = "findings.csv"
    /// What the format is for.
    public static let summary = "the findings for a spreadsheet, the most urgent first"

    /// Creates the reporter.
    public init() {}

    /// Appends the head and one line for each finding.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        let head = Self.columns.map { $0.name }
        let lines = report.findingsByUrgency.map { result in CSVText.line(Self.columns.map { $0.value(result) }) }
        output.append(contentsOf: ([CSVText.line(head)] + lines).joined().utf8)
    }

    /// A column: its name and what it holds of a finding.
    private typealias Column = (name: String, value: @Sendable (RuleResult) -> String?)

    /// Names are those of the JSON report where both hold the same.
    private static let columns: [Column] = [
        ("id", { CSVText.text($0.id) }),
        ("title", { CSVText.text($0.title) }),
        ("status", { $0.status.rawValue }),
        ("severity", { $0.severity.rawValue }),
        ("dimension", { $0.dimension.rawValue }),
        ("policy", { $0.policy.map(CSVText.text) }),
        ("owner", { $0.owner.map(CSVText.text) }),
        ("dataset", { $0.dataset.map(CSVText.text) }),
        ("columns", { CSVText.text($0.columns.joined(separator: " ")) }),
        ("population", { $0.population.map { String($0) } }),
        ("violations", { $0.violations.map { String($0) } }),
        ("percent", { $0.percent }),
        ("unit", { CSVText.text($0.unit) }),
        ("gain", { $0.gain.map { String($0.count) } }),
        ("gain_unit", { $0.gain.map { CSVText.text($0.noun) } }),
        ("message", { CSVText.text($0.message) }),
        ("impact", { $0.impact.map(CSVText.text) }),
        ("remediation", { $0.remediation.map(CSVText.text) }),
        ("waiver", { $0.waiver.map { CSVText.text($0.decision) } }),
        ("file", { CSVText.text($0.location.file) }),
        ("line", { String($0.location.line) }),
    ]
}
