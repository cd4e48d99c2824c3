import AuditModel

extension AuditRun {
    /// The result without parts of its diagnosis that are so small that they tell of single people.
    func discreet(_ result: RuleResult, of rule: Rule) -> RuleResult {
        guard let segments = result.diagnosis?.segments else { return result }
        let sensitive = rule.kind.references.first.flatMap { rules.datasets[$0.dataset]?.sensitive } ?? []
        var result = result
        result.diagnosis?.segments = segments.filter {
            $0.rows >= options.smallestGroup && !sensitive.contains($0.column)
        }
        return result
    }
}
