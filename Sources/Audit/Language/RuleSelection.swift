import AuditModel

/// Which rules of a set are meant: those that any word names, without those that a word with `!` before it names.
///
/// A word is an id, tag, dimension, policy, dataset, severity, kind or owner; `key:word` says which of them. `*` at the end
/// of an id stands for any rest. `tag:daily,severity:critical` names the rules that both parts name.
public struct RuleSelection: Sendable {
    private let wanted: [String]
    private let unwanted: [String]

    /// Creates a selection; without a word that names rules it means all of them.
    public init(_ words: [String]) {
        wanted = words.filter { !$0.hasPrefix("!") }
        unwanted = words.filter { $0.hasPrefix("!") }.map { String($0.dropFirst()) }
    }

    /// Whether a rule is meant.
    public func includes(_ rule: Rule, defaultSchema: String) -> Bool {
        func isNamed(by words: [String]) -> Bool {
            words.contains { rule.isSelected(by: $0, defaultSchema: defaultSchema) }
        }
        return (wanted.isEmpty || isNamed(by: wanted)) && !isNamed(by: unwanted)
    }

    /// The first word that names no rule of a set, with what may have been meant: a misspelled word would measure less than
    /// was asked for, or more.
    public func problem(in rules: RuleSet) -> String? {
        for word in wanted + unwanted
        where !rules.rules.contains(where: { $0.isSelected(by: word, defaultSchema: rules.defaultSchema) }) {
            let known =
                rules.rules.map(\.id) + rules.policies.map(\.id) + Dimension.allCases.map(\.rawValue)
                + rules.rules.flatMap(\.tags) + Rule.selectionKeys.map { $0 + ":" }
            return "'\(word)' names no rule, tag, dimension, policy, dataset, severity, kind or owner"
                + Suggestion.phrase(for: word, among: Set(known).sorted())
        }
        return nil
    }
}

extension Rule {
    /// The words before a colon in a selection.
    static let selectionKeys = ["id", "tag", "dimension", "policy", "dataset", "severity", "kind", "owner"]

    /// Whether a word of a selection names this rule; see ``RuleSelection``.
    public func isSelected(by word: String, defaultSchema: String) -> Bool {
        let parts = word.split(separator: ",").map(String.init)
        return !parts.isEmpty && parts.allSatisfy { isNamed(by: $0, defaultSchema: defaultSchema) }
    }

    private func isNamed(by word: String, defaultSchema: String) -> Bool {
        if let colon = word.firstIndex(of: ":"), Self.selectionKeys.contains(String(word[..<colon])) {
            return has(
                String(word[word.index(after: colon)...]),
                as: String(word[..<colon]),
                defaultSchema: defaultSchema
            )
                || tags.contains(word)
        }
        return Self.selectionKeys.contains { has(word, as: $0, defaultSchema: defaultSchema) }
    }

    private func has(_ word: String, as key: String, defaultSchema: String) -> Bool {
        switch key {
        case "id": return word.hasSuffix("*") ? id.hasPrefix(word.dropLast()) : id == word
        case "tag": return tags.contains(word)
        case "dimension": return dimension.rawValue == word
        case "policy": return policy == word
        case "severity": return severity.rawValue == word
        case "kind": return type(of: kind).description.name == word
        case "owner": return owner == word
        default:
            let name = DatasetName(word, defaultSchema: defaultSchema)
            return kind.references.contains { $0.dataset == name }
        }
    }
}
