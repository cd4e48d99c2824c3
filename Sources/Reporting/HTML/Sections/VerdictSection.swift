import AuditModel

/// The top of the page: whether the data passes, how many rules hold and fail, what to do first.
struct VerdictSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// The section.
    var html: HTML {
        """
        <section aria-labelledby="verdict">
        <h1 id="verdict">Data audit of \(report.audit.name)</h1>
        <div class="verdict \(report.gate.status.styleClass)">
        <p class="word">\(report.gate.status.sign) \(Phrases.capitalised(report.verdict)).</p>
        <p>\(report.tally)</p>
        </div>
        \(report.run.incomplete ? Self.interrupted : .none)
        \(tiles)
        \(firstSteps)
        <p class="note">\(MarkdownPage.gateRule(failOn: report.gate.failOn)) \(MarkdownPage.moment(of: report)) Words such as \
        <em>fails</em>, <em>critical</em> and <em>policy</em> are explained under <a href="#words">Words in this \
        report</a>.</p>
        </section>
        """
    }

    private static let interrupted: HTML = """
        <p class="card"><strong>This audit was interrupted before its end.</strong> Rules that it did not reach could not \
        be checked.</p>
        """

    /// How many rules have each status, as links that filter the table of rules.
    private var tiles: HTML {
        let counts = Dictionary(grouping: report.results, by: \.status).mapValues(\.count)
        let shown = Status.allCases.sorted { $0.rank < $1.rank }.filter { (counts[$0] ?? 0) > 0 }
        guard !shown.isEmpty else { return .none }
        let tiles = shown.map { status -> HTML in
            """
            <li><a class="\(status.styleClass)" href="#rules" data-only="status" data-value="\(status.rawValue)">\
            <span class="figure">\(Wording.count(counts[status] ?? 0))</span> \(status.word(of: counts[status] ?? 0))</a></li>
            """
        }
        return "<ul class=\"tiles\" aria-label=\"Rules by result\">\(tiles)</ul>"
    }

    private var firstSteps: HTML {
        let index = ReportIndex(of: report)
        let steps = report.firstIssues.map { issue -> HTML in
            let section = IssueSection(of: issue, in: index)
            return """
                <li><p><strong><a href="#\(IssuesSection.anchor(of: issue))">\(section.title)</a></strong></p>
                \(section.nextStep.map { "<p>\($0)</p>" as HTML } ?? HTML.list(section.nextSteps))\(HTML.labelled("What that brings:", section.gain))\
                <p class="muted">Who acts: \(section.owner)</p></li>
                """
        }
        guard !steps.isEmpty else { return .none }
        return "<h2 id=\"first\">What to do first</h2><ol>\(steps)</ol>"
    }
}
