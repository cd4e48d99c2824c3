import AuditModel

extension AuditRun {
    /// Groups of fewer rows are left out of the report: the options cannot undo what the rule files ask for.
    var smallestGroup: Int { max(options.smallestGroup, rules.smallestGroup) }

    /// The result without what tells values of sensitive columns, and without parts of its diagnosis that are so small that
    /// they tell of single people.
    func discreet(_ result: RuleResult, of rule: Rule) -> RuleResult {
        var result = result
        if result.status.isEvaluated, rule.kind.revealsSensitiveValues(in: scope(of: rule)) { withhold(&result) }
        guard let segments = result.diagnosis?.segments else { return result }
        let sensitive = rule.kind.references.first.flatMap { rules.datasets[$0.dataset]?.sensitive } ?? []
        result.diagnosis?.segments = segments.filter {
            $0.rows >= smallestGroup && !sensitive.contains($0.column)
        }
        return result
    }

    /// Leaves the verdict with its counts.
    private func withhold(_ result: inout RuleResult) {
        let words = "what was found is withheld, since it would tell values of a sensitive column"
        result.message = words
        result.finding = words
        result.value = nil
        result.facts = []
        result.activity = nil
        result.samples = nil
        result.violationKeys = nil
    }
}
