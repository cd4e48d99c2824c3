import AuditModel
import Checksum
import Foundation
import Reporting
import Testing

@Suite("The JSON report")
struct JSONReporterTests {
    @Test("What is written is read back the same", arguments: Fixture.all)
    func roundTrip(fixture: Fixture) throws {
        #expect(try AuditReport(json: written(fixture.report)) == fixture.report)
    }

    @Test("Keys are sorted at every depth", arguments: Fixture.all)
    func sortedKeys(fixture: Fixture) throws {
        let data = try written(fixture.report)
        var sorted = try JSONSerialization.data(
            withJSONObject: JSONSerialization.jsonObject(with: data),
            options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        )
        sorted.append(0x0A)
        #expect(data == sorted)
    }

    @Test("The content hash covers everything but the facts of the run")
    func contentHash() throws {
        var report = Fixture.sparkify.report
        report.run.id = "another"
        report.run.finishedAt = "2027-01-01T00:00:00.000Z"
        #expect(try report.sealed().contentSHA256 == Fixture.sparkify.report.contentSHA256)
        report.results[0].violations = 6_818
        #expect(try report.sealed().contentSHA256 != Fixture.sparkify.report.contentSHA256)
    }

    @Test("The content hash can be computed anew from the file, by leaving out two keys", arguments: Fixture.all)
    func contentHashOfFile(fixture: Fixture) throws {
        let file = try JSONSerialization.jsonObject(with: written(fixture.report))
        var content = try #require(file as? [String: Any])
        content["run"] = nil
        content["content_sha256"] = nil
        let bytes = try JSONSerialization.data(
            withJSONObject: content,
            options: [.sortedKeys, .withoutEscapingSlashes]
        )
        #expect(SHA256.hexadecimal(of: bytes) == fixture.report.contentSHA256)
    }

    @Test("Every key of the published shape is there, null where it does not apply")
    func keys() throws {
        let object = try JSONSerialization.jsonObject(with: written(Fixture.sparkify.report))
        let report = try #require(object as? [String: Any])
        func keys(_ name: String) throws -> Set<String> {
            let part = (report[name] as? [Any])?.first ?? report[name]
            return Set(try #require(part as? [String: Any], "no \(name)").keys)
        }
        #expect(
            Set(report.keys) == [
                "schema_version", "tool", "audit", "gate", "statistics", "dimensions", "policies", "results", "issues",
                "loads", "questions", "tables", "constraint_suggestions", "unchecked",
                "content_sha256", "run",
            ]
        )
        #expect(try keys("tool").isSuperset(of: ["name", "version"]))
        #expect(try keys("audit").isSuperset(of: ["name", "rules_files", "rules_sha256", "rule_count"]))
        #expect(try keys("gate").isSuperset(of: ["status", "exit_code", "fail_on", "reason"]))
        #expect(
            try keys("statistics").isSuperset(of: [
                "evaluated", "pass", "warn", "fail", "error", "not_applicable", "waived", "skipped", "tolerated",
            ])
        )
        #expect(
            try keys("dimensions").isSuperset(of: [
                "dimension", "rules", "population", "violations", "score_percent", "status",
            ])
        )
        #expect(try keys("policies").isSuperset(of: ["id", "status", "rules", "owner"]))
        #expect(try keys("issues").isSuperset(of: ["id", "rules", "cause", "rows"]))
        #expect(
            try keys("results").isSuperset(of: [
                "id", "kind", "title", "dataset", "columns", "dimension", "severity", "owner", "policy", "tags",
                "status", "evidence", "population", "violations", "percent", "null_handling", "condition", "message",
                "samples", "waiver", "remediation", "impact", "query", "query_sha256", "location",
            ])
        )
        #expect(
            try keys("run").isSuperset(of: [
                "id", "started_at", "finished_at", "duration_ms", "snapshot", "wal_lsn", "server_version", "database",
                "server_role", "role", "durations_ms",
            ])
        )
    }

    @Test("A report of an older minor version is read; what it lacks is empty")
    func olderMinorVersion() throws {
        let data = try written(Fixture.sparkify.report)
        var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        object["schema_version"] = "1.0.0"
        var run = try #require(object["run"] as? [String: Any])
        for key in ["history", "changes", "waivers", "ages", "rules_paths", "server_role"] { run[key] = nil }
        object["run"] = run
        object["issues"] = (object["issues"] as? [[String: Any]])?.map { $0.filter { $0.key != "symptoms" } }
        let older = try AuditReport(json: JSONSerialization.data(withJSONObject: object))
        #expect(older.run.waivers.isEmpty && older.run.history == nil)
        #expect(older.issues.map(\.id) == Fixture.sparkify.report.issues.map(\.id))
    }

    @Test("A report of another major version is refused with one clear message")
    func otherMajorVersion() throws {
        let data = Data(#"{"schema_version": "2.0.0"}"#.utf8)
        let error = #expect(throws: UnknownSchemaVersion.self) { try AuditReport(json: data) }
        #expect(error?.description.hasPrefix("it has schema version 2.0.0, but this plumb reads version 1.") == true)
    }

    private func written(_ report: AuditReport) throws -> Data {
        var data = Data()
        try JSONReporter().write(report, to: &data)
        return data
    }
}
