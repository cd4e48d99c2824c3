import AuditModel

/// The governance issues in the order in which to act, each with what was found, why, who acts and what to do.
struct IssuesSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// Where an issue stands on the page.
    static func anchor(of issue: GovernanceIssue) -> String {
        "issue-" + String(issue.id.filter { $0.isASCII && ($0.isLetter || $0.isNumber) })
    }

    /// The section.
    var html: HTML {
        let index = ReportIndex(of: report)
        let cards = report.issues.map { card($0, in: index) }
        let lead =
            cards.isEmpty ? "None were found." : Phrases.issueOrder
        return """
            <section aria-labelledby="issues">
            <h2 id="issues">Governance issues</h2>
            <p>\(lead)</p>
            \(cards)
            </section>
            """
    }

    private func card(_ issue: GovernanceIssue, in index: ReportIndex) -> HTML {
        let section = IssueSection(of: issue, in: index)
        let results = issue.rules.compactMap { index.results[$0] }
        let anchor = Self.anchor(of: issue)
        let looks = results.map {
            CloserLookView(result: $0, id: "\(anchor)-\(anchors.anchor(of: $0.id) ?? "")", cause: issue.cause).html
        }
        return """
            <article class="card" id="\(anchor)">
            <h3>\(issue.id): \(section.title)</h3>
            <p>\(HTML.badge(issue.status, issue.status.word)) <span class="muted">\(section.severity)</span></p>
            \(HTML.labelled("What was found.", section.hasSymptoms ? nil : section.found))
            \(symptoms(results))
            \(HTML.labelled("What causes it.", section.cause))
            \(HTML.labelled("Why it matters.", section.impact))
            \(HTML.labelled("What was promised.", section.promise))
            \(HTML.labelled("Who owns it.", section.owner))
            \(HTML.labelled("How long it has been so.", report.age(of: issue)))
            \(HTML.labelled("What to do next.", section.nextStep, orSeveral: section.nextSteps))
            \(HTML.labelled("What that brings.", section.gain))
            \(section.waivers.map { HTML.labelled("Accepted for now?", $0) })
            \(looks)
            </article>
            """
    }

    private func symptoms(_ results: [RuleResult]) -> HTML {
        guard results.count > 1 else { return .none }
        return HTML.table(
            "Rules that show it, the worst first",
            [.text("Rule"), .text("Result"), .text("What it found")],
            results.map { result in
                [
                    anchors.link(to: result), HTML.badge(result.status, result.outcome),
                    HTML.text(SymptomRow(of: result).finding),
                ]
            },
            stacks: true
        )
    }
}
