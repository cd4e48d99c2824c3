import Audit
import AuditModel

/// What about the limits of a rule deserves a second look.
struct LimitWarnings {
    private let kind: KindDescription
    private let warnIf: [Located<Condition>]
    private let failIf: [Located<Condition>]

    /// Takes the limits of a rule with their places.
    init(_ limits: Limits, of kind: KindDescription, in reader: SettingReader) {
        self.kind = kind
        warnIf = Self.located(limits.warnIf, "warn_if", in: reader)
        failIf = Self.located(limits.failIf, "fail_if", in: reader)
    }

    private static func located(
        _ conditions: [Condition],
        _ key: String,
        in reader: SettingReader
    ) -> [Located<Condition>] {
        guard let setting = reader.setting(key) else { return [] }
        if case .list(let items) = setting.content, items.count == conditions.count {
            return zip(conditions, items).map { Located($0, at: $1.location) }
        }
        return conditions.map { Located($0, at: setting.location) }
    }

    /// Limits that nothing can reach, that everything is past, and those that another catches first.
    var problems: [RuleProblem] {
        let outOfReach = (warnIf + failIf).compactMap(problemOfReach)
        return outOfReach + shadowedWarnings + repeated(failIf, "fails") + repeated(warnIf, "warns")
    }

    private func problemOfReach(_ condition: Located<Condition>) -> RuleProblem? {
        guard let possible = possible(in: condition.value.unit) else { return nil }
        let reach = LimitReach(of: condition.value)
        let what =
            condition.value.unit == .percent
            ? "a share of violations lies between 0 and 100 %" : "a count is never below 0"
        if reach.isOutOfReach(of: possible) {
            return warning(condition, "'\(condition.value.text)' can never hold: \(what)")
        }
        if reach.isCertain(within: possible) {
            return warning(condition, "'\(condition.value.text)' always holds: \(what)")
        }
        return nil
    }

    /// What can be measured in a unit; `nil` when that may be any number.
    private func possible(in unit: Condition.Unit) -> LimitReach.Stretch? {
        let zero = ExactDecimal(0)
        switch unit {
        // A query can find more rows than another one says were looked at.
        case .percent where kind.name == "sql": return LimitReach.Stretch(lower: zero, includesLower: true)
        case .percent:
            return LimitReach.Stretch(lower: zero, includesLower: true, upper: ExactDecimal(100), includesUpper: true)
        case .rows where kind.units.contains(.percent) || kind.name == "row_count":
            return LimitReach.Stretch(lower: zero, includesLower: true)
        default: return nil
        }
    }

    private var shadowedWarnings: [RuleProblem] {
        warnIf.compactMap { warn in
            let reach = LimitReach(of: warn.value)
            guard let fail = failIf.first(where: { LimitReach(of: $0.value).covers(reach) }) else { return nil }
            let isSame = reach.covers(LimitReach(of: fail.value))
            let what =
                isSame
                ? "'warn_if' and 'fail_if' are the same, so the rule never warns"
                : "'\(warn.value.text)' never warns: whatever it catches already fails by '\(fail.value.text)'"
            return warning(warn, what)
        }
    }

    private func repeated(_ conditions: [Located<Condition>], _ verb: String) -> [RuleProblem] {
        conditions.enumerated().compactMap { index, condition in
            let reach = LimitReach(of: condition.value)
            let other = conditions.enumerated().first { other, candidate in
                let candidateReach = LimitReach(of: candidate.value)
                // Of two that are the same the second is the one too many.
                return other != index && candidateReach.covers(reach)
                    && (other < index || !reach.covers(candidateReach))
            }
            return other.map {
                warning(
                    condition,
                    "'\(condition.value.text)' is not needed: '\($0.element.value.text)' \(verb) before it"
                )
            }
        }
    }

    /// A waiver that never applies, because the rule fails only beyond what it covers.
    func problem(ofWaiver limit: String, at location: Location) -> RuleProblem? {
        guard let beyond = try? Condition(parsing: "> \(limit)"), !failIf.isEmpty else { return nil }
        let reach = LimitReach(of: beyond)
        guard failIf.allSatisfy({ reach.covers(LimitReach(of: $0.value)) }) else { return nil }
        let message = "the waiver covers only up to \(limit), but the rule fails only beyond that; it never applies"
        return RuleProblem(.warning, at: location, message)
    }

    private func warning(_ condition: Located<Condition>, _ message: String) -> RuleProblem {
        RuleProblem(.warning, at: condition.location, message)
    }
}
