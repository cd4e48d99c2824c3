/// What is kept of a run: enough to compare later runs with it, and no value of the data.
public struct RunRecord: Codable, Sendable, Equatable {
    /// What one rule found.
    public struct Entry: Codable, Sendable, Equatable {
        /// The rule's identifier.
        public var rule: String
        /// What the rule asks, in plain words.
        public var title: String
        /// What happened.
        public var status: Status
        /// How many things were looked at.
        public var population: Int?
        /// How many of them broke the rule.
        public var violations: Int?
        /// The number that was measured, for rules that measure one.
        public var value: String?
        /// SHA-256 of the rule's query.
        public var querySHA256: String?
        /// SHA-256 over the hashes of all violating keys.
        public var violationSetSHA256: String?
        /// Hashes of the violating keys; only the latest run keeps them.
        public var violationKeys: ViolationKeys?
        /// When the finding was first seen, ISO 8601 in UTC; `nil` when there is none.
        public var firstSeen: String?

        enum CodingKeys: String, CodingKey {
            case rule, title, status, population, violations, value
            case querySHA256 = "query_sha256"
            case violationSetSHA256 = "violation_set_sha256"
            case violationKeys = "violation_keys"
            case firstSeen = "first_seen"
        }

        /// Takes what is kept from a result.
        public init(_ result: RuleResult) {
            rule = result.id
            title = result.title
            status = result.status
            population = result.population
            violations = result.violations
            value = result.value
            querySHA256 = result.querySHA256
            violationSetSHA256 = result.violationSetSHA256
            violationKeys = result.violationKeys
        }
    }

    /// The version of this shape.
    public var recordVersion: Int
    /// The run's identifier.
    public var id: String
    /// When the run began, ISO 8601 in UTC.
    public var at: String
    /// The microseconds from 1970 to when the run was kept: what runs are ordered by.
    public var sequence: Int
    /// The instant that counted as now, ISO 8601 in UTC.
    public var asOf: String
    /// What was audited.
    public var subject: RunSubject
    /// The verdict of the gate.
    public var gate: Status
    /// The exit code.
    public var exitCode: Int
    /// SHA-256 over the rule files.
    public var rulesSHA256: String
    /// SHA-256 over the report but for the facts of the run.
    public var contentSHA256: String
    /// What each rule found, in the order of the rules.
    public var results: [Entry]

    /// The version that this module reads and writes.
    public static let currentVersion = 1

    enum CodingKeys: String, CodingKey {
        case id, at, sequence, subject, gate, results
        case recordVersion = "record_version"
        case asOf = "as_of"
        case exitCode = "exit_code"
        case rulesSHA256 = "rules_sha256"
        case contentSHA256 = "content_sha256"
    }

    /// Takes what is kept from a report.
    public init(of report: AuditReport, sequence: Int) {
        recordVersion = Self.currentVersion
        id = report.run.id
        at = report.run.startedAt
        self.sequence = sequence
        asOf = report.run.asOf
        subject = RunSubject(of: report)
        gate = report.gate.status
        exitCode = report.gate.exitCode
        rulesSHA256 = report.audit.rulesSHA256
        contentSHA256 = report.contentSHA256
        results = report.results.map { Entry($0) }
    }

    /// The run as others refer to it.
    public var asPast: PastRun { PastRun(id: id, at: at, gate: gate) }

    /// What the run found of a rule.
    public func entry(of rule: String) -> Entry? { results.first { $0.rule == rule } }

    /// The same without the hashes of keys.
    public var withoutKeys: RunRecord {
        var record = self
        for index in record.results.indices { record.results[index].violationKeys = nil }
        return record
    }

    /// Whether it holds hashes of keys.
    public var hasKeys: Bool { results.contains { $0.violationKeys != nil } }
}

/// What an audit looks at: only runs over the same are compared.
public struct RunSubject: Codable, Sendable, Hashable {
    /// The name of the audit.
    public var audit: String
    /// The database's name.
    public var database: String
    /// The schema of tables that are named without one.
    public var schema: String

    /// Creates a subject.
    public init(audit: String, database: String, schema: String) {
        self.audit = audit
        self.database = database
        self.schema = schema
    }

    /// The subject of a report.
    public init(of report: AuditReport) {
        self.init(audit: report.audit.name, database: report.run.database, schema: report.audit.defaultSchema)
    }
}
