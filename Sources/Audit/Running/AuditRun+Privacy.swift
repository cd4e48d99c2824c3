import AuditModel

extension AuditRun {
    /// The result without groups that are so small that they tell of single people, and without sensitive values as names
    /// of groups.
    func discreet(_ result: RuleResult, of rule: Rule) -> RuleResult {
        var result = result
        let smallest = options.smallestGroup
        let sensitive = rule.kind.references.first.flatMap { rules.datasets[$0.dataset]?.sensitive } ?? []
        if var segments = result.segments {
            segments.shown = segments.shown.filter { $0.population >= smallest }.map { segment in
                var segment = segment
                segment.values = zip(segments.columns, segment.values).map { column, value in
                    sensitive.contains(column) && value != nil ? "withheld" : value
                }
                return segment
            }
            result.segments = segments
        }
        if let segments = result.diagnosis?.segments {
            result.diagnosis?.segments = segments.filter { $0.rows >= smallest && !sensitive.contains($0.column) }
        }
        return result
    }
}
