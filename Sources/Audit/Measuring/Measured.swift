public import AuditModel

/// What a rule's readings mean, before they are held against its limits.
public struct Measured: Sendable {
    /// What is compared with the limits.
    public enum Quantity: Sendable, Equatable {
        /// Violations out of a population.
        case violations
        /// A number that has limits of its own, such as a count of rows or an age in seconds; outside is one violation of one.
        case number(ExactDecimal)
    }

    /// How many things were looked at.
    public var population: Int
    /// How many of them break the rule.
    public var violations: Int
    /// What is compared with the limits.
    public var quantity: Quantity
    /// The limits that the rule's own history sets; `nil` when those of the rule count.
    public var expectation: Limits?
    /// The newest instant of the rows, ISO 8601 in UTC, where the quantity is its age in seconds.
    public var newest: String?
    /// What population and violations count, in the plural.
    public var unit: String
    /// The finding as a sentence without a full stop, for a reader who knows no SQL.
    public var sentence: String
    /// Further facts in the order to show them.
    public var facts: [Fact]
    /// Why there is nothing to look at, if that is so.
    public var emptyReason: String?
    /// The declared and validated constraint that is broken all the same, if there is one.
    public var brokenConstraint: String?

    /// Creates what was measured by counting violations.
    public init(
        population: Int,
        violations: Int,
        unit: String,
        sentence: String,
        facts: [Fact] = [],
        emptyReason: String? = nil
    ) {
        self.population = population
        self.violations = violations
        self.quantity = .violations
        self.unit = unit
        self.sentence = sentence
        self.facts = facts
        self.emptyReason = emptyReason
    }

    /// Creates what was measured as one number with limits of its own.
    public init(
        number: ExactDecimal,
        unit: String,
        sentence: String,
        facts: [Fact] = [],
        emptyReason: String? = nil
    ) {
        self.init(
            population: 1,
            violations: 0,
            unit: unit,
            sentence: sentence,
            facts: facts,
            emptyReason: emptyReason
        )
        self.quantity = .number(number)
    }

    /// A rule that found nothing to look at.
    public static func nothing(_ reason: String, unit: String) -> Measured {
        Measured(population: 0, violations: 0, unit: unit, sentence: reason, emptyReason: reason)
    }

    /// Violations of rows in the usual words: `43 of 71 songs have no year (60.563 %)` or `all 71 songs have a year`.
    ///
    /// - Parameters:
    ///   - nouns: what the rows are called, in the plural.
    ///   - broken: what is said of the violations, such as `have no year`.
    ///   - kept: what is said of all when there is none, such as `have a year`.
    public static func rows(
        _ readings: Readings,
        nouns: String,
        unit: String = "rows",
        broken: String,
        kept: String,
        facts: [Fact] = []
    ) -> Measured {
        let population = readings.count("population")
        let violations = readings.count("violations")
        guard population > 0 else { return .nothing("there are no \(nouns) to look at", unit: unit) }
        let share = Wording.percent(violations, of: population).map { " (\($0) %)" } ?? ""
        let sentence =
            violations > 0
            ? "\(Wording.count(violations)) of \(Wording.count(population)) \(nouns) \(violations == 1 ? Self.singular(broken) : broken)\(share)"
            : population == 1
                ? "1 of 1 \(nouns) \(Self.singular(kept))" : "all \(Wording.count(population)) \(nouns) \(kept)"
        return Measured(population: population, violations: violations, unit: unit, sentence: sentence, facts: facts)
    }

    /// A sentence's end that begins with a verb, said of one thing: `have no year` as `has no year`.
    private static func singular(_ predicate: String) -> String {
        let verbs = [
            "have": "has", "are": "is", "do": "does", "go": "goes", "repeat": "repeats", "break": "breaks",
            "keep": "keeps", "differ": "differs", "fulfil": "fulfils",
        ]
        let words = predicate.split(separator: " ", maxSplits: 1)
        guard words.count == 2, let verb = verbs[String(words[0])] else { return predicate }
        return "\(verb) \(words[1])"
    }

    /// The names of columns as people read them: `first name, last name and gender`.
    static func words(for columns: [String]) -> String {
        let words = columns.map { $0.replacing("_", with: " ") }
        guard words.count > 1, let last = words.last else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) and \(last)"
    }
}
