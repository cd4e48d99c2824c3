import AuditModel

/// How the dimensions and the policies do, and what is accepted until when.
struct ScorecardSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// The section.
    var html: HTML {
        """
        <section aria-labelledby="scorecard">
        <h2 id="scorecard">Scorecard</h2>
        <h3>Scores by dimension</h3>
        <p>Data can be good in one way and bad in another, so there is no single mark. One large table weighs more than many \
        small ones, so read each score with the counts beside it.</p>
        <div class="side">\(DimensionChart.chart(report.dimensions))\(dimensions)</div>
        \(policies)
        \(waivers)
        </section>
        """
    }

    private var dimensions: HTML {
        HTML.table(
            "What the scores are made of",
            [
                .text("Dimension"), .number("Looked at"), .number("Not as it should be"), .number("Rules"),
                .number("Rules not counted"),
            ],
            report.dimensions.map { score in
                [
                    "\(score.dimension.rawValue)<br><span class=\"note\">\(score.dimension.question)</span>",
                    .count(score.population), .count(score.violations), .count(score.rules), .count(score.notMeasured),
                ]
            }
        )
    }

    private var policies: HTML {
        guard !report.policies.isEmpty else { return .none }
        let index = ReportIndex(of: report)
        let rows = report.policies.map { standing -> [HTML] in
            let row = PolicyRow(of: standing, in: index)
            return [
                "<strong>\(row.title)</strong> (\(row.id))<br>\(row.statement)",
                HTML.badge(standing.status, row.standing), .text(row.holding), .text(row.aim), .text(row.owner),
                .text(row.review),
            ]
        }
        let columns = HTML.columns("Policy|Kept?|=Rules that hold|Aim|Owner|=Review by")
        return """
            <h3>Policies</h3>
            <p>A policy is a promise about the data, with somebody who answers for it. Rules check whether it is kept.</p>
            \(HTML.table("Policies and whether they are kept", columns, rows, stacks: true))
            """
    }

    private var waivers: HTML {
        let rows = WaiverRow.rows(of: report).map { row -> [HTML] in
            [
                anchors.link(to: row.rule, saying: row.title), .text(row.standing), .text(row.expires),
                .text(row.limit),
                .text(row.approvedBy), .text(row.reason),
            ]
        }
        guard !rows.isEmpty else { return .none }
        let columns = HTML.columns("Rule|In force?|=Ends|As long as|Decided by|Reason")
        return """
            <h3>What is accepted for now</h3>
            \(HTML.table("Decisions to live with a failing rule", columns, rows, stacks: true))
            """
    }
}
