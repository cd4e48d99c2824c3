import AuditModel
import Checksum
import Testing

/// A report to render, known by name.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// The stem of its golden files.
    let name: String
    /// The report, sealed.
    let report: AuditReport

    var testDescription: String { name }

    /// Every report that each format has a golden file of.
    static let all = [sparkify, allPass, hostile, empty]

    /// A report whose parts that follow from its results are computed as an audit does.
    init(
        name: String,
        audit: String,
        results: [RuleResult],
        policies: [Policy] = [],
        questions: [QuestionStanding]? = nil,
        issues: [GovernanceIssue]? = nil,
        loads: [LoadReconciliation] = [],
        tables: [TableProfile] = [],
        suggestions: [ConstraintSuggestion] = [],
        unchecked: [UncheckedData]? = nil,
        history: RunHistory? = nil,
        changes: RunChanges? = nil,
        incomplete: Bool = false
    ) {
        self.name = name
        var report = AuditReport(
            tool: Tool(name: "plumb", version: "0.1.0"),
            audit: AuditIdentity(
                name: audit,
                rulesFiles: ["rules/sparkify/linkage.yaml", "rules/sparkify/users.yaml"],
                rulesSHA256: String(repeating: "ab", count: 32),
                ruleCount: results.count
            ),
            gate: GateVerdict(results: results, failOn: .error, incomplete: incomplete),
            statistics: Statistics(of: results),
            dimensions: DimensionScore.scores(of: results),
            policies: PolicyStanding.standings(of: policies, results),
            questions: questions,
            issues: issues ?? GovernanceIssue.issues(in: results, policies: policies),
            results: results,
            loads: loads,
            tables: tables,
            constraintSuggestions: suggestions,
            unchecked: unchecked,
            run: Self.run(incomplete: incomplete)
        )
        report.run.history = history
        report.run.changes = changes
        self.report = (try? report.sealed()) ?? report
    }

    private static func run(incomplete: Bool) -> RunFacts {
        RunFacts(
            id: "5f0c1d7e-0000-4000-8000-000000000001",
            startedAt: "2026-11-24T01:40:12.123Z",
            finishedAt: "2026-11-24T01:40:12.857Z",
            asOf: "2026-11-24T01:40:12.123Z",
            durationMilliseconds: 734,
            snapshot: "742:742:",
            snapshotAt: "2026-11-24T01:40:12.130Z",
            walLSN: "0/16786A0",
            serverVersion: "15.14",
            serverRole: .primary,
            database: "sparkifydb",
            role: "plumb",
            rolePowers: ["read-only"],
            incomplete: incomplete,
            durationsMilliseconds: ["songplays.artist.linked": 12, "users.user_id.unique": 3]
        )
    }
}

extension RuleResult {
    /// A measured result; `change` sets what differs from the usual.
    static func measured(
        _ id: String,
        kind: String,
        _ title: String,
        _ dimension: Dimension,
        _ severity: Severity = .error,
        _ status: Status = .pass,
        of population: Int,
        broken violations: Int = 0,
        message: String,
        change: (inout RuleResult) -> Void = { _ in }
    ) -> RuleResult {
        var result = RuleResult(
            id: id,
            kind: kind,
            title: title,
            dimension: dimension,
            severity: severity,
            status: status,
            message: message,
            location: Location(file: "rules/sparkify/rules.yaml", line: 10 + id.count, column: 5)
        )
        result.population = population
        result.violations = violations
        result.percent = Wording.percent(violations, of: population)
        result.tolerated = status == .pass && violations > 0
        result.condition.failIf = "> 0"
        result.owner = "data-engineering"
        change(&result)
        result.querySHA256 = result.query.map { SHA256.hexadecimal(of: $0.utf8) }
        return result
    }

    /// A result without a verdict.
    static func unmeasured(
        _ id: String,
        kind: String,
        _ title: String,
        _ dimension: Dimension,
        _ severity: Severity,
        _ status: Status,
        message: String,
        change: (inout RuleResult) -> Void = { _ in }
    ) -> RuleResult {
        measured(id, kind: kind, title, dimension, severity, status, of: 0, message: message) { result in
            result.population = nil
            result.violations = nil
            result.percent = nil
            change(&result)
        }
    }
}
