public import AuditModel

/// A kind of rule. Measuring is apart from judging: ``measurement(in:)`` says what to read from the database,
/// ``judge(_:in:)`` decides without one.
public protocol RuleKind: Sendable {
    /// What the kind is, which keys it has and an example.
    static var description: KindDescription { get }

    /// Reads the kind's own keys; what is wrong is noted by the reader. `nil` when it could not be read.
    init?(reading settings: SettingReader)

    /// The tables and columns that the rule needs, with the places that name them.
    var references: [Reference] { get }

    /// The tables and columns that only a closer look needs, so that the verdict stands without them.
    var closerReferences: [Reference] { get }

    /// What the rule does with missing values.
    var nullHandling: NullHandling { get }

    /// What the rule asserts of its own tables and columns, in plain words without a full stop.
    func assertion(in scope: RuleScope) -> String

    /// When the rule fails that says neither `warn_if` nor `fail_if`; empty when it must say.
    var defaultLimits: Limits { get }

    /// Whether the rule says by itself what is outside, and so takes neither `warn_if` nor `fail_if`.
    var hasOwnExpectation: Bool { get }

    /// Whether sentences, figures or rows of the rule are values of sensitive columns under other names, such as the newest
    /// instant. The verdict is told all the same.
    func revealsSensitiveValues(in scope: RuleScope) -> Bool

    /// Whether the rule says what an empty table means, so that it has something to judge there.
    var judgesEmptiness: Bool { get }

    /// How many values of earlier runs the rule is held against; `nil` for a rule that looks at the present only.
    var historyLength: Int? { get }

    /// A query that fails when the rule says something that the server only looks at when it meets a value, such as a
    /// pattern; `nil` where there is no such thing.
    var constantTest: String? { get }

    /// What to read, in one row.
    func measurement(in scope: RuleScope) -> Measurement

    /// What the readings mean.
    func judge(_ readings: Readings, in scope: RuleScope) -> Measured

    /// The rows that break the rule, to show some of them; `nil` when there are no such rows to show.
    func offenders(in scope: RuleScope) -> Offenders?
}

extension RuleKind {
    /// Missing values are not looked at, unless a kind says otherwise.
    public var nullHandling: NullHandling { .ignored }

    /// What the kind asserts, unless a kind is more precise.
    public func assertion(in scope: RuleScope) -> String { Self.description.summary }

    /// There is no closer look, unless a kind says otherwise.
    public var closerReferences: [Reference] { [] }

    /// The server looks at everything that the measurement says, unless a kind says otherwise.
    public var constantTest: String? { nil }

    /// The limits of the kind, unless a rule of it differs.
    public var defaultLimits: Limits { Self.description.defaultLimits }

    /// A rule is judged by its limits, unless a kind says otherwise.
    public var hasOwnExpectation: Bool { false }

    /// Values stand under the names of their columns, unless a kind says otherwise.
    public func revealsSensitiveValues(in scope: RuleScope) -> Bool { false }

    /// There is nothing to look at in an empty table, unless a kind says otherwise.
    public var judgesEmptiness: Bool { false }

    /// A rule looks at the present only, unless a kind says otherwise.
    public var historyLength: Int? { nil }
}

/// A table, or a column of it, that a rule needs.
public struct Reference: Sendable, Hashable {
    /// The table.
    public var dataset: DatasetName
    /// The column; `nil` for the table itself.
    public var column: String?
    /// Where the rule names it.
    public var location: Location

    /// Creates a reference to a table.
    public init(_ dataset: Located<DatasetName>) {
        self.dataset = dataset.value
        self.column = nil
        self.location = dataset.location
    }

    /// Creates a reference to a column.
    public init(_ column: Located<String>, of dataset: Located<DatasetName>) {
        self.dataset = dataset.value
        self.column = column.value
        self.location = column.location
    }
}

/// What a rule kind is: its documentation, from which help, hints and schema are made.
public struct KindDescription: Sendable {
    /// The word in YAML, such as `not_null`.
    public var name: String
    /// What a rule of this kind asserts, in one sentence.
    public var summary: String
    /// What the population is.
    public var population: String
    /// What a violation is.
    public var violation: String
    /// What happens to NULL.
    public var nulls: String
    /// The quality dimension unless a rule says otherwise.
    public var dimension: Dimension
    /// When a rule fails that says neither `warn_if` nor `fail_if`; empty when it must say.
    public var defaultLimits: Limits
    /// The units that limits may be given in.
    public var units: Set<Condition.Unit>
    /// Whether it looks at rows, so that `where` and `segments` make sense.
    public var looksAtRows: Bool
    /// The keys of the kind beside those that every rule has.
    public var keys: [KindKey]
    /// What other tools call it, for hints.
    public var otherNames: [String]
    /// The body of a rule of this kind in YAML, without id and title.
    public var example: String

    /// Creates a description.
    public init(
        name: String,
        summary: String,
        population: String,
        violation: String,
        nulls: String,
        dimension: Dimension,
        defaultLimits: Limits = .noViolation,
        units: Set<Condition.Unit> = [.rows, .percent],
        looksAtRows: Bool = true,
        keys: [KindKey],
        otherNames: [String],
        example: String
    ) {
        self.name = name
        self.summary = summary
        self.population = population
        self.violation = violation
        self.nulls = nulls
        self.dimension = dimension
        self.defaultLimits = defaultLimits
        self.units = units
        self.looksAtRows = looksAtRows
        self.keys = keys
        self.otherNames = otherNames
        self.example = example
    }
}

/// One key of a rule kind.
public struct KindKey: Sendable {
    /// The key in YAML.
    public var name: String
    /// What it says, in one sentence without a full stop.
    public var summary: String
    /// What its value looks like.
    public var value: ValueShape
    /// Whether a rule must have it.
    public var isRequired: Bool

    /// Creates a key.
    public init(_ name: String, _ summary: String, _ value: ValueShape = .anything, isRequired: Bool = false) {
        self.name = name
        self.summary = summary
        self.value = value
        self.isRequired = isRequired
    }

    /// The table that most kinds look at.
    public static let dataset = KindKey(
        "dataset",
        "the table or view, as table or schema.table",
        .text,
        isRequired: true
    )
}

extension Limits {
    /// Any violation fails.
    public static let noViolation = Limits(
        failIf: [Condition(comparison: .above(ExactDecimal(0)), unit: .rows, text: "> 0")])
}
