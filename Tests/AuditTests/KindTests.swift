import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

/// One rule over one small database, and what must come of it.
struct KindCase: Sendable, CustomTestStringConvertible {
    var name: String
    var script: String
    var kind: String
    var keys: @Sendable () -> Literal
    var status: Status
    var population: Int?
    var violations: Int?
    var message: String
    var limits: @Sendable () throws -> Limits? = { nil }
    var filter: String?

    var testDescription: String { "\(kind): \(name)" }

    func measured() async throws -> RuleResult {
        let rule = try rule(kind, keys(), limits: limits()) { $0.filter = filter }
        return try await #require(audit(script, [rule]) { $0.proves = false }.results.first)
    }
}

@Suite("A rule kind")
struct KindTests {
    @Test("measures and says what it found", arguments: kindCases)
    func measures(_ kindCase: KindCase) async throws {
        let result = try await kindCase.measured()
        #expect(result.message == kindCase.message)
        #expect(result.status == kindCase.status)
        #expect(result.population == kindCase.population)
        #expect(result.violations == kindCase.violations)
    }

    @Test("has a case that passes, one that fails and one without rows")
    func everyKindIsCovered() {
        for type in RuleKinds.all {
            let kind = type.description.name
            let statuses = Set(kindCases.filter { $0.kind == kind }.map(\.status))
            #expect(statuses.contains(.pass), "\(kind)")
            #expect(statuses.contains(.fail), "\(kind)")
            #expect(
                statuses.contains(.notApplicable) || ["row_count", "expression", "sql", "schema"].contains(kind),
                "\(kind)"
            )
        }
    }

    @Test("gives the SQL that finds the same figures again", arguments: kindCases.filter { $0.status != .error })
    func reproduces(_ kindCase: KindCase) async throws {
        let rule = try rule(kindCase.kind, kindCase.keys(), limits: kindCase.limits()) { $0.filter = kindCase.filter }
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: kindCase.script)
            var options = AuditOptions(tool: Tool(name: "plumb", version: "test"))
            options.proves = false
            let report = try await Auditor(connection: connection, options: options).run(
                RuleSet(name: "test", defaultSchema: "public", rules: [rule]),
                startedAt: .distantPast
            )
            let result = try #require(report.results.first)
            let row = try await connection.query(SQL(raw: #require(result.query))).first
            guard let violations = row?.integer("violations") else { return }
            #expect(violations == result.violations)
            #expect(row?.integer("population") == result.population)
        }
    }
}
