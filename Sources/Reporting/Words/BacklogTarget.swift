import AuditModel

/// What a limit of a linkage rule asks of the backlog: how many more rows have to be linked before the limit is kept.
///
/// - Units: rows of the rule's dataset. What is linked today counts already, so that the backlog needs to bring the rest.
struct BacklogTarget: Equatable {
    /// What happens while the limit is not kept.
    enum Consequence: String { case warn, fail }

    /// What happens while the limit is not kept.
    let consequence: Consequence
    /// What the limit allows, as part of a sentence: `at most 50 %`.
    let allowed: String
    /// How many more rows have to be linked.
    let gain: Int
    /// How many entries of the backlog, from the first, bring them; `nil` where these are not among the report's entries.
    let keys: Int?
    /// Whether all that is missing would bring them.
    let isReachable: Bool

    /// The limits of a rule that are not kept, the stricter first; none for a rule without a backlog, or with one
    /// verdict for each of its segments, since there the limit is for a segment and the backlog for the whole.
    static func targets(of result: RuleResult) -> [BacklogTarget] {
        guard let backlog = result.diagnosis?.backlog, result.segments == nil,
            let violations = result.violations, let population = result.population, population == result.diagnosis?.rows
        else { return [] }
        let limits = result.condition.limits
        let conditions = limits.warnIf.map { ($0, Consequence.warn) } + limits.failIf.map { ($0, Consequence.fail) }
        return conditions.compactMap { condition, consequence in
            guard let allowed = condition.allowed,
                let gain = condition.excess(of: violations, in: population), gain > 0
            else { return nil }
            return BacklogTarget(
                consequence: consequence,
                allowed: allowed,
                gain: gain,
                keys: backlog.entries.firstIndex { $0.cumulativeRows >= gain }.map { $0 + 1 },
                isReachable: backlog.rows >= gain
            )
        }.sorted { $0.gain > $1.gain }
    }

    /// The target in a few words, for the line of a chart.
    var label: String {
        "\(allowed) unlinked" + (isReachable ? keys.map { ": first \(Wording.count($0))" } ?? "" : ": out of reach")
    }

    /// What it takes to keep the limit, as a sentence without a full stop.
    func sentence(of backlog: Backlog) -> String {
        let needed =
            "For the rule not to \(consequence), \(allowed) may stay unlinked, which takes links for "
            + Phrases.count(gain, unit: backlog.weightNoun)
        guard isReachable else { return "\(needed): out of reach with these \(backlog.noun) alone" }
        guard let keys else { return needed }
        let first = keys == 1 ? "the first of the list brings them" : "the first \(Wording.count(keys)) bring them"
        return "\(needed): \(first)"
    }
}

extension Backlog {
    /// What is missing, what it would bring, and what it takes to keep the limits of the rule.
    func lead(towards targets: [BacklogTarget]) -> String {
        Phrases.paragraph([lead] + targets.map { $0.sentence(of: self) })
    }
}

extension Condition {
    /// What a limit on unlinked rows allows; `nil` for one that more links need not help to keep.
    fileprivate var allowed: String? {
        guard unit == .percent || unit == .rows else { return nil }
        let suffix = unit == .percent ? " %" : ""
        return switch comparison {
        case .above(ExactDecimal(0)): "none"
        case .above(let bound): "at most \(bound)\(suffix)"
        case .atLeast(let bound): "fewer than \(bound)\(suffix)"
        case .below, .atMost, .equal, .notEqual, .notBetween: nil
        }
    }

    /// By how many the violations have to shrink until the condition holds no longer; `nil` where it holds for none too.
    ///
    /// Bounds from below only: what holds for a count holds for each larger one, so that the border can be searched.
    fileprivate func excess(of violations: Int, in population: Int) -> Int? {
        guard !holds(count: 0, population: population) else { return nil }
        var kept = 0
        var broken = violations + 1
        while broken - kept > 1 {
            let middle = kept + (broken - kept) / 2
            if holds(count: middle, population: population) { broken = middle } else { kept = middle }
        }
        return violations - kept
    }
}
