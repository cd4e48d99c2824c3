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
}

extension AuditReport {
    /// What to do first: at most three issues that are more than information and that nobody has accepted.
    var firstIssues: [GovernanceIssue] {
        Array(issues.filter { $0.severity > .info && $0.status != .waived }.prefix(3))
    }
}

extension Gain {
    /// What mending brings, as a sentence without a full stop.
    var words: String {
        let things = Phrases.count(count, unit: noun)
        return switch basis {
        case .backlog: "\(things) could be linked once all that is missing is there"
        case .violations: "up to \(things) would be as \(count == 1 ? "it" : "they") should be"
        }
    }

    /// The figure alone, such as `6,792 plays`; what breaks a rule is the most that can be gained.
    var figure: String { (basis == .violations ? "up to " : "") + Phrases.count(count, unit: noun) }
}
