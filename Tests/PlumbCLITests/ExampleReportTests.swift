import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// The sample reports that the README links to, written anew from generated data.
///
/// `make example` writes them with PLUMB_UPDATE_EXAMPLE=1.
@Suite("The sample reports in reports/example")
struct ExampleReportTests {
    @Test("are what an audit of the generated data gives today")
    func areCurrent() async throws {
        let report = try await Self.auditOfSample()
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "reports/example")
        let isUpdate = ProcessInfo.processInfo.environment["PLUMB_UPDATE_EXAMPLE"] == "1"
        for name in ["json", "markdown", "html"] {
            let reporter = try #require(Reporters.reporter(named: name))
            var written = Data()
            try reporter.write(report, to: &written)
            let file = folder.appending(path: "audit.\(type(of: reporter).fileExtension)")
            if isUpdate { try written.write(to: file) }
            let isSame = FileManager.default.contents(atPath: file.path) == written
            #expect(isSame, "\(file.lastPathComponent) is not what is written today; run 'make example'")
        }
    }

    /// The report of an audit of generated data, with what changes from run to run set to fixed values.
    private static func auditOfSample() async throws -> AuditReport {
        let folder = try TemporaryFolder()
        let generated = try await plumb("generate", "sample", in: folder.path)
        try #require(generated.code == 0, "\(generated.problems)")
        var bytes = Data()
        try await TestDatabase.withDatabase { database in
            // From the folder of the rules, so that their names in the report are those of the repository.
            let repository = URL(filePath: sparkifyRules).deletingLastPathComponent().deletingLastPathComponent().path
            let run = try ProgramRun(
                [
                    "run", folder.path + "/sample", "--rules", "rules/sparkify", "--as-of", "2018-12-01T00:00:00Z",
                    "--format", "json", "--output", folder.path + "/reports",
                ],
                in: repository,
                environment: ["PGDATABASE": database]
            )
            let end = try await run.end()
            try #require(end.code == 1, "\(end.problems)")
            bytes = Data(try folder.text(of: "reports/audit.json").utf8)
        }
        var report = try AuditReport(json: bytes)
        normalise(&report.run)
        normalise(&report.tables)
        return try report.sealed()
    }

    /// The ledger tells of the files where and when they were made, which is another place and time in each run.
    private static func normalise(_ tables: inout [TableProfile]) {
        for table in tables.indices where tables[table].dataset.hasPrefix("plumb.") {
            for column in tables[table].columns.indices
            where ["modified_at", "inode"].contains(tables[table].columns[column].name) {
                tables[table].columns[column].minimum = nil
                tables[table].columns[column].maximum = nil
            }
        }
    }

    private static func normalise(_ run: inout RunFacts) {
        run.id = "00000000-0000-4000-8000-000000000000"
        run.startedAt = "2018-12-01T00:00:00.000Z"
        run.finishedAt = "2018-12-01T00:00:01.000Z"
        run.snapshotAt = "2018-12-01T00:00:00.000Z"
        run.durationMilliseconds = 1_000
        run.snapshot = "1000:1000:"
        run.walLSN = "0/1000000"
        run.serverVersion = "15"
        run.serverRole = .primary
        run.database = "sparkify"
        run.role = "auditor"
        run.rolePowers = ["read-only"]
        run.durationsMilliseconds = run.durationsMilliseconds.mapValues { _ in 1 }
        run.connections = run.connections.map { _ in 1 }
        run.snapshotNote = nil
        run.rulesPaths = []
        run.history = nil
        run.changes = nil
    }
}
