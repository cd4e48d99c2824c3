import AuditModel

/// Whether every record that was read is accounted for.
struct LoadsSection {
    /// The report.
    let report: AuditReport

    /// The section.
    var html: HTML {
        let rows = report.loads.map { load -> [HTML] in
            [
                .text(load.source), .count(load.files), .count(load.records), .count(load.loaded),
                .count(load.filtered),
                .count(load.rejected), load.addsUp ? HTML.badge(.pass, "yes") : HTML.badge(.fail, "no"),
            ]
        }
        let columns = HTML.columns("Records of|#Files|#Read|#Loaded|#Left out on purpose|#Rejected|Adds up?")
        let lead =
            rows.isEmpty
            ? "This report holds no figures about how the data was loaded, so nothing can be said about records that were "
                + "lost on the way."
            : "Every record that was read must have been loaded, left out on purpose, or rejected because it was damaged. "
                + "What is read but in none of the three is lost."
        return """
            <section aria-labelledby="loads">
            <h2 id="loads">Was everything loaded?</h2>
            <p>\(lead)</p>
            \(HTML.table("What became of the records", columns, rows))
            \(HTML.list(report.loads.map { LoadRow(of: $0).sentence }))
            </section>
            """
    }
}

/// What the audit cannot say anything about.
struct UncheckedSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// The section.
    var html: HTML {
        let rows = report.results.filter { !$0.status.isEvaluated }.map { result -> [HTML] in
            [
                anchors.link(to: result), HTML.badge(result.status, result.outcome),
                .text(Phrases.paragraph([result.message])),
            ]
        }
        let lead =
            rows.isEmpty
            ? "Every rule was run and had data to look at."
            : "About these rules the audit can say neither that they hold nor that they fail."
        return """
            <section aria-labelledby="unchecked">
            <h2 id="unchecked">What was not checked</h2>
            <p>\(lead)</p>
            \(HTML.table("Rules without an answer", [.text("Rule"), .text("Result"), .text("Reason")], rows))
            \(unwatched)
            </section>
            """
    }

    /// What no rule looks at, by table.
    private var unwatched: HTML {
        let data = report.unchecked ?? []
        guard !data.isEmpty else { return .none }
        let rows = data.map { data -> [HTML] in
            [
                .text(data.dataset),
                .text(data.wholeTable ? "all of them" : data.columns.joined(separator: ", ")),
                .text(data.foreignKeys.joined(separator: ", ")),
            ]
        }
        return """
            <p>No rule looks at the following, so errors in it stay unseen.</p>
            \(HTML.table(
                "Data without a rule",
                [.text("Table"), .text("Columns"), .text("References to other tables")],
                rows
            ))
            """
    }
}
