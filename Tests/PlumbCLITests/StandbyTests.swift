import AuditModel
import Foundation
import Testing

@Suite("An audit of a standby")
struct StandbyTests {
    private static let script = """
        CREATE TABLE things AS SELECT n AS id, 'thing ' || n % 199999 AS name, n % 7 AS day FROM generate_series(1, 200000) AS n;
        ANALYZE things;
        """

    private static let rules = """
        version: 1
        audit: standby
        rules:
          - id: things.name.present
            title: Every thing has a name
            kind: not_null
            dataset: things
            column: name
          - id: things.name.unique
            title: No two things have the same name
            kind: unique
            dataset: things
            columns: [name]
          - id: things.id.unique
            title: No two things have the same number
            kind: unique
            dataset: things
            columns: [id]
        """

    @Test("Several connections share the snapshot, and the report names the role and the position replayed")
    func audits() async throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.script, to: "script.sql")
        try folder.write(Self.rules, to: "rules.yaml")
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        let end = try await ProgramRun(
            command: [
                "\(tests)/with-postgres", "\(tests)/with-standby", "script.sql", ProgramRun.executable, "audit",
                "rules.yaml", "--jobs", "2", "--database", "dbname=postgres", "--output", "out",
            ],
            in: folder.path,
            environment: ["PLUMB_TEST_KEEP_SERVER": nil]
        ).end()
        #expect(end.code == 1, "\(end.problems)")
        let report = try AuditReport(json: Data(contentsOf: URL(filePath: "\(folder.path)/out/audit.json")))
        #expect(report.results.map(\.status) == [.pass, .fail, .pass])
        #expect(report.results[1].violations == 1 && report.results[1].samples?.rows.isEmpty == false)
        #expect(report.run.serverRole == .standby)
        #expect(report.run.connections == 2 && report.run.snapshotNote == nil)
        #expect(try #require(report.run.walLSN).wholeMatch(of: /[0-9A-F]+\/[0-9A-F]+/) != nil)
    }
}
