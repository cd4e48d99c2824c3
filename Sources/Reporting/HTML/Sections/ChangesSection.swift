import AuditModel

/// What changed since the run before.
struct ChangesSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// The section; nothing when no history is kept.
    var html: HTML {
        let summary = ChangeSummary(of: report)
        guard let lead = summary.lead else { return .none }
        let rows = summary.rows.map { row -> [HTML] in
            [
                anchors.link(to: row.rule, saying: row.title), .text(row.change), .text(row.before), .text(row.after),
                .text(row.remarks),
            ]
        }
        return """
            <section aria-labelledby="changes">
            <h2 id="changes">What changed since the last run</h2>
            <p>\(lead)</p>
            \(HTML.table("Rules that changed", HTML.columns("Rule|Change|Before|Now|Remarks"), rows, stacks: true))
            \(HTML.list(summary.notes))
            </section>
            """
    }
}
