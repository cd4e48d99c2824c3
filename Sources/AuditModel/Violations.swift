/// Hashes of the keys of what breaks a rule, so that two reports can be compared without the keys themselves.
public struct ViolationKeys: Codable, Sendable, Equatable {
    /// How many different keys there are.
    public var total: Int
    /// The hashes in ascending order, each 16 hexadecimal digits, with a space between two: the first 64 bits of the SHA-256 of
    /// each key. `nil` when there are too many to list.
    @ExplicitNull public var hashes: String?

    /// The most hashes that one rule lists.
    public static let longestList = 10_000
    /// The most hashes that one report lists.
    public static let longestReport = 50_000

    /// Creates the value from its parts.
    public init(total: Int, hashes: String?) {
        self.total = total
        self._hashes = ExplicitNull(wrappedValue: hashes)
    }

    /// The hashes one by one; `nil` when they are not listed.
    public var list: Set<Substring>? {
        hashes.map { Set($0.split(separator: " ")) }
    }
}

/// How what breaks a rule lies to what breaks another rule: the same, a part of it, or all of it and more.
public struct SharedViolations: Codable, Sendable, Equatable {
    /// How two sets of violations lie to each other.
    public enum Relation: String, Codable, Sendable, CaseIterable {
        /// Both rules are broken by the same.
        case equal
        /// Whatever breaks this rule also breaks the other.
        case within
        /// Whatever breaks the other rule also breaks this one.
        case contains
    }

    /// The identifier of the other rule.
    public var rule: String
    /// How this rule's violations lie to the other's.
    public var relation: Relation
    /// What is shared, in the plural: what the rows are called, or `missing artists`.
    public var noun: String
    /// How many the two rules share.
    public var count: Int

    /// Creates the value from its parts.
    public init(rule: String, relation: Relation, noun: String, count: Int) {
        self.rule = rule
        self.relation = relation
        self.noun = noun
        self.count = count
    }
}

/// What the committed baseline says of a rule.
public struct BaselineFigures: Codable, Sendable, Equatable {
    /// How a rule does compared with its baseline.
    public enum Comparison: String, Codable, Sendable, CaseIterable {
        case better, same, worse
        /// The rule asks something else than when the baseline was taken, so that the two cannot be compared.
        case changed
    }

    /// How many broke the rule.
    public var violations: Int
    /// How many were looked at.
    public var population: Int
    /// `100 * violations / population`, three decimals; `nil` without a population.
    @ExplicitNull public var percent: String?
    /// How the rule does now; `nil` when it could not be measured.
    @ExplicitNull public var comparison: Comparison?

    /// Creates the value from its parts.
    public init(violations: Int, population: Int, comparison: Comparison? = nil) {
        self.violations = violations
        self.population = population
        self._percent = ExplicitNull(wrappedValue: Wording.percent(violations, of: population))
        self._comparison = ExplicitNull(wrappedValue: comparison)
    }
}

/// What the report knows of the baseline that it was held against.
public struct BaselineStanding: Codable, Sendable, Equatable {
    /// SHA-256 of the baseline file, in hexadecimal.
    public var sha256: String
    /// How many rules it has figures for.
    public var rules: Int
    /// Rules of the baseline that the rule files do not have any more.
    public var stale: [String]
    /// Rules with a ratchet that the baseline has no figures for.
    public var missing: [String]
    /// Rules that ask something else than when the baseline was taken.
    public var changed: [String]

    /// Creates the value from its parts.
    public init(sha256: String, rules: Int, stale: [String], missing: [String], changed: [String]) {
        self.sha256 = sha256
        self.rules = rules
        self.stale = stale
        self.missing = missing
        self.changed = changed
    }
}
