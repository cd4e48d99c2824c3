public import AuditModel
public import Foundation

/// The verdict and the findings as one Markdown table, for the summary of a step of GitHub Actions.
///
/// GitHub refuses a summary of more than 1 MiB: what does not fit is cut, the most urgent findings stay.
public struct GitHubSummaryReporter: Reporter {
    /// The name on the command line.
    public static let name = "github-summary"
    /// How a file of the format ends.
    public static let fileExtension = "github.md"
    /// What the format is for.
    public static let summary = "verdict and findings for the summary of a step of GitHub Actions"

    /// How many bytes the summary may take; what stands around the rows is never cut.
    public var limit: Int

    /// Creates a reporter for summaries that leave other commands of the step some room below 1 MiB.
    public init() {
        self.init(limit: 1_000_000)
    }

    /// Creates a reporter for summaries of at most `limit` bytes.
    public init(limit: Int) {
        self.limit = limit
    }

    /// Appends the Markdown.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        var text = "## \(Markdown.escaped("\(report.audit.name): \(report.verdict)"))\n\n"
        text += "\(Markdown.escaped(report.tally)) \(Markdown.escaped(Phrases.paragraph([report.gate.reason])))\n"
        let findings = report.findingsByUrgency
        if !findings.isEmpty { text += "\n" + table(of: findings, bytes: limit - text.utf8.count) }
        output.append(contentsOf: text.utf8)
    }

    /// The rows that fit, and how many do not.
    private func table(of findings: [RuleResult], bytes: Int) -> String {
        let columns = ["status", "severity", "rule", "finding", "who acts", "next step", "what that brings"]
        var lines = [Markdown.table(columns: columns, rows: [])]
        // The line about what is missing needs its place too.
        var room = bytes - lines[0].utf8.count - 200
        for finding in findings {
            let row = "| \(cells(of: finding).joined(separator: " | ")) |"
            room -= row.utf8.count + 1
            guard room >= 0 else { break }
            lines.append(row)
        }
        let missing = findings.count - (lines.count - 1)
        if missing > 0 {
            lines += ["", "\(Wording.count(missing, "finding")) more did not fit here; the full report has them."]
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func cells(of finding: RuleResult) -> [String] {
        let texts = [
            finding.findingInWords, finding.owner ?? "", finding.remediation ?? "", finding.gain?.figure ?? "",
        ].map {
            Markdown.escaped($0)
        }
        let rule = "\(Markdown.escaped(finding.title)) (\(Markdown.code(finding.id)))"
        return [Markdown.escaped(finding.outcome), finding.severity.word, rule] + texts
    }
}
