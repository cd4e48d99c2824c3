import Foundation
import Postgres
import TestSupport
import Testing

@Suite("plumb audit")
struct AuditCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Audits with rules in a file, from inside the folder.
    private func audit(_ rules: String, _ arguments: String..., database: String) async throws -> ProgramRun.End {
        try folder.write(rules, to: "rules.yaml")
        return try await ProgramRun(
            ["audit", "rules.yaml"] + arguments,
            in: folder.path,
            environment: ["PGDATABASE": database]
        ).end()
    }

    @Test("An audit that passes ends with 0 and writes both reports")
    func passes() async throws {
        try await Pipes.withDatabase { database, _ in
            let end = try await audit(Pipes.rules(Pipes.unique, Pipes.taps), database: database)
            #expect(end.code == 0)
            #expect(
                end.output
                    == "plumbing: the data passes\nOf 2 rules, 2 hold.\nReports: reports/audit.json, reports/audit.md\n"
            )
            #expect(end.problems == "plumb: exit code 0: no rule failed\n")
            #expect(try folder.text(of: "reports/audit.md").hasPrefix("# Data audit of plumbing: the data passes\n"))
        }
    }

    @Test(
        "An audit that fails ends with 1, its last line says why, and the JSON has the fields that other programs read"
    )
    func fails() async throws {
        try await Pipes.withDatabase { database, _ in
            let end = try await audit(Pipes.rules(Pipes.unique, Pipes.named, Pipes.better), database: database)
            #expect(end.code == 1)
            #expect(end.problems == "plumb: exit code 1: 1 rule failed: pipes.name.present\n")
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            let top = [
                "audit", "content_sha256", "dimensions", "gate", "issues", "loads", "policies", "results", "run",
                "schema_version", "statistics", "tables", "tool",
            ]
            #expect(Set(report.fields.keys).isSuperset(of: top))
            #expect(report("gate")["exit_code"] as? Int == 1)
            #expect(report("gate")["status"] as? String == "fail")
            #expect(report("gate")["fail_on"] as? String == "error")
            #expect(report("gate")["reason"] as? String == "1 rule failed: pipes.name.present")
            #expect(report("statistics")["evaluated"] as? Int == 3)
            #expect(report("audit")["rules_files"] as? [String] == ["rules.yaml"])
            #expect(report("run")["database"] as? String == database)
            #expect(report("run")["incomplete"] as? Bool == false)
            let result = report.result("pipes.name.present")
            #expect(result["status"] as? String == "fail")
            #expect(report.figures("pipes.name.present") == [3, 1])
            #expect(result["percent"] as? String == "33.333")
            #expect((result["location"] as? [String: Any])?["line"] as? Int == 5)
            #expect(((result["samples"] as? [String: Any])?["rows"] as? [[Any]])?.first?.first as? String == "3")
            for key in ["query", "query_sha256", "message", "null_handling", "evidence", "condition", "severity"] {
                #expect(result[key] != nil, "\(key)")
            }
        }
    }

    @Test("A rule that cannot be measured ends with 3; the others are measured and reported")
    func cannotMeasure() async throws {
        try await Pipes.withDatabase { database, _ in
            let end = try await audit(Pipes.rules(Pipes.missing, Pipes.named), "--fail-on", "never", database: database)
            #expect(end.code == 3)
            #expect(end.problems == "plumb: exit code 3: 1 rule could not be measured: valves.id.present\n")
            #expect(end.output.contains("valves.id.present: there is no table or view public.valves\n"))
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            #expect(report.status("valves.id.present") == "error")
            #expect(report.status("pipes.name.present") == "fail")
            #expect(report("gate")["exit_code"] as? Int == 3)
        }
    }

    @Test("A table that may not be read is an error of its rules alone")
    func noPermission() async throws {
        try await Pipes.withDatabase { database, connection in
            try await connection.execute(
                script: """
                    DO $$ BEGIN CREATE ROLE plumb_narrow LOGIN;
                    EXCEPTION WHEN duplicate_object THEN NULL; END $$;
                    GRANT SELECT ON pipes TO plumb_narrow;
                    """
            )
            let target = "dbname=\(database) user=plumb_narrow"
            let end = try await audit(Pipes.rules(Pipes.taps, Pipes.unique), "--database", target, database: database)
            #expect(end.code == 3)
            #expect(end.output.contains("taps.id.present: permission denied for table taps"))
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            #expect(report.status("taps.id.present") == "error")
            #expect(report.status("pipes.id.unique") == "pass")
        }
    }

    @Test(
        "--fail-on moves the line of the gate",
        arguments: [
            ("never", [Pipes.criticallyNamed], 0), ("critical", [Pipes.named], 0),
            ("critical", [Pipes.criticallyNamed], 1), ("error", [Pipes.better], 0), ("warn", [Pipes.better], 1),
        ]
    )
    func failOn(line: String, rules: [String], code: Int32) async throws {
        try await Pipes.withDatabase { database, _ in
            let text = Pipes.rules(rules[0], Pipes.unique)
            let end = try await audit(text, "--fail-on", line, database: database)
            #expect(end.code == code)
            #expect(end.problems.hasPrefix("plumb: exit code \(code): "))
        }
    }

    @Test("--select measures rules by id, tag, dimension or dataset and skips the others")
    func select() async throws {
        try await Pipes.withDatabase { database, _ in
            let rules = Pipes.rules(Pipes.unique, Pipes.criticallyNamed, Pipes.taps)
            let expected = [
                "pipes.id.unique": ["pass", "skipped", "skipped"], "vital": ["skipped", "fail", "skipped"],
                "completeness": ["skipped", "fail", "pass"], "public.taps": ["skipped", "skipped", "pass"],
            ]
            for (word, statuses) in expected {
                _ = try await audit(rules, "--select", word, database: database)
                let report = try StoredReport(folder.text(of: "reports/audit.json"))
                #expect(report.list("results").map { $0["status"] as? String } == statuses, "\(word)")
            }
        }
    }

    @Test("--select with a word that selects nothing ends with 64 and a suggestion")
    func selectNothing() async throws {
        try await Pipes.withDatabase { database, _ in
            let end = try await audit(Pipes.rules(Pipes.unique), "--select", "pipes.id.uniqe", database: database)
            #expect(end.code == 64)
            #expect(
                end.problems == """
                    plumb: exit code 64: --select: 'pipes.id.uniqe' names no rule, tag, dimension, policy, dataset, severity, kind or owner; \
                    did you mean 'pipes.id.unique'?

                    """
            )
            #expect(!folder.has("reports"))
        }
    }

    @Test("--format chooses the formats, and --output - writes one to standard output alone")
    func formats() async throws {
        try await Pipes.withDatabase { database, _ in
            let rules = Pipes.rules(Pipes.unique)
            let one = try await audit(
                rules,
                "--format",
                "markdown,markdown",
                "--output",
                "deep/down",
                database: database
            )
            #expect(one.output.hasSuffix("Reports: deep/down/audit.md\n"))
            #expect(folder.has("deep/down/audit.md") && !folder.has("deep/down/audit.json"))
            let piped = try await audit(rules, "--format", "json", "--output", "-", database: database)
            #expect(try StoredReport(piped.output)("gate")["exit_code"] as? Int == 0)
            #expect(piped.problems == "plumb: exit code 0: no rule failed\n")
            for (arguments, message) in [
                (["--output", "-"], "--output - takes just one format"), (["--format", "pdf"], "unknown format 'pdf'"),
                (["--format", ","], "--format names no format"),
            ] {
                let end = try await ProgramRun(["audit", "rules.yaml"] + arguments, in: folder.path).end()
                #expect(end.code == 64)
                #expect(end.problems.contains(message))
            }
        }
    }

    @Test("A report that cannot be written ends with 3 and says where and why")
    func unwritable() async throws {
        try await Pipes.withDatabase { database, _ in
            let rules = Pipes.rules(Pipes.unique)
            let end = try await audit(rules, "--output", "rules.yaml", database: database)
            #expect(end.code == 3)
            #expect(
                end.lastProblem
                    == "plumb: exit code 3: cannot write the report 'rules.yaml/audit.json': a file is in the way"
            )
            let below = try await audit(rules, "--output", "rules.yaml/below", database: database)
            #expect(below.code == 3)
            #expect(below.lastProblem.hasSuffix("the report 'rules.yaml/below/audit.json': not a directory"))
            let full = try await ProgramRun(
                command: [
                    "sh", "-c", "\(ProgramRun.executable) audit rules.yaml --output - --format json > /dev/full",
                ],
                in: folder.path,
                environment: ["PGDATABASE": database]
            ).end()
            #expect(full.code == 3)
            #expect(
                full.problems
                    == "plumb: exit code 3: cannot write the report to standard output: no space left on device\n"
            )
        }
    }

    @Test("--as-of sets the clock")
    func asOf() async throws {
        let fresh = #"{ id: pipes.fresh, kind: freshness, dataset: pipes, column: laid, fail_if: "> 48 hours" }"#
        try await Pipes.withDatabase { database, _ in
            for (instant, code) in [("2020-01-02", 0), ("2020-01-03T00:00:00Z", 0), ("2020-01-03T00:00:01Z", 1)] {
                let end = try await audit(Pipes.rules(fresh), "--as-of", instant, database: database)
                #expect(end.code == Int32(code), "\(instant)")
            }
            for instant in ["yesterday", "2020-13-45", "2020-02-30", "2020-01-02xyz", "2020-01-02T25:00:00Z", ""] {
                let end = try await audit(Pipes.rules(fresh), "--as-of", instant, database: database)
                #expect(end.code == 64, "\(instant)")
                #expect(end.problems.contains("--as-of takes an instant such as 2018-12-01 or "))
            }
        }
    }

    @Test("--statement-timeout ends a slow query, which is an error; impossible times are refused")
    func statementTimeout() async throws {
        try await Pipes.withDatabase { database, _ in
            let rules = Pipes.rules(Pipes.slow, Pipes.unique)
            let end = try await audit(rules, "--statement-timeout", "1", database: database)
            #expect(end.code == 3)
            #expect(end.output.contains("canceling statement due to statement timeout"))
            for seconds in ["0", "-5", "2147484", "9223372036854775807", "9223372036854775808", "soon"] {
                let end = try await audit(rules, "--statement-timeout=\(seconds)", database: database)
                #expect(end.code == 64, "\(seconds)")
            }
        }
    }

    @Test("An audit leaves the database as it was")
    func leavesNoTrace() async throws {
        try await Pipes.withDatabase { database, connection in
            let relations: SQL = "SELECT string_agg(oid::regclass::text, ' ' ORDER BY oid) FROM pg_class"
            let before = (try await connection.fingerprint(), try await connection.value(relations))
            #expect(before.0.count == 2)
            // SQL of its own could try to write.
            let write = "{ id: pipes.hostile.write, kind: sql, rows: delete from pipes returning 1 }"
            let end = try await audit(Pipes.rules(Pipes.named, write, Pipes.taps), database: database)
            #expect(end.code == 3)
            #expect(try await connection.fingerprint() == before.0)
            #expect(try await connection.value(relations) == before.1)
        }
    }

    @Test("Colours are for terminals that want them")
    func colours() async throws {
        try await Pipes.withDatabase { database, _ in
            let plain = try await audit(Pipes.rules(Pipes.named), database: database)
            #expect(!plain.output.contains("\u{1B}") && !plain.problems.contains("\u{1B}"))
            let command = "\(try ProgramRun.executable) audit rules.yaml"
            for (environment, isColoured) in [(["TERM": "xterm"], true), (["TERM": "xterm", "NO_COLOR": "1"], false)] {
                let screen = try await ProgramRun(
                    command: ["script", "-qec", command, "/dev/null"],
                    in: folder.path,
                    environment: environment.merging(["PGDATABASE": database]) { $1 }
                ).end().output
                #expect(screen.contains("Pipes have names"))
                #expect(screen.contains("\u{1B}[31m") == isColoured, "\(environment)")
            }
        }
    }
}
