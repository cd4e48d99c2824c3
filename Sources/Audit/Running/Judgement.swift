import AuditModel

extension Judgement {
    /// Judges a measured rule.
    ///
    /// - Parameter today: the day that waivers are held against, `yyyy-mm-dd` in UTC.
    init(of measured: Measured, by rule: Rule, today: String) {
        if let reason = measured.emptyReason ?? (measured.population == 0 ? "there is nothing to look at" : nil) {
            self = Self.empty(rule, reason: reason)
            return
        }
        self.init(
            of: measured.figures,
            by: measured.expectation ?? rule.effectiveLimits,
            severity: rule.severity
        )
        if let waiver = rule.waiver { apply(waiver, to: measured.figures, today: today) }
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
}

extension Measured {
    /// Whether a condition of a rule holds for what was measured.
    func fulfils(_ condition: Condition) -> Bool { figures.fulfils(condition) }

    /// What is held against limits.
    var figures: Figures {
        switch quantity {
        case .violations: Figures(population: population, violations: violations, sentence: sentence)
        case .number(let number):
            Figures(population: population, violations: violations, number: number, sentence: sentence)
        }
    }
}
