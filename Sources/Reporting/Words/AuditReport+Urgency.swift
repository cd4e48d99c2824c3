import AuditModel

extension AuditReport {
    /// What to act on: by status and severity, then in the order of the governance issues, so by what mending brings.
    var findingsByUrgency: [RuleResult] {
        let places = Dictionary(
            issues.flatMap(\.rules).enumerated().map { ($0.element, $0.offset) },
            uniquingKeysWith: { first, _ in first }
        )
        func isBefore(_ left: RuleResult, _ right: RuleResult) -> Bool {
            if left.urgency != right.urgency { return left.urgency < right.urgency }
            let (first, second) = (places[left.id] ?? .max, places[right.id] ?? .max)
            return first == second ? left.id < right.id : first < second
        }
        return results.filter(\.isFinding).sorted(by: isBefore)
    }

    /// What to do first: at most three issues that are more than information and that nobody has accepted.
    var firstIssues: [GovernanceIssue] {
        Array(issues.filter { $0.severity > .info && $0.status != .waived }.prefix(3))
    }
}
