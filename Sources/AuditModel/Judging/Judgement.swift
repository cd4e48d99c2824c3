/// What was measured of a rule, as far as it is held against limits.
public struct Figures: Sendable, Equatable {
    /// How many things were looked at.
    public var population: Int
    /// How many of them break the rule.
    public var violations: Int
    /// The number that the limits are for, where it is not the violations.
    public var number: ExactDecimal?
    /// The finding as a sentence without a full stop.
    public var sentence: String

    /// Creates figures.
    public init(population: Int, violations: Int, number: ExactDecimal? = nil, sentence: String) {
        self.population = population
        self.violations = violations
        self.number = number
        self.sentence = sentence
    }

    /// Whether a condition holds for what was measured.
    public func fulfils(_ condition: Condition) -> Bool {
        if let number { return condition.holds(number: number) }
        return condition.holds(count: violations, population: population)
    }
}

/// What becomes of a rule when its figures are held against its limits. Pure: no database, no clock.
public struct Judgement: Sendable, Equatable {
    /// What happened.
    public var status: Status
    /// How many things break the rule; 1 when a number is outside its limits.
    public var violations: Int
    /// Whether the rule passes though there are violations.
    public var isTolerated: Bool
    /// The finding with what the limits make of it.
    public var message: String

    /// Creates a judgement from its parts.
    public init(status: Status, violations: Int, isTolerated: Bool = false, message: String) {
        self.status = status
        self.violations = violations
        self.isTolerated = isTolerated
        self.message = message
    }

    /// Holds figures against limits.
    public init(of figures: Figures, by limits: Limits, severity: Severity) {
        let failing = limits.failIf.first { figures.fulfils($0) }
        let warning = limits.warnIf.first { figures.fulfils($0) }
        let isOutside = failing != nil || warning != nil
        violations = figures.number == nil ? figures.violations : (isOutside ? 1 : 0)
        status = failing != nil ? (severity == .warn ? .warn : .fail) : (warning != nil ? .warn : .pass)
        isTolerated = status == .pass && violations > 0
        message = figures.sentence
        if let failing {
            message += severity == .warn ? "; \(failing.warningInWords)" : "; \(failing.failureInWords)"
        } else if let warning {
            message += "; \(warning.warningInWords)"
        } else if isTolerated, let limit = limits.warnIf.first ?? limits.failIf.first {
            message += "; tolerated: only \(limit.inWords) counts"
        }
    }

    /// Covers a failure by a waiver, if the waiver still counts and reaches so far; the message says what came of it.
    ///
    /// - Parameter today: `yyyy-mm-dd` in UTC.
    public mutating func apply(_ waiver: Waiver, to figures: Figures, today: String) {
        guard status == .fail else { return }
        if today > waiver.expires {
            message += "; the waiver expired on \(waiver.expires)"
        } else if let limit = waiver.upTo, let beyond = try? Condition(parsing: "> \(limit)"), figures.fulfils(beyond) {
            message += "; the waiver covers only up to \(limit)"
        } else {
            status = .waived
            message += "; accepted by \(waiver.approvedBy) until \(waiver.expires): \(waiver.reason)"
        }
    }
}
