import AuditModel

/// Holds what was measured against a rule's limits. Pure: no database, no clock.
struct Judgement {
    var status: Status
    var violations: Int
    var isTolerated: Bool
    var message: String

    /// Judges a measured rule.
    ///
    /// - Parameter today: the day that waivers are held against, `yyyy-mm-dd` in UTC.
    init(of measured: Measured, by rule: Rule, today: String) {
        if let reason = measured.emptyReason ?? (measured.population == 0 ? "there is nothing to look at" : nil) {
            self = Self.empty(rule, reason: reason)
            return
        }
        let limits = measured.expectation ?? rule.effectiveLimits
        let failing = limits.failIf.first { measured.fulfils($0) }
        let warning = limits.warnIf.first { measured.fulfils($0) }
        let isOutside = failing != nil || warning != nil
        violations = measured.quantity == .violations ? measured.violations : (isOutside ? 1 : 0)
        status = failing != nil ? (rule.severity == .warn ? .warn : .fail) : (warning != nil ? .warn : .pass)
        isTolerated = status == .pass && violations > 0
        message = measured.sentence
        if let failing {
            message += rule.severity == .warn ? "; \(failing.warningInWords)" : "; \(failing.failureInWords)"
        } else if let warning {
            message += "; \(warning.warningInWords)"
        } else if isTolerated, let limit = limits.warnIf.first ?? limits.failIf.first {
            message += "; tolerated: only \(limit.inWords) counts"
        }
        if status == .fail, let waiver = rule.waiver { apply(waiver, to: measured, today: today) }
    }

    private init(status: Status, violations: Int, message: String) {
        self.status = status
        self.violations = violations
        self.isTolerated = false
        self.message = message
    }

    private static func empty(_ rule: Rule, reason: String) -> Judgement {
        switch rule.whenEmpty {
        case .notApplicable: Judgement(status: .notApplicable, violations: 0, message: reason)
        case .pass: Judgement(status: .pass, violations: 0, message: "\(reason), which this rule accepts")
        case .fail:
            Judgement(
                status: rule.severity == .warn ? .warn : .fail,
                violations: 0,
                message: "\(reason), which this rule does not accept"
            )
        }
    }

    private mutating func apply(_ waiver: Waiver, to measured: Measured, today: String) {
        if today > waiver.expires {
            message += "; the waiver expired on \(waiver.expires)"
        } else if let limit = waiver.upTo, let beyond = try? Condition(parsing: "> \(limit)"), measured.fulfils(beyond)
        {
            message += "; the waiver covers only up to \(limit)"
        } else {
            status = .waived
            message += "; accepted by \(waiver.approvedBy) until \(waiver.expires): \(waiver.reason)"
        }
    }
}

extension Measured {
    /// Whether a condition of a rule holds for what was measured.
    func fulfils(_ condition: Condition) -> Bool {
        switch quantity {
        case .violations: condition.holds(count: violations, population: population)
        case .number(let number): condition.holds(number: number)
        }
    }
}

extension Condition {
    /// What is said of a failure: `more than 50 % fails`, `none is allowed`.
    fileprivate var failureInWords: String { allowsNone ? "none is allowed" : "\(inWords) fails" }

    /// What is said of a warning: `more than 5 % warns`, `any calls for a look`.
    fileprivate var warningInWords: String { allowsNone ? "any calls for a look" : "\(inWords) warns" }

    private var allowsNone: Bool { comparison == .above(ExactDecimal(0)) }

    /// The condition as part of a sentence: `more than 50 %`, `fewer than 1`.
    var inWords: String {
        func suffix(_ bound: ExactDecimal) -> String {
            switch unit {
            case .percent: " %"
            case .rows: ""
            default: " " + (bound == ExactDecimal(1) ? String(unit.rawValue.dropLast()) : unit.rawValue)
            }
        }
        return switch comparison {
        case .above(let bound): "more than \(bound)\(suffix(bound))"
        case .atLeast(let bound): "\(bound)\(suffix(bound)) or more"
        case .below(let bound): "\(unit == .rows ? "fewer" : "less") than \(bound)\(suffix(bound))"
        case .atMost(let bound): "\(bound)\(suffix(bound)) or less"
        case .equal(let bound): "just \(bound)\(suffix(bound))"
        case .notEqual(let bound): "anything but \(bound)\(suffix(bound))"
        case .notBetween(let lower, let upper): "anything outside \(lower) to \(upper)\(suffix(upper))"
        }
    }
}
