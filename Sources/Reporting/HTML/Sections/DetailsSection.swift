import AuditModel

/// Each rule with everything that is known of it: limits, closer look, query, sample rows.
struct DetailsSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// The section.
    var html: HTML {
        let inIssues = Set(report.issues.flatMap(\.rules))
        let articles = report.results.enumerated().map { number, result in
            article(result, withLook: !inIssues.contains(result.id), isPacked: number >= RulesSection.firstPage)
        }
        return """
            <section aria-labelledby="details">
            <h2 id="details">Each rule in detail</h2>
            <p>For readers who want to check the figures: where each rule is declared, the query that gives its figures, and \
            some of the rows that break it.</p>
            \(articles.isEmpty ? .none : onPaper)
            \(articles)
            </section>
            """
    }

    private var onPaper: HTML {
        """
        <p class="note on-paper">The queries are not printed: they are in this page on a screen and in the report as JSON.</p>
        """
    }

    /// - Parameter isPacked: whether the script makes the elements later, and browsers without scripts at once.
    private func article(_ result: RuleResult, withLook: Bool, isPacked: Bool) -> HTML {
        let anchor = anchors.anchor(of: result.id) ?? ""
        let content = content(result, anchor: anchor, withLook: withLook)
        return """
            <article class="rule" id="\(anchor)">
            \(isPacked ? "<noscript>\(content)</noscript>" : content)
            </article>
            """
    }

    private func content(_ result: RuleResult, anchor: String, withLook: Bool) -> HTML {
        let facts = facts(of: result).map { label, value -> HTML in "<dt>\(label)</dt><dd>\(value)</dd>" }
        let links = result.links.map { "<li>\(HTML.link($0))</li>" as HTML }
        return """
            <h3>\(result.title)</h3>
            <p>\(HTML.badge(result.status, result.outcome)) \(result.findingInWords)</p>
            <dl class="facts">\(facts)</dl>
            \(links.isEmpty ? .none : "<ul>\(links)</ul>" as HTML)
            \(withLook ? CloserLookView(result: result, id: anchor).html : .none)
            \(report.run.history?.trend(of: result.id).map { TrendChart.chart($0, id: "\(anchor)-trend") } ?? .none)
            \(segments(of: result))
            \(samples(result.samples))
            \(result.query.map(query) ?? .none)
            """
    }

    private func facts(of result: RuleResult) -> [(label: String, value: HTML)] {
        let plain: [(String, String?)] = [
            ("Description", result.description), ("Severity", result.severity.word),
            ("Dimension", result.dimension.rawValue), ("Owner", result.owner), ("Steward", result.steward),
            ("Policy", result.policy), ("Table", result.dataset),
            ("Columns", result.columns.joined(separator: ", ")), ("Warns if", result.condition.warnIf),
            ("Fails if", result.condition.failIf),
            ("Missing values (NULL)", RuleDetail.nullHandling(result.nullHandling)),
            ("Guaranteed by the constraint", result.proof), ("Why it matters", result.impact),
            ("Next step", result.remediation),
            ("Accepted for now", result.waiver?.decision), ("Since", report.age(of: result.id)),
            ("Tags", result.tags.joined(separator: ", ")),
        ]
        var facts = plain.compactMap { label, value -> (String, HTML)? in
            guard let value, !value.isEmpty else { return nil }
            return (label, "\(value)")
        }
        facts += result.facts.map { ($0.label, HTML.text($0.value)) }
        facts.append(("Rule", "<code>\(result.id)</code>, kind <code>\(result.kind)</code>"))
        facts.append(("Declared at", "<code>\(result.location.description)</code>"))
        return facts
    }

    private func query(_ text: String) -> HTML {
        "<details class=\"sql\"><summary>SQL that gives these figures</summary><pre tabindex=\"0\"><code>\(text)</code></pre></details>"
    }

    private func segments(of result: RuleResult) -> HTML {
        guard let segments = SegmentTable(of: result) else { return .none }
        return HTML.table(segments.caption, segments.columns.map { .text($0) }, segments.rows.map { $0.map(cell) })
    }

    private func samples(_ samples: Samples?) -> HTML {
        guard let samples, let section = SampleSection(of: samples) else { return .none }
        return HTML.table(
            section.caption,
            samples.columns.map { .text($0) },
            samples.rows.map { row in
                samples.columns.indices.map { cell(row.indices.contains($0) ? row[$0] : "") }
            }
        )
    }

    private func cell(_ value: String?) -> HTML {
        guard let value else { return "<em class=\"muted\">NULL</em>" }
        guard !value.isEmpty else { return "<em class=\"muted\">empty</em>" }
        return "\(SampleSection.visible(value))"
    }
}
