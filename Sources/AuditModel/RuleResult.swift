/// What one rule found: the record that every report format shows.
///
/// JSON keys are those of `RULES.md`; every key is always there, `null` where it does not apply.
public struct RuleResult: Codable, Sendable, Equatable {
    /// The rule's stable identifier, such as `songplays.artist.linked`.
    public var id: String
    /// The rule's kind, such as `relationship`.
    public var kind: String
    /// What the rule asks, in plain words.
    public var title: String
    /// More about the rule, in plain words.
    @ExplicitNull public var description: String?
    /// The table that was looked at, `schema.table`; `nil` for rules over free SQL.
    @ExplicitNull public var dataset: String?
    /// The columns that were looked at.
    public var columns: [String]
    /// The quality dimension.
    public var dimension: Dimension
    /// How much a failure matters.
    public var severity: Severity
    /// Who acts on a failure.
    @ExplicitNull public var owner: String?
    /// Who answers for the data in the business.
    @ExplicitNull public var steward: String?
    /// The identifier of the policy that the rule checks.
    @ExplicitNull public var policy: String?
    /// Free labels.
    public var tags: [String]
    /// Addresses of further documents.
    public var links: [String]
    /// What happened.
    public var status: Status
    /// `measured` when rows were read, `proved` when a constraint makes sure of it, `none` when there is no verdict.
    public var evidence: String
    /// The constraint that makes sure of it, in plain words; `nil` when rows were read.
    @ExplicitNull public var proof: String?
    /// The declared and validated constraint that the data break all the same; `nil` unless there is one.
    @ExplicitNull public var brokenConstraint: String?
    /// How many things were looked at, in ``unit``; `nil` when nothing was measured.
    @ExplicitNull public var population: Int?
    /// How many of them break the rule; `nil` when nothing was measured.
    @ExplicitNull public var violations: Int?
    /// The number that was held against the limits, such as an average or an age in seconds; `nil` for rules that count
    /// violations.
    @ExplicitNull public var value: String?
    /// What population and violations count: `rows`, `days`, `hours`, `keys`, `datasets`, ….
    public var unit: String
    /// `100 * violations / population`, three decimals, never rounded to 0 or 100; `nil` without a population.
    @ExplicitNull public var percent: String?
    /// Whether the status is `pass` though there are violations, because they are inside the limits.
    public var tolerated: Bool
    /// What the rule does with NULL: `ignored`, `violation`, `counted` or `not_applicable`.
    public var nullHandling: String
    /// The limits as written.
    public var condition: ConditionTexts
    /// The finding in one sentence, for a reader who knows no SQL.
    public var message: String
    /// What was measured, in one sentence, without what the limits make of it; `nil` when there is no verdict.
    @ExplicitNull public var finding: String?
    /// Further measured facts, such as the longest gap, in the order to show them.
    public var facts: [Fact]
    /// Why rows cannot be linked, for a linkage rule that asks for a diagnosis; `nil` otherwise.
    @ExplicitNull public var diagnosis: LinkageDiagnosis?
    /// Which rows are the same entity, for a rule about duplicates that compares closely; `nil` otherwise.
    @ExplicitNull public var entities: EntityResolution?
    /// How a state changes over time, for a rule that follows one; `nil` otherwise.
    @ExplicitNull public var timeline: StateTimeline?
    /// When rows happened, for a rule about coverage of time; `nil` otherwise.
    @ExplicitNull public var activity: ActivityCalendar?
    /// What became of the groups of rows that the rule judges apart; `nil` when it judges all rows together.
    @ExplicitNull public var segments: SegmentVerdicts?
    /// Rows that break the rule; `nil` unless there are any and they were asked for.
    @ExplicitNull public var samples: Samples?
    /// SHA-256 over the hashes of all violating keys, in hexadecimal: two runs with the same hash found the same violations.
    /// `nil` where there are none, where they have no key, or where they were not told apart.
    @ExplicitNull public var violationSetSHA256: String?
    /// Hashes of the violating keys; `nil` like ``violationSetSHA256``.
    @ExplicitNull public var violationKeys: ViolationKeys?
    /// The other findings that are broken by the same, by a part of it or by more.
    @EmptyIfMissing public var shared: [SharedViolations]
    /// The waiver that the rule carries, live or not.
    @ExplicitNull public var waiver: Waiver?
    /// What to do when the rule fails.
    @ExplicitNull public var remediation: String?
    /// Why a failure matters.
    @ExplicitNull public var impact: String?
    /// The SQL that reproduces population and violations.
    @ExplicitNull public var query: String?
    /// SHA-256 of ``query``, in hexadecimal.
    @ExplicitNull public var querySHA256: String?
    /// Where the rule is declared.
    public var location: Location

    enum CodingKeys: String, CodingKey {
        case id, kind, title, description, dataset, columns, dimension, severity, owner, steward, policy, tags, links
        case status, evidence, proof, segments
        case population, violations, value, unit, percent, tolerated, condition, message, facts, samples, waiver
        case diagnosis, entities, timeline, activity
        case remediation, impact, query, location, finding, shared
        case violationSetSHA256 = "violation_set_sha256"
        case violationKeys = "violation_keys"
        case nullHandling = "null_handling"
        case brokenConstraint = "broken_constraint"
        case querySHA256 = "query_sha256"
    }

    /// Creates the result of a rule that has no verdict yet; the rest is set by name.
    public init(
        id: String,
        kind: String,
        title: String,
        dimension: Dimension,
        severity: Severity,
        status: Status,
        message: String,
        location: Location
    ) {
        self.id = id
        self.kind = kind
        self.title = title
        self.columns = []
        self.dimension = dimension
        self.severity = severity
        self.tags = []
        self.links = []
        self.status = status
        self.evidence = status.isEvaluated ? "measured" : "none"
        self.unit = "rows"
        self.tolerated = false
        self.nullHandling = "not_applicable"
        self.condition = ConditionTexts(warnIf: nil, failIf: nil)
        self.message = message
        self.facts = []
        self._shared = EmptyIfMissing(wrappedValue: [])
        self.location = location
        // Property wrappers have no implicit nil.
        self._description = ExplicitNull(wrappedValue: nil)
        self._dataset = ExplicitNull(wrappedValue: nil)
        self._owner = ExplicitNull(wrappedValue: nil)
        self._steward = ExplicitNull(wrappedValue: nil)
        self._policy = ExplicitNull(wrappedValue: nil)
        self._proof = ExplicitNull(wrappedValue: nil)
        self._brokenConstraint = ExplicitNull(wrappedValue: nil)
        self._segments = ExplicitNull(wrappedValue: nil)
        self._population = ExplicitNull(wrappedValue: nil)
        self._violations = ExplicitNull(wrappedValue: nil)
        self._value = ExplicitNull(wrappedValue: nil)
        self._percent = ExplicitNull(wrappedValue: nil)
        self._diagnosis = ExplicitNull(wrappedValue: nil)
        self._entities = ExplicitNull(wrappedValue: nil)
        self._timeline = ExplicitNull(wrappedValue: nil)
        self._activity = ExplicitNull(wrappedValue: nil)
        self._samples = ExplicitNull(wrappedValue: nil)
        self._finding = ExplicitNull(wrappedValue: nil)
        self._violationSetSHA256 = ExplicitNull(wrappedValue: nil)
        self._violationKeys = ExplicitNull(wrappedValue: nil)
        self._waiver = ExplicitNull(wrappedValue: nil)
        self._remediation = ExplicitNull(wrappedValue: nil)
        self._impact = ExplicitNull(wrappedValue: nil)
        self._query = ExplicitNull(wrappedValue: nil)
        self._querySHA256 = ExplicitNull(wrappedValue: nil)
    }

    /// Whether the result is something to act on or to look into.
    public var isFinding: Bool {
        switch status {
        case .fail, .warn, .error, .waived: true
        case .pass, .notApplicable, .skipped: false
        }
    }
}

/// The limits of a rule as its author wrote them; several conditions are joined with ` or `.
public struct ConditionTexts: Codable, Sendable, Equatable {
    /// When the rule warns.
    @ExplicitNull public var warnIf: String?
    /// When the rule fails.
    @ExplicitNull public var failIf: String?
    /// The promise not to get worse than the baseline, or to get better, as written.
    @ExplicitNull public var ratchet: String?
    /// What the baseline says of the rule; `nil` without a baseline, or when it does not know the rule.
    @ExplicitNull public var baseline: BaselineFigures?

    enum CodingKeys: String, CodingKey {
        case ratchet, baseline
        case warnIf = "warn_if"
        case failIf = "fail_if"
    }

    /// Creates the texts.
    public init(warnIf: String?, failIf: String?, ratchet: String? = nil, baseline: BaselineFigures? = nil) {
        self._warnIf = ExplicitNull(wrappedValue: warnIf)
        self._failIf = ExplicitNull(wrappedValue: failIf)
        self._ratchet = ExplicitNull(wrappedValue: ratchet)
        self._baseline = ExplicitNull(wrappedValue: baseline)
    }
}

/// A measured fact beside the counts, in plain words.
public struct Fact: Codable, Sendable, Equatable {
    /// What was measured, such as `longest gap`.
    public var label: String
    /// Its value with unit, such as `13 h 1 min 35 s`.
    public var value: String

    /// Creates a fact.
    public init(_ label: String, _ value: String) {
        self.label = label
        self.value = value
    }
}
