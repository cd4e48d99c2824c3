import Audit
import AuditModel

extension SettingReader {
    /// What `warn_if` and `fail_if` say; `nil` when neither is there, so that the rule's own limits count.
    ///
    /// - Parameter rule: the rule's kind as read, as far as it could be.
    func limits(for kind: KindDescription?, of rule: (any RuleKind)?) -> Limits? {
        let given = ["warn_if", "fail_if"].compactMap(setting)
        if given.isEmpty {
            if let kind, let rule, rule.defaultLimits == Limits(), !rule.hasOwnExpectation {
                report("\(subject) needs 'warn_if' or 'fail_if': kind '\(kind.name)' has no limit of its own")
            }
            return nil
        }
        if let first = given.first, rule?.hasOwnExpectation == true {
            report(
                "'expect' says what is outside; write 'severity: warn' to be warned of it, or a rule of its own for limits",
                at: first.location
            )
            return nil
        }
        return Limits(warnIf: conditions("warn_if", for: kind), failIf: conditions("fail_if", for: kind))
    }

    private func conditions(_ key: String, for kind: KindDescription?) -> [Condition] {
        guard let setting = setting(key) else { return [] }
        switch setting.content {
        case .null: return []
        case .scalar(let scalar):
            return [condition(scalar.text, at: setting.location, for: kind)].compactMap(\.self)
        case .mapping:
            report("'\(key)' must be a condition such as \"> 5%\" or a list of them", at: setting.location)
            return []
        case .list(let items):
            if items.isEmpty { report("'\(key)' must not be empty", at: setting.location) }
            return items.compactMap { item in
                if case .scalar(let scalar) = item.content {
                    return condition(scalar.text, at: item.location, for: kind)
                }
                report("an item of '\(key)' must be a condition, not \(item.shape)", at: item.location)
                return nil
            }
        }
    }

    private func condition(_ text: String, at location: Location, for kind: KindDescription?) -> Condition? {
        do {
            let condition = try Condition(parsing: text)
            check(condition.unit, of: condition.text, at: location, for: kind)
            return condition
        } catch {
            report("'\(text)' is not a condition: \(error.message)", at: location)
            return nil
        }
    }

    /// How bad a waived failure may get: a number with a unit, as in a condition that has no sign.
    func waiverLimit(_ key: String, for kind: KindDescription?) -> String? {
        guard let text = string(key) else { return nil }
        guard let condition = try? Condition(parsing: "> \(text.value)") else {
            report("'\(text.value)' is not a limit; write for example \"99.99%\" or \"100 rows\"", at: text.location)
            return nil
        }
        check(condition.unit, of: text.value, at: text.location, for: kind)
        return text.value
    }

    private func check(_ unit: Condition.Unit, of text: String, at location: Location, for kind: KindDescription?) {
        guard let kind, !kind.units.contains(unit) else { return }
        let names = Condition.Unit.allCases.filter(kind.units.contains).map(\.rawValue).joined(separator: ", ")
        let units = kind.units == [.rows] ? "numbers without a unit" : "in \(names)"
        report(
            "'\(text)' is in \(unit.rawValue), but limits of kind '\(kind.name)' are \(units)",
            at: location
        )
    }
}
