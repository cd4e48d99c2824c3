/// What became of the groups of rows that a rule judges apart.
public struct SegmentVerdicts: Codable, Sendable, Equatable {
    /// The columns whose combinations of values make the groups.
    public var columns: [String]
    /// How many groups there are.
    public var total: Int
    /// How many of them are too small to be judged.
    public var notJudged: Int
    /// How many of them fail.
    public var fail: Int
    /// How many of them warn.
    public var warn: Int
    /// The groups to show, worst first; the rest is only counted.
    public var shown: [SegmentResult]

    enum CodingKeys: String, CodingKey {
        case columns, total, fail, warn, shown
        case notJudged = "not_judged"
    }

    /// Creates verdicts.
    public init(columns: [String], total: Int, notJudged: Int, fail: Int, warn: Int, shown: [SegmentResult]) {
        self.columns = columns
        self.total = total
        self.notJudged = notJudged
        self.fail = fail
        self.warn = warn
        self.shown = shown
    }
}

/// What became of one group of rows.
public struct SegmentResult: Codable, Sendable, Equatable {
    /// The values of the columns, in their order; `nil` for rows without one.
    public var values: [String?]
    /// How many things were looked at.
    public var population: Int
    /// How many of them break the rule.
    public var violations: Int
    /// `100 * violations / population`, three decimals.
    @ExplicitNull public var percent: String?
    /// What happened.
    public var status: Status

    /// Creates a result.
    public init(values: [String?], population: Int, violations: Int, status: Status) {
        self.values = values
        self.population = population
        self.violations = violations
        self._percent = ExplicitNull(wrappedValue: Wording.percent(violations, of: population))
        self.status = status
    }
}
