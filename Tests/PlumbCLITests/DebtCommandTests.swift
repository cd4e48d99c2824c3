import Foundation
import Postgres
import TestSupport
import Testing

/// Baselines, history, judging again, comparing and verifying, with a table of three pipes of which one has no name.
@Suite("Debt on the command line")
struct DebtCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Tolerates a missing name, but not a further one.
    private let ratcheted =
        #"{ id: pipes.name.ratchet, kind: not_null, dataset: pipes, column: name, fail_if: "> 80%", ratchet: no_worse }"#

    private func run(_ arguments: String..., database: String? = nil) async throws -> ProgramRun.End {
        try await ProgramRun(
            arguments,
            in: folder.path,
            environment: database.map { ["PGDATABASE": $0] } ?? ["PGHOST": "/nowhere"]
        ).end()
    }

    private func report(_ name: String = "reports/audit.json") throws -> StoredReport {
        try StoredReport(folder.text(of: name))
    }

    private func message(_ name: String) throws -> String {
        try report(name).result("pipes.name.present")["message"] as? String ?? ""
    }

    @Test(
        "A rule with a ratchet fails when it is worse than its baseline, and the baseline is the same for the same data"
    )
    func baseline() async throws {
        try folder.write(Pipes.rules(ratcheted, Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            #expect(try await run("audit", "rules.yaml", database: database).code == 0)
            let written = try await run("baseline", "reports/audit.json")
            #expect(written.code == 0 && written.output == "plumb-baseline.json: the figures of 2 rules\n")
            let first = try folder.text(of: "plumb-baseline.json")
            let options = ["audit", "rules.yaml", "--baseline", "plumb-baseline.json"]
            let environment = ["PGDATABASE": database]
            let same = try await ProgramRun(options, in: folder.path, environment: environment).end()
            #expect(same.code == 0)
            #expect(try await run("baseline", "reports/audit.json", "--output", "-").code == 0)
            try await connection.execute(script: "UPDATE pipes SET name = NULL WHERE id = 2")
            let worse = try await ProgramRun(options, in: folder.path, environment: environment).end()
            #expect(worse.code == 1)
            let result = try report().result("pipes.name.ratchet")
            #expect((result["message"] as? String)?.hasSuffix("worse than the baseline of 1 of 3 (33.333 %)") == true)
            #expect(try folder.text(of: "plumb-baseline.json") == first)
            // The stored report says the same without a database; the baseline that it was held to is in it.
            #expect(try await run("gate", "reports/audit.json", "--baseline", "plumb-baseline.json").code == 1)
            let again = try await run("gate", "reports/audit.json")
            #expect(again.code == 1 && again.problems.contains("pipes.name.ratchet"))
        }
    }

    @Test("What baseline and rules do not share is said, and a file that is no baseline ends with 2")
    func staleBaseline() async throws {
        try folder.write(Pipes.rules(ratcheted, Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, _ in
            _ = try await run("audit", "rules.yaml", database: database)
            _ = try await run("baseline", "reports/audit.json")
            try folder.write(Pipes.rules(ratcheted.replacing("column: name", with: "column: laid")), to: "rules.yaml")
            let changed = try await run("audit", "rules.yaml", "--baseline", "plumb-baseline.json", database: database)
            #expect(changed.code == 0)
            #expect(
                changed.problems.contains("the baseline has figures for rules that there are no more: pipes.id.unique")
            )
            #expect(changed.problems.contains("the baseline has figures of rules that ask something else now"))
            let held = try report()
            #expect(held.status("pipes.name.ratchet") == "warn")
            try folder.write(#"{"audit": 1}"#, to: "wrong.json")
            for file in ["wrong.json", "none.json"] {
                let end = try await run("audit", "rules.yaml", "--baseline", file, database: database)
                #expect(end.code == 2, "\(file)")
            }
        }
    }

    @Test("A stored report is judged again by other limits, waivers and days")
    func gate() async throws {
        try folder.write(Pipes.rules(Pipes.named, Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, _ in
            let end = try await run("audit", "rules.yaml", database: database)
            #expect(end.code == 1)
        }
        #expect(try await run("gate", "reports/audit.json").code == 1)
        #expect(try await run("gate", "reports/audit.json", "--fail-on", "critical").code == 0)
        let lenient = Pipes.named.replacing("column: name", with: #"column: name, fail_if: "> 50%""#)
        try folder.write(Pipes.rules(lenient), to: "lenient.yaml")
        #expect(try await run("gate", "reports/audit.json", "--rules", "lenient.yaml").code == 0)
        let waiver = """
            version: 1
            waivers:
              - { rule: pipes.name.present, reason: being named, approved_by: the plumber, expires: 2030-01-31, up_to: "40%" }
            """
        try folder.write(waiver, to: "waivers.yaml")
        let waived = try await run(
            "gate",
            "reports/audit.json",
            "--waivers",
            "waivers.yaml",
            "--as-of",
            "2030-01-31",
            "--output",
            "again"
        )
        #expect(waived.code == 0)
        #expect(waived.lastProblem == "plumb: exit code 0: no rule failed, 1 live waiver")
        let again = try report("again/audit.json")
        #expect(again.status("pipes.name.present") == "waived")
        let term = try #require((again("run")["waivers"] as? [[String: Any]])?.first)
        #expect(term["days_left"] as? Int == 0 && term["state"] as? String == "live")
        let expired = try await run(
            "gate",
            "reports/audit.json",
            "--waivers",
            "waivers.yaml",
            "--as-of",
            "2030-02-01",
            "--output",
            "again"
        )
        #expect(expired.code == 1)
        #expect(try message("again/audit.json").hasSuffix("the waiver expired on 2030-01-31"))
        try folder.write(waiver.replacing("40%", with: "30%"), to: "waivers.yaml")
        let exceeded = try await run(
            "gate",
            "reports/audit.json",
            "--waivers",
            "waivers.yaml",
            "--as-of",
            "2030-01-01",
            "--output",
            "again"
        )
        #expect(exceeded.code == 1)
        #expect(try message("again/audit.json").hasSuffix("the waiver covers only up to 30%"))
        try folder.write("version: 1\nwaivers:\n  - { rule: a, reasn: b }\n", to: "waivers.yaml")
        let wrong = try await run("gate", "reports/audit.json", "--waivers", "waivers.yaml")
        #expect(wrong.code == 2 && wrong.problems.contains("waivers.yaml:3:16: error: unknown key 'reasn'"))
    }

    @Test("Two reports are compared: rules better, worse, new and gone, and violations new, fixed and persisting")
    func diff() async throws {
        try folder.write(Pipes.rules(Pipes.named, Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            _ = try await run("audit", "rules.yaml", "--output", "old", database: database)
            try await connection.execute(
                script: "UPDATE pipes SET name = NULL; UPDATE pipes SET name = 'third' WHERE id = 3"
            )
            try folder.write(Pipes.rules(Pipes.named, Pipes.taps), to: "rules.yaml")
            _ = try await run("audit", "rules.yaml", "--output", "new", database: database)
        }
        let end = try await run("diff", "old/audit.json", "new/audit.json")
        #expect(end.code == 1)
        #expect(
            end.output == """
                worse: pipes.name.present: Pipes have names
                  fail, 1 of 3 (33.333 %) -> fail, 2 of 3 (66.667 %)
                  violations: 2 new, 1 fixed, 0 persisting
                new: taps.id.present: taps.id.present: a column has a value in every row
                  not there -> pass
                gone: pipes.id.unique: Pipes have numbers
                  pass -> not there
                3 rules: 1 worse, 1 new, 0 better, 1 gone, 0 same

                """
        )
        let back = try await run("diff", "new/audit.json", "old/audit.json", "--format", "json")
        #expect(back.code == 0)
        let changes = try #require(
            try JSONSerialization.jsonObject(with: Data(back.output.utf8)) as? [String: Any]
        )
        #expect((changes["rules"] as? [[String: Any]])?.map { $0["change"] as? String } == ["better", "new", "gone"])
        #expect(try await run("diff", "old/audit.json", "old/audit.json", "--format", "markdown").code == 0)
        #expect(try await run("diff", "old/audit.json", "rules.yaml").code == 2)
    }

    @Test("A report is verified by measuring again; what differs is named")
    func verify() async throws {
        let fresh = #"{ id: pipes.fresh, kind: freshness, dataset: pipes, column: laid, warn_if: "> 1 days" }"#
        try folder.write(Pipes.rules(Pipes.named, Pipes.unique, fresh), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            _ = try await run("audit", "rules.yaml", database: database)
            let equal = try await run("verify", "reports/audit.json", database: database)
            #expect(equal.code == 0 && equal.output == "equal: 3 rules measured again\n")
            try await connection.execute(script: "UPDATE pipes SET name = NULL WHERE id = 2")
            let end = try await run("verify", "reports/audit.json", database: database)
            #expect(end.code == 1)
            #expect(end.output.hasPrefix("pipes.name.present: violations 1, now 2\n"))
            try folder.write(Pipes.rules(Pipes.unique), to: "rules.yaml")
            let gone = try await run("verify", "reports/audit.json", database: database)
            #expect(gone.code == 1 && gone.output.contains("pipes.name.present: the rule is gone"))
            #expect(gone.lastProblem.hasSuffix("(the rule files have changed)"))
            try FileManager.default.removeItem(atPath: folder("rules.yaml"))
            #expect(try await run("verify", "reports/audit.json", database: database).code == 2)
        }
    }

    @Test("The same data and rules give the same content, whatever the clock and the folder")
    func canonical() async throws {
        let fresh = #"{ id: pipes.fresh, kind: freshness, dataset: pipes, column: laid, warn_if: "> 1 days" }"#
        try folder.write(Pipes.rules(Pipes.named, fresh), to: "rules/rules.yaml")
        try await Pipes.withDatabase { database, _ in
            _ = try await run("audit", "rules", "--output", "one", database: database)
            try await Task.sleep(for: .milliseconds(1_100))
            _ = try await run("audit", folder("rules"), "--output", "two", database: database)
        }
        let (one, two) = try (report("one/audit.json"), report("two/audit.json"))
        #expect(one.fields["content_sha256"] as? String == two.fields["content_sha256"] as? String)
        let ages = [one, two].compactMap { ($0("run")["ages"] as? [[String: Any]])?.first?["seconds"] as? Int }
        #expect(ages.count == 2 && ages[0] < ages[1])
        #expect(two("run")["rules_paths"] as? [String] == [folder("rules")])
    }

    @Test("Runs are kept as files beside the reports of a database that is only audited, and shown")
    func fileHistory() async throws {
        try folder.write(Pipes.rules(Pipes.named, Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            _ = try await run("audit", "rules.yaml", "--no-history", database: database)
            #expect(!folder.has("reports/history"))
            let bare = try report()
            #expect(bare("run")["history"] is NSNull)
            _ = try await run("audit", "rules.yaml", database: database)
            let first = try report()
            #expect(first("run")["changes"] is NSNull)
            try await connection.execute(script: "UPDATE pipes SET name = NULL WHERE id = 2")
            _ = try await run("audit", "rules.yaml", database: database)
            let changes = try #require(try report()("run")["changes"] as? [String: Any])
            let rules = try #require(changes["rules"] as? [[String: Any]])
            #expect(rules.map { $0["change"] as? String } == ["worse", "same"])
            #expect((rules[0]["violations"] as? [String: Int])?["new"] == 1)
            let history = try #require(try report()("run")["history"] as? [String: Any])
            #expect(history["kept_in"] as? String == "files")
            let schemas: SQL = "SELECT count(*)::text FROM pg_namespace WHERE nspname = 'plumb'"
            #expect(try await connection.value(schemas) == "0")
            let table = try await run("history", database: database)
            #expect(table.code == 0 && table.output.split(separator: "\n").count == 3)
            let trend = try await run("history", "pipes.name.present", "--history-folder", "reports/history")
            #expect(trend.output.contains("pipes.name.present: Pipes have names\n▅█ now fail\n"))
            let unknown = try await run("history", "pipes.name.presnt", "--history-folder", "reports/history")
            #expect(unknown.code == 64 && unknown.problems.contains("did you mean 'pipes.name.present'?"))
        }
    }

    @Test("--history-database keeps runs in another database, and who may not write there falls back to files")
    func databaseHistory() async throws {
        try folder.write(Pipes.rules(Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            let target = "dbname=\(database)"
            let kept = try await run("audit", "rules.yaml", "--history-database", target, database: database)
            #expect(kept.code == 0 && !folder.has("reports/history"))
            #expect(try await connection.value("SELECT count(*)::text FROM plumb.results") == "1")
            let shown = try await run("history", "pipes.id.unique", "--history-database", target, database: database)
            #expect(shown.output.contains("now pass"))
            try await connection.execute(
                script: """
                    DO $$ BEGIN CREATE ROLE plumb_command_reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                    GRANT SELECT ON pipes TO plumb_command_reader;
                    """
            )
            let refused = try await run(
                "audit",
                "rules.yaml",
                "--history-database",
                "\(target) user=plumb_command_reader",
                database: database
            )
            #expect(refused.code == 0 && folder.has("reports/history"))
            let lines = refused.problems.split(separator: "\n").filter {
                $0.contains("runs are kept in reports/history")
            }
            #expect(lines.count == 1)
            let password = try await run("audit", "rules.yaml", "--history-database", "dbname=d password=geheim-7")
            #expect(password.code == 64 && !password.problems.contains("geheim"))
        }
    }

    @Test("Every kind of report that commands write is valid by the published schema, which plumb prints")
    func schema() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..").standardizedFileURL
        let printed = try await run("report", "schema")
        let schema = root.appending(path: "docs/report.schema.json")
        #expect(try printed.output == String(contentsOf: schema, encoding: .utf8))
        let waived = Pipes.named.replacing(
            "column: name",
            with: "column: name, waiver: { reason: r, approved_by: a, expires: 2030-01-01 }"
        )
        let linked = """
            { id: pipes.linked, kind: relationship, dataset: pipes, columns: [id], parent: { dataset: taps, columns: [id] } }
            """
        let rules = Pipes.rules(waived, Pipes.better, Pipes.missing, ratcheted, Pipes.unique, linked)
        try folder.write(rules, to: "rules.yaml")
        try await Pipes.withDatabase { database, _ in
            _ = try await run("audit", "rules.yaml", "--output", "one", database: database)
            _ = try await run("baseline", "one/audit.json")
            let options = [
                "audit", "rules.yaml", "--baseline", "plumb-baseline.json", "--history-folder", "one/history",
            ]
            _ = try await ProgramRun(options, in: folder.path, environment: ["PGDATABASE": database]).end()
            let data = try SampleData()
            let whole = ["run", data.path, "--rules", sparkifyRules, "--output", "whole"]
            _ = try await ProgramRun(whole, in: folder.path, environment: ["PGDATABASE": database]).end()
        }
        _ = try await run("gate", "reports/audit.json", "--fail-on", "never", "--output", "again")
        let files = ["one", "reports", "whole", "again"].map { folder("\($0)/audit.json") }
        let script = root.appending(path: "Tests/validate-reports.py").path
        let command = ["python3", script, schema.path] + files
        let end = try await ProgramRun(command: command, environment: ["HOME": nil]).end()
        #expect(end.output == "")
        #expect(end.code == 0 || end.problems.contains("No module named"), "\(end.problems)")
    }
}
