import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The time limit of a rule")
struct TimeoutTests {
    /// A view each look at which takes 0.01 s for each of its rows.
    private static func script(rows: Int) -> String {
        """
        CREATE TABLE quick (id int PRIMARY KEY);
        INSERT INTO quick VALUES (1), (2);
        CREATE VIEW things AS
        SELECT id, 'thing ' || id % 17 AS name, (id % 9)::numeric AS number,
               timestamptz '2018-11-01 00:00Z' + id * interval '9 hours' AS at,
               CASE id % 2 WHEN 0 THEN 'paid' ELSE 'free' END AS state
        FROM generate_series(1, \(rows)) AS id WHERE pg_sleep(0.01 + id * 0) IS NOT NULL
        -- Keeps conditions from being tried before the sleep.
        OFFSET 0;
        """
    }

    private static func audit(rows: Int, _ rules: [Rule]) async throws -> AuditReport {
        let quick = try AuditTests.rule("unique", ["dataset": "quick", "columns": ["id"]], id: "quick")
        return try await AuditTests.audit(script(rows: rows), rules + [quick]) {
            $0.jobs = 1
            $0.profilesTables = false
        }
    }

    private static func rule(_ kind: String, within timeout: Duration) throws -> Rule {
        try EveryKind().rule(kind) { $0.timeout = timeout }
    }

    @Test("ends a rule of any kind, and no other")
    func everyKind() async throws {
        // Columns are known without a look at the rows.
        let kinds = EveryKind.names.filter { $0 != "schema" }
        let rules = try kinds.map { try Self.rule($0, within: .milliseconds(150)) }
        let report = try await Self.audit(rows: 300, rules)
        for result in report.results.dropLast() {
            #expect(result.status == .error, "\(result.id): \(result.message)")
            #expect(result.message == "not done within the rule's timeout of 0.15 s", "\(result.id)")
        }
        #expect(report.results.last?.status == .pass)
    }

    @Test("is for all that a rule takes, not for each of its statements")
    func severalStatements() async throws {
        // Each look takes 0.2 s, and finding doubles takes several.
        let report = try await Self.audit(rows: 20, [Self.rule("duplicates", within: .milliseconds(350))])
        #expect(report.results[0].message == "not done within the rule's timeout of 0.35 s")
        #expect(report.results[1].status == .pass)
    }

    @Test("leaves a verdict that was reached in time, and says what is missing beside it")
    func verdictStands() async throws {
        // A look takes half a second: changes are measured by two, and their timeline takes another.
        let rules = [
            try Self.rule("state_changes", within: .milliseconds(1_250)),
            try Self.rule("accepted", within: .milliseconds(750)),
        ]
        let report = try await Self.audit(rows: 50, rules)
        let facts = report.results.flatMap(\.facts).filter { $0.value.hasPrefix("not done within the rule's timeout") }
        #expect(report.results.map(\.status) == [.fail, .fail, .pass])
        #expect(Set(facts.map(\.label)) == ["a closer look was not possible", "examples could not be read"])
    }
}
