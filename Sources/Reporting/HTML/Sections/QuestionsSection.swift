import AuditModel

/// The business questions that the data is for, and whether their answers can be relied on.
struct QuestionsSection {
    /// The report.
    let report: AuditReport
    /// Where rules are described.
    let anchors: RuleAnchors

    /// The section; nothing when the rule files name no questions.
    var html: HTML {
        guard let questions = report.questions, !questions.isEmpty else { return .none }
        return """
            <section aria-labelledby="questions">
            <h2 id="questions">What can be relied on</h2>
            <p>These are the questions that the data is there to answer.</p>
            <div class="cards">
            \(questions.map(card))
            </div>
            </section>
            """
    }

    private func card(_ question: QuestionStanding) -> HTML {
        let index = ReportIndex(of: report)
        let rules = question.rules.map { id -> HTML in
            "<li>\(anchors.link(to: id, saying: index.results[id]?.title ?? id))</li>"
        }
        return """
            <article class="card">
            <h3>\(question.question)</h3>
            <p>\(HTML.badge(question.status, question.word))</p>
            <p>\(Phrases.paragraph([question.because]))</p>
            \(HTML.labelled("What would make it safe:", question.remedy.map { Phrases.paragraph([$0]) }))
            \(HTML.labelled("Asked by", question.owner))
            <details><summary>Rules that it depends on</summary><ul>\(rules)</ul></details>
            </article>
            """
    }
}
