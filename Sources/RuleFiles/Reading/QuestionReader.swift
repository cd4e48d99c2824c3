import Audit
import AuditModel

/// Reads what `questions` says about one business question.
struct QuestionReader {
    /// The question; `nil` when it cannot be read.
    private(set) var question: BusinessQuestion?
    /// Its identifier with its place.
    private(set) var id: Located<String>?
    /// What it depends on, with places.
    private(set) var dependencies: [Located<String>] = []
    /// Everything that was wrong.
    private(set) var problems: [RuleProblem] = []

    /// Reads an item of the list.
    init(_ item: Setting) {
        guard case .mapping(let entries) = item.content else {
            let message = "a question is a mapping with the keys id, question and depends_on, not \(item.shape)"
            problems = [RuleProblem(at: item.location, message)]
            return
        }
        let name = SettingReader(entries, of: "", at: item.location, defaultSchema: "").string("id")
        let subject = name.map { "question '\($0.value)'" } ?? "the question"
        let reader = SettingReader(entries, of: subject, at: item.location, defaultSchema: "")
        reader.refuseKeys(
            otherThan: RuleFileKeys.question.map(\.name),
            hints: [
                "title": "question", "text": "question", "name": "question", "rules": "depends_on",
                "needs": "depends_on",
            ]
        )
        id = reader.required("id")
        let text = reader.requiredText("question")
        let owner = reader.lineOfText("owner")
        dependencies = reader.requiredStrings("depends_on") ?? []
        problems = reader.distinctProblems
        guard let id, let text, !dependencies.isEmpty else { return }
        question = BusinessQuestion(
            id: id.value,
            question: text,
            owner: owner,
            dependsOn: dependencies.map(\.value),
            location: item.location
        )
    }

    /// Dependencies that name neither a rule nor a policy.
    func unknownDependencies(rules: [String], policies: [String]) -> [RuleProblem] {
        let known = Set(rules).union(policies)
        return dependencies.filter { !known.contains($0.value) }.map { dependency in
            let hint = Suggestion.phrase(for: dependency.value, among: rules + policies)
            let subject = id.map { "question '\($0.value)'" } ?? "the question"
            return RuleProblem(
                at: dependency.location,
                "\(subject) depends on '\(dependency.value)', which is no rule and no policy\(hint)"
            )
        }
    }
}
