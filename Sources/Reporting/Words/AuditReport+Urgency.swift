import AuditModel

extension AuditReport {
    /// What to act on, most urgent first; equally urgent findings in the order of the rule files.
    var findingsByUrgency: [RuleResult] {
        results.filter(\.isFinding).enumerated()
            .sorted { ($0.element.urgency, -$0.offset) > ($1.element.urgency, -$1.offset) }
            .map(\.element)
    }
}

extension RuleResult {
    /// What to look at first: a failure before an error before a warning, then the graver before the lighter.
    fileprivate var urgency: Int {
        let order: [Status] = [.waived, .warn, .error, .fail]
        let gravity = Severity.allCases.firstIndex(of: severity) ?? 0
        return (order.firstIndex(of: status) ?? 0) * Severity.allCases.count + gravity
    }
}
