import AuditModel

/// A governance issue as the Markdown report tells it.
struct IssueSection {
    /// The issue's number, `I-1`.
    let id: String
    /// What is broken, with its verb.
    let title: String
    /// What the worst rule found, one sentence.
    let gist: String
    /// The finding, or the lead of the table of findings.
    let found: String
    /// One line per rule when several show the issue, else none.
    let symptoms: [SymptomRow]
    /// Whether there is a table of findings.
    let hasSymptoms: Bool
    /// The cause, where it is known.
    let cause: String?
    /// The policy's promise, if the rules cite a policy.
    let promise: String?
    /// Why it matters.
    let impact: String
    /// Causes, what to extract first, and other parts of a closer look, each as finished Markdown.
    let looks: [String]
    /// What mending brings, where a figure says so.
    let gain: String?
    /// Who acts.
    let owner: String
    /// Since when it has been so, where a history knows it.
    let age: String?
    /// What to do next, where that is one step.
    let nextStep: String?
    /// What to do next, where that is several steps.
    let nextSteps: [String]
    /// Whether it is several steps.
    let hasNextSteps: Bool
    /// A sentence for each waiver, live or not.
    let waivers: [String]
    /// The severity and what it means.
    let severity: String

    /// Gathers what the rules of an issue say.
    init(of issue: GovernanceIssue, in index: ReportIndex) {
        let results = issue.rules.compactMap { index.results[$0] }
        looks = CloserLookMarkdown.texts(of: results, after: issue.cause)
        age = index.report.age(of: issue)
        let policy = issue.policy.flatMap { index.policies[$0] }
        id = issue.id
        title = "“\(issue.title)” \(issue.status.predicate(ofPolicy: policy != nil))"
        gist = results.first.map(\.findingInWords) ?? "No rule of this issue is in the report."
        let shown = results.map(SymptomRow.init)
        symptoms = shown.count > 1 ? shown : []
        hasSymptoms = !symptoms.isEmpty
        found =
            shown.count > 1
            ? "\(Wording.count(shown.count, "rule")) show it, the worst first:"
            : shown.first.map { "\($0.finding) (Rule “\($0.title)”: \($0.outcome).)" } ?? gist
        cause = issue.cause
        promise = policy.map { policy in
            let aim = policy.target.map { "The aim: \($0)" } ?? ""
            return Phrases.paragraph([policy.statement, aim]) + " (Policy \(policy.id), owned by \(policy.owner).)"
        }
        impact = Self.paragraph(results.compactMap(\.impact), otherwise: "The rules do not say; ask the owner.")
        // What is only information has nothing to put right.
        gain = issue.severity == .info ? nil : issue.gain.map { Phrases.paragraph([$0.words]) }
        owner = issue.owner ?? policy?.owner ?? "Nobody is named; decide who answers for this data"
        let steps = Phrases.sentences(results.compactMap(\.remediation))
        nextSteps = steps.count > 1 ? steps : []
        hasNextSteps = !nextSteps.isEmpty
        nextStep =
            nextSteps.isEmpty ? steps.first ?? "The rules name no next step; agree on one with the owner." : nil
        waivers = results.compactMap(Self.waiver)
        severity = Phrases.paragraph([issue.severity.word, issue.severity.meaning])
    }

    private static func paragraph(_ texts: [String], otherwise fallback: String) -> String {
        let text = Phrases.paragraph(texts)
        return text.isEmpty ? fallback : text
    }

    private static func waiver(of result: RuleResult) -> String? {
        guard let waiver = result.waiver, result.status == .waived || result.status == .fail else { return nil }
        let ticket = waiver.ticket.map { ", decision \($0)" } ?? ""
        let limit = waiver.upTo.map { ", as long as no more than \($0) break the rule" } ?? ""
        let decision =
            result.status == .waived
            ? "Yes, until \(waiver.expires)\(limit): decided by \(waiver.approvedBy)\(ticket)"
            : "No longer. It was accepted until \(waiver.expires)\(limit), decided by \(waiver.approvedBy)\(ticket)"
        return Phrases.paragraph(["“\(result.title)”: \(decision)", "The reason given: \(waiver.reason)"])
    }
}

/// One rule that shows an issue.
struct SymptomRow {
    /// What the rule asks.
    let title: String
    /// What happened.
    let outcome: String
    /// What was found, with further facts.
    let finding: String

    /// Takes what a result says.
    init(of result: RuleResult) {
        title = result.title
        outcome = result.outcome
        let facts = result.facts.map { "\($0.label): \($0.value)" }.joined(separator: "; ")
        finding = Phrases.paragraph([
            result.findingInWords, result.description ?? "", facts.isEmpty ? "" : "Also measured: \(facts)",
        ])
    }
}

/// A step of "What to do first".
struct FirstStep {
    /// Its place in the list, from 1.
    let number: Int
    /// What is broken.
    let title: String
    /// Who acts.
    let owner: String
    /// What to do, where that is one step.
    let step: String?
    /// What to do, where that is several steps.
    let steps: [String]
    /// What that brings, where a figure says so.
    let gain: String?

    /// Takes the next step of an issue.
    init(number: Int, of issue: IssueSection) {
        self.number = number
        title = issue.title
        owner = issue.owner
        step = issue.nextStep
        steps = issue.nextSteps
        gain = issue.gain
    }
}
