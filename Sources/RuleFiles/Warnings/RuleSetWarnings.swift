import Audit
import AuditModel

/// What in a rule set that can be used deserves a second look.
enum RuleSetWarnings {
    /// Policies that no rule checks and datasets that no rule looks at.
    ///
    /// - Parameter rules: the rules as written, for the names of datasets in SQL.
    static func of(_ set: RuleSet, rules: [Setting]) -> [RuleProblem] {
        let cited = Set(set.rules.compactMap(\.policy))
        let policies = set.policies.filter { !cited.contains($0.id) }.map {
            RuleProblem(.warning, at: $0.location, "no rule checks policy '\($0.id)'")
        }
        let referenced = Set(set.rules.flatMap { ($0.kind.references + $0.kind.closerReferences).map(\.dataset) })
        let words = rules.reduce(into: Set<String>()) { collectWords(of: $1, into: &$0) }
        let datasets = set.datasets
            .filter { !referenced.contains($0.key) && !words.contains($0.key.table.lowercased()) }
            .map { RuleProblem(.warning, at: $0.value.location, "no rule looks at dataset '\($0.key)'") }
        return policies + datasets + repetitions(in: set)
    }

    /// Rules that measure the same and judge it alike.
    private static func repetitions(in set: RuleSet) -> [RuleProblem] {
        var first: [[String]: Rule] = [:]
        return set.rules.compactMap { rule in
            let meaning = Self.meaning(of: rule, in: set)
            guard let other = first[meaning] else {
                first[meaning] = rule
                return nil
            }
            return RuleProblem(
                .warning,
                at: rule.location,
                "rule '\(rule.id)' asks the same as rule '\(other.id)' at \(other.location); remove one"
            )
        }
    }

    private static func meaning(of rule: Rule, in set: RuleSet) -> [String] {
        let scope = RuleScope(
            catalog: Catalog(),
            datasets: set.datasets,
            defaultSchema: set.defaultSchema,
            filter: rule.filter,
            asOf: "now"
        )
        let limits = rule.effectiveLimits
        let segments = rule.segments?.columns.map(\.value).joined(separator: ",") ?? ""
        return [
            rule.kind.measurement(in: scope).sql, rule.kind.assertion(in: scope), segments, "\(rule.whenEmpty)",
            limits.warnIf.map(\.text).joined(separator: ","), limits.failIf.map(\.text).joined(separator: ","),
        ]
    }

    /// Adds the words of all texts, which is where SQL names datasets.
    private static func collectWords(of setting: Setting, into words: inout Set<String>) {
        switch setting.content {
        case .null: break
        case .scalar(let scalar):
            let parts = scalar.text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            words.formUnion(parts.map(String.init))
        case .list(let items):
            for item in items { collectWords(of: item, into: &words) }
        case .mapping(let entries):
            for entry in entries { collectWords(of: entry.value, into: &words) }
        }
    }
}
