/// A few totals over all results.
public struct Statistics: Codable, Sendable, Equatable {
    /// Rules that were measured and judged.
    public var evaluated: Int
    /// Results with status `pass`.
    public var pass: Int
    /// Results with status `warn`.
    public var warn: Int
    /// Results with status `fail`.
    public var fail: Int
    /// Results with status `error`.
    public var error: Int
    /// Results with status `not_applicable`.
    public var notApplicable: Int
    /// Results with status `waived`.
    public var waived: Int
    /// Results with status `skipped`.
    public var skipped: Int
    /// Passes that have violations inside their limits.
    public var tolerated: Int

    enum CodingKeys: String, CodingKey {
        case evaluated, pass, warn, fail, error, waived, skipped, tolerated
        case notApplicable = "not_applicable"
    }

    /// Counts the results.
    public init(of results: [RuleResult]) {
        func count(_ status: Status) -> Int { results.count { $0.status == status } }
        evaluated = results.count { $0.status.isEvaluated }
        pass = count(.pass)
        warn = count(.warn)
        fail = count(.fail)
        error = count(.error)
        notApplicable = count(.notApplicable)
        waived = count(.waived)
        skipped = count(.skipped)
        tolerated = results.count(where: \.tolerated)
    }
}

/// How well one dimension does: parts beside the score, never a number alone.
public struct DimensionScore: Codable, Sendable, Equatable {
    /// The dimension.
    public var dimension: Dimension
    /// Rules that were measured and count into the score.
    public var rules: Int
    /// Rules without a verdict or with nothing to look at; not in the score.
    public var notMeasured: Int
    /// The sum of the populations.
    public var population: Int
    /// The sum of the violations.
    public var violations: Int
    /// `100 * (population - violations) / population`, rounded to two decimals; `nil` without a population.
    @ExplicitNull public var scorePercent: Double?
    /// The worst status among the rules.
    public var status: Status

    enum CodingKeys: String, CodingKey {
        case dimension, rules, population, violations, status
        case notMeasured = "not_measured"
        case scorePercent = "score_percent"
    }

    /// Creates a score.
    public init(
        dimension: Dimension,
        rules: Int,
        notMeasured: Int,
        population: Int,
        violations: Int,
        scorePercent: Double?,
        status: Status
    ) {
        self.dimension = dimension
        self.rules = rules
        self.notMeasured = notMeasured
        self.population = population
        self.violations = violations
        self._scorePercent = ExplicitNull(wrappedValue: scorePercent)
        self.status = status
    }
}

/// A policy and whether its rules hold; in JSON, ``status`` and ``rules`` stand beside the policy's own keys.
public struct PolicyStanding: Codable, Sendable, Equatable {
    /// The policy.
    public var policy: Policy
    /// The worst status of its rules; `not_applicable` when it has none.
    public var status: Status
    /// The identifiers of its rules.
    public var rules: [String]

    enum CodingKeys: String, CodingKey { case status, rules }

    /// Creates a standing.
    public init(policy: Policy, status: Status, rules: [String]) {
        self.policy = policy
        self.status = status
        self.rules = rules
    }

    /// Reads a standing.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        policy = try Policy(from: decoder)
        status = try container.decode(Status.self, forKey: .status)
        rules = try container.decode([String].self, forKey: .rules)
    }

    /// Writes a standing.
    public func encode(to encoder: any Encoder) throws {
        try policy.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(status, forKey: .status)
        try container.encode(rules, forKey: .rules)
    }
}
