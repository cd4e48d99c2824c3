import AuditModel

/// A business question and whether its answer can be relied on.
struct QuestionRow {
    /// The question.
    let question: String
    /// The answer in words.
    let answer: String
    /// Why, one or two sentences.
    let because: String
    /// What would make it safe.
    let remedy: String?
    /// Who asks it.
    let owner: String?
    /// The rules that it depends on, by their titles.
    let rules: String

    /// Takes a standing.
    init(of standing: QuestionStanding, in index: ReportIndex) {
        question = standing.question
        answer = standing.word
        because = Phrases.paragraph([standing.because])
        remedy = standing.remedy.map { Phrases.paragraph([$0]) }
        owner = standing.owner
        rules = Phrases.list(standing.rules.map { "“\(index.results[$0]?.title ?? $0)”" })
    }
}

/// A closer look at a rule that is no issue.
struct LookSection {
    /// What the rule asks.
    let title: String
    /// What happened.
    let outcome: String
    /// Finished Markdown.
    let text: String

    /// The closer looks at rules outside of the issues, in the order of the rule files.
    static func all(of report: AuditReport) -> [LookSection] {
        let told = Set(report.issues.flatMap(\.rules))
        return report.results.filter { !told.contains($0.id) }.compactMap { result in
            CloserLookMarkdown.text(of: result).map {
                LookSection(title: result.title, outcome: result.outcome, text: $0)
            }
        }
    }
}
