public import AuditModel
public import Foundation

/// What to extract first, as comma-separated values: one line for each missing parent and each thing that belongs to it.
///
/// The lists are those of all rules with a diagnosis, in the order of the rules; each is ordered by what is gained.
public struct BacklogCSVReporter: Reporter {
    /// The name on the command line.
    public static let name = "backlog"
    /// How a file of the format ends.
    public static let fileExtension = "backlog.csv"
    /// What the format is for.
    public static let summary = "what to extract first to link most rows, for those who extract"

    /// Creates the reporter.
    public init() {}

    /// Appends the head and one line for each entry.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        output.append(contentsOf: CSVText.line(Self.head).utf8)
        for result in report.results {
            guard let diagnosis = result.diagnosis else { continue }
            for backlog in diagnosis.backlogs {
                for (index, entry) in backlog.entries.enumerated() {
                    let line = Self.line(entry, rank: index + 1, of: backlog, in: result)
                    output.append(contentsOf: line.utf8)
                }
            }
        }
    }

    private static let head = [
        "rule", "list", "rank", "name", "belongs_to", "rows", "unit", "distinct_members", "cumulative_rows",
        "cumulative_percent", "note",
    ]

    private static func line(_ entry: BacklogEntry, rank: Int, of backlog: Backlog, in result: RuleResult) -> String {
        CSVText.line([
            CSVText.text(result.id), CSVText.text(backlog.noun), String(rank), CSVText.text(entry.key),
            entry.parent.map(CSVText.text), String(entry.rows), CSVText.text(backlog.weightNoun),
            String(entry.children), String(entry.cumulativeRows), entry.cumulativePercent,
            entry.note.map(CSVText.text),
        ])
    }
}
