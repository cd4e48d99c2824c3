/// One audit of one database: the record that every report format shows.
///
/// The same data and the same rules give the same report but for ``run``: whatever changes from
/// run to run on the same data (times, durations, host) stands in ``run``.
public struct AuditReport: Codable, Sendable, Equatable {
    /// The version of this shape, semver.
    public var schemaVersion: String
    /// The program that wrote the report.
    public var tool: Tool
    /// What was audited.
    public var audit: AuditIdentity
    /// The verdict.
    public var gate: GateVerdict
    /// How many results have each status.
    public var statistics: Statistics
    /// One entry per dimension that has rules.
    public var dimensions: [DimensionScore]
    /// One entry per declared policy.
    public var policies: [PolicyStanding]
    /// The business questions that the data is for; `nil` when the rule files name none.
    @ExplicitNull public var questions: [QuestionStanding]?
    /// The governance issues in the order in which to act: broken declared constraints, then failures before warnings, then by
    /// severity, then by what mending brings.
    public var issues: [GovernanceIssue]
    /// One entry per rule, in the order of the rule files.
    public var results: [RuleResult]
    /// One entry per source of the loads that filled the database, if Plumb loaded it.
    public var loads: [LoadReconciliation]
    /// One entry per table that a rule looks at.
    public var tables: [TableProfile]
    /// What rules have found to hold and the database could make sure of; `nil` in reports of older versions.
    @ExplicitNull public var constraintSuggestions: [ConstraintSuggestion]?
    /// What no rule looks at, by table; `nil` when tables are not described or more than 1,000, and in reports
    /// of older versions.
    @ExplicitNull public var unchecked: [UncheckedData]?
    /// SHA-256 over the canonical JSON of everything but ``run`` and this key, in hexadecimal.
    public var contentSHA256: String
    /// What changes from run to run.
    public var run: RunFacts

    /// The version of the shape that this module writes. It reads every version with the same first number.
    public static let currentSchemaVersion = "1.3.0"

    enum CodingKeys: String, CodingKey {
        case tool, audit, gate, statistics, dimensions, policies, questions, issues, results, loads, tables, run
        case schemaVersion = "schema_version"
        case contentSHA256 = "content_sha256"
        case unchecked
        case constraintSuggestions = "constraint_suggestions"
    }

    /// Creates a report; ``contentSHA256`` is filled in by ``sealed()``.
    public init(
        tool: Tool,
        audit: AuditIdentity,
        gate: GateVerdict,
        statistics: Statistics,
        dimensions: [DimensionScore],
        policies: [PolicyStanding],
        questions: [QuestionStanding]? = nil,
        issues: [GovernanceIssue],
        results: [RuleResult],
        loads: [LoadReconciliation],
        tables: [TableProfile],
        constraintSuggestions: [ConstraintSuggestion] = [],
        unchecked: [UncheckedData]? = nil,
        run: RunFacts
    ) {
        self.schemaVersion = Self.currentSchemaVersion
        self.tool = tool
        self.audit = audit
        self.gate = gate
        self.statistics = statistics
        self.dimensions = dimensions
        self.policies = policies
        self._questions = ExplicitNull(wrappedValue: questions)
        self.issues = issues
        self.results = results
        self.loads = loads
        self.tables = tables
        self._constraintSuggestions = ExplicitNull(wrappedValue: constraintSuggestions)
        self._unchecked = ExplicitNull(wrappedValue: unchecked)
        self.contentSHA256 = ""
        self.run = run
    }
}

/// The program that wrote a report.
public struct Tool: Codable, Sendable, Equatable {
    /// The program's name.
    public var name: String
    /// The program's version.
    public var version: String

    /// Creates the identity of a program.
    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// What was audited, by which rules.
public struct AuditIdentity: Codable, Sendable, Equatable {
    /// The name that the rule files give the audit.
    public var name: String
    /// The schema of tables that are named without one; the search path under which the queries run.
    public var defaultSchema: String
    /// The rule files, sorted.
    public var rulesFiles: [String]
    /// SHA-256 over the rule files, in hexadecimal.
    public var rulesSHA256: String
    /// How many rules were declared.
    public var ruleCount: Int
    /// The baseline that the rules were held against; `nil` without one.
    @ExplicitNull public var baseline: BaselineStanding?

    enum CodingKeys: String, CodingKey {
        case name, baseline
        case defaultSchema = "default_schema"
        case rulesFiles = "rules_files"
        case rulesSHA256 = "rules_sha256"
        case ruleCount = "rule_count"
    }

    /// Creates the identity of an audit.
    public init(
        name: String,
        defaultSchema: String = "public",
        rulesFiles: [String],
        rulesSHA256: String,
        ruleCount: Int,
        baseline: BaselineStanding? = nil
    ) {
        self.name = name
        self.defaultSchema = defaultSchema
        self.rulesFiles = rulesFiles
        self.rulesSHA256 = rulesSHA256
        self.ruleCount = ruleCount
        self._baseline = ExplicitNull(wrappedValue: baseline)
    }
}
