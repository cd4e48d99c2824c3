/// What earlier runs of the same audit of the same database found, for trends and for the age of findings.
public struct RunHistory: Codable, Sendable, Equatable {
    /// Where runs are kept: `database` or `files`.
    public var keptIn: String
    /// How many earlier runs were found, at most as many as a trend shows.
    public var runs: Int
    /// The run before this one; `nil` for the first.
    @ExplicitNull public var previous: PastRun?
    /// The trend of each rule that was measured in this run, in the order of the rules.
    public var rules: [RuleTrend]

    /// The most points of a trend, this run included.
    public static let longestTrend = 30

    enum CodingKeys: String, CodingKey {
        case runs, previous, rules
        case keptIn = "kept_in"
    }

    /// Creates the value from its parts.
    public init(keptIn: String, runs: Int, previous: PastRun?, rules: [RuleTrend]) {
        self.keptIn = keptIn
        self.runs = runs
        self._previous = ExplicitNull(wrappedValue: previous)
        self.rules = rules
    }

    /// The trend of a rule, if it is known.
    public func trend(of rule: String) -> RuleTrend? {
        rules.first { $0.rule == rule }
    }
}

/// An earlier run.
public struct PastRun: Codable, Sendable, Equatable {
    /// Its identifier.
    public var id: String
    /// When it began, ISO 8601 in UTC.
    public var at: String
    /// The verdict of its gate: `pass`, `fail` or `error`.
    public var gate: Status

    /// Creates the value from its parts.
    public init(id: String, at: String, gate: Status) {
        self.id = id
        self.at = at
        self.gate = gate
    }
}

/// How a rule did over the latest runs.
public struct RuleTrend: Codable, Sendable, Equatable {
    /// The rule's identifier.
    public var rule: String
    /// What each run found, oldest first, this run last; runs that skipped the rule are left out.
    public var points: [TrendPoint]
    /// When the finding was first seen, without a run in between that did not find it; `nil` when there is no finding now.
    @ExplicitNull public var firstSeen: String?
    /// The days from then to this run; `nil` when there is no finding now.
    @ExplicitNull public var ageDays: Int?

    enum CodingKeys: String, CodingKey {
        case rule, points
        case firstSeen = "first_seen"
        case ageDays = "age_days"
    }

    /// Creates the value from its parts.
    public init(rule: String, points: [TrendPoint], firstSeen: String? = nil, ageDays: Int? = nil) {
        self.rule = rule
        self.points = points
        self._firstSeen = ExplicitNull(wrappedValue: firstSeen)
        self._ageDays = ExplicitNull(wrappedValue: ageDays)
    }
}

/// What one run found of a rule.
public struct TrendPoint: Codable, Sendable, Equatable {
    /// When the run began, ISO 8601 in UTC.
    public var at: String
    /// What happened.
    public var status: Status
    /// How many things broke the rule; `nil` when nothing was measured.
    @ExplicitNull public var violations: Int?
    /// How many were looked at; `nil` when nothing was measured.
    @ExplicitNull public var population: Int?
    /// The figure that was held against the limits, for rules that measure one instead of counting violations.
    @ExplicitNull public var value: String?

    /// Creates the value from its parts.
    public init(at: String, status: Status, violations: Int?, population: Int?, value: String? = nil) {
        self.at = at
        self.status = status
        self._violations = ExplicitNull(wrappedValue: violations)
        self._population = ExplicitNull(wrappedValue: population)
        self._value = ExplicitNull(wrappedValue: value)
    }
}

/// How long a waiver still counts.
public struct WaiverTerm: Codable, Sendable, Equatable {
    /// What a waiver does to its rule.
    public enum State: String, Codable, Sendable, CaseIterable {
        /// The rule would fail, and the waiver covers it.
        case live
        /// The rule does not fail, so that the waiver covers nothing.
        case unused
        /// The waiver's last day has passed.
        case expired
        /// The rule is worse than the waiver covers.
        case exceeded
    }

    /// The rule's identifier.
    public var rule: String
    /// What the waiver does.
    public var state: State
    /// Its last day, `yyyy-mm-dd`.
    public var expires: String
    /// The days from the run to that day; negative when it has passed, `nil` when the day cannot be read.
    @ExplicitNull public var daysLeft: Int?

    enum CodingKeys: String, CodingKey {
        case rule, state, expires
        case daysLeft = "days_left"
    }

    /// Creates the value from its parts.
    public init(rule: String, state: State, expires: String, daysLeft: Int?) {
        self.rule = rule
        self.state = state
        self.expires = expires
        self._daysLeft = ExplicitNull(wrappedValue: daysLeft)
    }
}

/// How old the newest row of a dataset was at the instant that counted as now.
public struct DataAge: Codable, Sendable, Equatable {
    /// The identifier of the rule that looked.
    public var rule: String
    /// The newest instant, ISO 8601 in UTC.
    public var newest: String
    /// Its age in seconds; negative when it lies in the future.
    public var seconds: Int

    /// Creates the value from its parts.
    public init(rule: String, newest: String, seconds: Int) {
        self.rule = rule
        self.newest = newest
        self.seconds = seconds
    }
}
