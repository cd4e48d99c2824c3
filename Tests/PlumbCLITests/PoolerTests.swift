import AuditModel
import Foundation
import Testing

@Suite(
    "An audit through a pooler",
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/sbin/pgbouncer"), "pgbouncer is not installed")
)
struct PoolerTests {
    @Test("With one place the audit goes on over one connection and says so; with two it shares", arguments: [1, 2])
    func audits(places: Int) async throws {
        let folder = try TemporaryFolder()
        try folder.write(
            """
            CREATE TABLE things AS
            SELECT n AS id, 'thing ' || n % 199999 AS name FROM generate_series(1, 200000) AS n;
            ANALYZE things;
            """,
            to: "script.sql"
        )
        try folder.write(
            """
            version: 1
            audit: pooler
            rules:
              - { id: things.name.unique, title: Names differ, kind: unique, dataset: things, columns: [name] }
              - { id: things.id.unique, title: Numbers differ, kind: unique, dataset: things, columns: [id] }
              - id: things.count.usual
                title: There are about as many as usual
                kind: metric
                dataset: things
                value: count(*)
                expect: { within: 3 mad, of: last 5, min_history: 1 }
            """,
            to: "rules.yaml"
        )
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().path
        let begin = ContinuousClock.now
        let end = try await ProgramRun(
            command: [
                "\(tests)/with-postgres", "\(tests)/with-pooler", "\(places)", "script.sql", ProgramRun.executable,
                "audit", "rules.yaml", "--jobs", "2", "--database", "dbname=postgres", "--output", "out",
                "--history-database", "dbname=postgres",
            ],
            in: folder.path,
            environment: ["PLUMB_TEST_KEEP_SERVER": nil]
        ).end()
        #expect(end.code == 1, "\(end.problems)")
        // The pooler's own patience is 120 seconds.
        #expect(ContinuousClock.now - begin < .seconds(110))
        let report = try AuditReport(json: Data(contentsOf: URL(filePath: "\(folder.path)/out/audit.json")))
        #expect(report.results.map(\.status) == [.fail, .pass, .notApplicable])
        #expect(report.run.history?.keptIn == "database")
        #expect(report.results[0].violations == 1)
        #expect(report.run.connections == places)
        if places == 1 {
            #expect(report.run.snapshotNote?.hasSuffix("no further connection was let in within 5 seconds") == true)
        } else {
            #expect(report.run.snapshotNote == nil)
        }
    }
}
