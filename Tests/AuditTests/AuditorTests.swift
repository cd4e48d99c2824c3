import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

private let script = """
    CREATE TABLE users (user_id int PRIMARY KEY, name text, level text);
    INSERT INTO users SELECT n, 'name ' || n, CASE WHEN n % 10 = 0 THEN 'gold' ELSE 'free' END FROM generate_series(1, 50) AS n;
    """

private let users = DatasetName(schema: "public", table: "users")
private let declared = Location(file: "test.yaml", line: 2, column: 3)

@Suite("An audit")
struct AuditorTests {
    @Test("A broken rule takes no rule down that shares its scan")
    func guiltyRuleOnly() async throws {
        let rules = try [
            rule("not_null", ["dataset": "users", "column": "name"], id: "good.before"),
            rule("expression", ["dataset": "users", "holds": "user_id / 0 > 1"], id: "bad"),
            rule("accepted", ["dataset": "users", "column": "level", "values": ["free"]], id: "good.after"),
        ]
        let report = try await audit(script, rules)
        #expect(report.results.map(\.status) == [.pass, .error, .fail])
        #expect(report.results[1].message == "division by zero (SQLSTATE 22012)")
        #expect(report.gate.exitCode == 3)
        #expect(report.gate.reason == "1 rule could not be measured: bad")
    }

    @Test("Examples are in the order of the key, at most as many as asked for")
    func samples() async throws {
        let rule = try rule("accepted", ["dataset": "users", "column": "level", "values": ["free"]]) {
            $0.sampleRows = 3
        }
        let samples = try #require(try await result(script, rule).samples)
        #expect(samples.columns == ["user_id", "level"])
        #expect(samples.rows == [["10", "gold"], ["20", "gold"], ["30", "gold"]])
        #expect(samples.total == 5)
        #expect(samples.shown == 3)
        #expect(samples.order == "user_id")
    }

    @Test("What no rule looks at is listed: columns, foreign keys, whole tables")
    func uncheckedData() async throws {
        let more = "CREATE TABLE plays (play_id int, user_id int REFERENCES users); CREATE TABLE notes (note text);"
        let rules = try [
            rule("not_null", ["dataset": "plays", "column": "play_id"], id: "a"),
            rule("accepted", ["dataset": "users", "column": "level", "values": ["free"]], id: "b"),
        ]
        let unchecked = try #require(try await audit(script + more, rules).unchecked)
        #expect(
            unchecked == [
                UncheckedData(dataset: "public.notes", wholeTable: true, columns: ["note"], foreignKeys: []),
                UncheckedData(
                    dataset: "public.plays",
                    wholeTable: false,
                    columns: ["user_id"],
                    foreignKeys: ["user_id -> public.users (user_id)"]
                ),
                UncheckedData(
                    dataset: "public.users",
                    wholeTable: false,
                    columns: ["user_id", "name"],
                    foreignKeys: []
                ),
            ]
        )
    }

    @Test("No value of a sensitive column leaves the database")
    func sensitiveColumns() async throws {
        let rules = try [
            rule("accepted", ["dataset": "users", "column": "name", "values": ["x"]], id: "a"),
            rule("sql", ["rows": "select user_id, name from users"], id: "b"),
            rule("duplicates", ["dataset": "users", "compare": ["level"]], id: "c"),
        ]
        let report = try await audit(
            script,
            rules,
            datasets: [users: DatasetDeclaration(sensitive: ["name"], location: declared)]
        )
        let json = String(decoding: try report.json(), as: UTF8.self)
        #expect(!json.contains("name 1"))
        #expect(report.results[0].samples?.redacted == ["name"])
        #expect(report.results[1].samples?.rows.first == ["1", "withheld"])
    }

    @Test("Everything is measured in one snapshot, although another session goes on writing")
    func oneSnapshot() async throws {
        try await TestDatabase.withDatabase { (name: String) in
            let target = ConnectionTarget(parameters: ["dbname": name])
            let reader = try await Connection.open(target)
            let writer = try await Connection.open(target)
            try await writer.execute(script: "CREATE TABLE t AS SELECT n FROM generate_series(1, 1000) AS n")
            let rules = try (0..<40).map { index in
                try rule("sql", ["rows": "select n from t"], id: "r\(index)") { $0.sampleRows = 0 }
            }
            let writing = Task {
                while !Task.isCancelled { try await writer.query("INSERT INTO t VALUES (0)") }
            }
            let report = try await Auditor(
                connection: reader,
                options: AuditOptions(tool: Tool(name: "plumb", version: "test"))
            ).run(RuleSet(name: "t", defaultSchema: "public", rules: rules), startedAt: .distantPast)
            writing.cancel()
            _ = try? await writing.value
            let counts = Set(report.results.map(\.violations))
            #expect(counts.count == 1)
            let after = try #require(try await reader.query("SELECT count(*) AS n FROM t").first?.integer("n"))
            #expect(after > (counts.first ?? 0) ?? 0, "the writer must have written, or the test shows nothing")
        }
    }

    @Test("Rules that are switched off or not selected are skipped, and an audit of nothing never passes")
    func skipping() async throws {
        let rules = try [
            rule("not_null", ["dataset": "users", "column": "name"], id: "a") { $0.tags = ["daily"] },
            rule("not_null", ["dataset": "users", "column": "level"], id: "b") { $0.disabledReason = "later" },
        ]
        let selected = try await audit(script, rules) { $0.selection = ["daily"] }
        #expect(selected.results.map(\.status) == [.pass, .skipped])
        #expect(selected.results[1].message == "switched off: later")
        #expect(selected.gate.exitCode == 0)
        let nothing = try await audit(script, rules) { $0.selection = ["b"] }
        #expect(nothing.gate.exitCode == 3)
    }

    @Test("The report names tables, their rows, missing values and ends")
    func profiles() async throws {
        let rule = try rule("not_null", ["dataset": "users", "column": "name"])
        let report = try await audit(script + "UPDATE users SET level = NULL WHERE user_id < 4;", [rule])
        let table = try #require(report.tables.first)
        #expect(table.dataset == "public.users")
        #expect(table.rows == 50)
        #expect(table.columns.map(\.nulls) == [0, 0, 3])
        #expect(table.columns[0].minimum == "1")
        #expect(table.columns[0].maximum == "50")
        #expect(table.columns[1].minimum == nil)
    }

    @Test("A cancelled audit reports what it has and says that it is incomplete")
    func cancellation() async throws {
        try await TestDatabase.withDatabase { (name: String) in
            let connection = try await Connection.open(ConnectionTarget(parameters: ["dbname": name]))
            let rules = try [
                rule("sql", ["rows": "select 1 where false"], id: "quick"),
                rule("sql", ["rows": "select pg_sleep(60)"], id: "slow"),
            ]
            let task = Task {
                try await Auditor(
                    connection: connection,
                    options: AuditOptions(tool: Tool(name: "plumb", version: "test"))
                )
                .run(RuleSet(name: "t", defaultSchema: "public", rules: rules), startedAt: .distantPast)
            }
            try await TestDatabase.waitForSleep(of: 1, in: name)
            task.cancel()
            let report = try await task.value
            #expect(report.results.map(\.status) == [.pass, .error])
            #expect(report.run.incomplete)
            #expect(report.gate.exitCode == 130)
            await connection.close()
        }
    }

    @Test("The same data and rules give the same content hash")
    func contentHash() async throws {
        let rule = try rule("accepted", ["dataset": "users", "column": "level", "values": ["free"]])
        let first = try await audit(script, [rule])
        let second = try await audit(script, [rule])
        #expect(first.contentSHA256 == second.contentSHA256)
        #expect(first.run.id != second.run.id)
        let other = try await audit(script + "DELETE FROM users WHERE user_id = 10;", [rule])
        #expect(other.contentSHA256 != first.contentSHA256)
    }

    @Test("Names with capitals, quotes, spaces and other scripts are names like any other")
    func hostileNames() async throws {
        let script = """
            CREATE SCHEMA "Odd "" Schema";
            CREATE TABLE "Odd "" Schema"."Größe; --" ("select" int PRIMARY KEY, "O'Brien" text, "日本" timestamptz);
            INSERT INTO "Odd "" Schema"."Größe; --" VALUES (1, 'a''b\\c', '2018-11-01 00:30+02'), (2, NULL, '2018-11-02 00:00Z');
            """
        let table: Literal = "\"Odd \"\" Schema\".\"Größe; --\""
        let rules = try [
            rule("not_null", ["dataset": table, "column": "O'Brien"], id: "a"),
            rule("accepted", ["dataset": table, "column": "O'Brien", "values": ["a'b\\c"]], id: "b"),
            rule("coverage", ["dataset": table, "column": "日本", "every": "day"], id: "c"),
            rule("unique", ["dataset": table, "columns": ["select", "日本"]], id: "d"),
        ]
        let report = try await audit(script, rules)
        #expect(report.results.map(\.status) == [.fail, .pass, .fail, .pass])
        // 00:30 at +02 is the day before in UTC.
        #expect(report.results[2].message == "1 of 3 days has no rows (33.333 %); none is allowed")
        #expect(report.tables.map(\.dataset) == ["Odd \" Schema.Größe; --"])
    }

    @Test("Views, partitions and materialized views are audited like tables")
    func relationKinds() async throws {
        let script = """
            CREATE TABLE p (id int, v text) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
            INSERT INTO p VALUES (1, 'a'), (11, NULL);
            CREATE VIEW w AS SELECT * FROM p; CREATE MATERIALIZED VIEW m AS SELECT * FROM p;
            """
        for relation in ["p", "w", "m"] {
            let rule = try rule("not_null", ["dataset": .scalar(relation), "column": "v"])
            let result = try await result(script, rule)
            #expect(result.violations == 1, "\(relation)")
            #expect(result.samples?.rows.count == 1, "\(relation)")
        }
    }

    @Test("A schema that the role may not use is an error of the rules that need it, not the end of the audit")
    func closedSchema() async throws {
        let script = """
            CREATE SCHEMA closed; CREATE TABLE closed.t (id int); CREATE TABLE open (id int); INSERT INTO open VALUES (1);
            CREATE ROLE plumb_reader; GRANT SELECT ON open TO plumb_reader; SET ROLE plumb_reader;
            """
        let rules = try [
            rule("not_null", ["dataset": "open", "column": "id"], id: "a"),
            rule("not_null", ["dataset": "closed.t", "column": "id"], id: "b"),
        ]
        let report = try await audit("DROP ROLE IF EXISTS plumb_reader;" + script, rules)
        #expect(report.results.map(\.status) == [.pass, .error])
        #expect(report.results[1].message == "permission denied for schema closed (SQLSTATE 42501)")
        #expect(report.run.rolePowers == ["read-only"])
    }

    @Test("Examples of duplicates without a key are of the rows that the rule looks at, in views too")
    func keylessDuplicates() async throws {
        let script = "CREATE TABLE t AS SELECT n / 2 AS a FROM generate_series(2, 7) AS n; CREATE VIEW v AS TABLE t;"
        for relation in ["t", "v"] {
            let rule = try rule("duplicates", ["dataset": .scalar(relation), "compare": ["a"]]) { $0.filter = "a > 2" }
            let result = try await result(script, rule)
            #expect(result.samples?.columns == ["first_a", "second_a", "probability", "cluster"])
            #expect(result.samples?.rows == [["3", "3", "0.900", "1"]], "\(relation): \(result.facts)")
        }
    }

    @Test("Examples of a table without a key are whole rows, also where a type has no order")
    func keylessRows() async throws {
        let script = """
            CREATE TABLE t (a json, b text, c point[], d int);
            INSERT INTO t VALUES ('{}', NULL, '{"(1,2)"}', 2), ('[]', NULL, '{"(0,2)"}', 1), (NULL, 'x', NULL, 3);
            """
        let missing = try await result(script, rule("not_null", ["dataset": "t", "column": "b"]))
        #expect(missing.samples?.columns == ["b", "a", "c", "d"])
        #expect(missing.samples?.rows == [[nil, "[]", "{\"(0,2)\"}", "1"], [nil, "{}", "{\"(1,2)\"}", "2"]])
        let broken = try await result(script, rule("expression", ["dataset": "t", "holds": "d < 3"]))
        #expect(broken.samples?.rows == [[nil, "x", nil, "3"]])
    }

    @Test("Examples count what they show: repeated keys and combinations, not violations")
    func groupedExamples() async throws {
        let script = "CREATE TABLE t AS SELECT n / 3 AS a, n AS b FROM generate_series(0, 5) AS n"
        let repeated = try await result(script, rule("unique", ["dataset": "t", "columns": ["a"]]))
        #expect(repeated.violations == 4)
        #expect(repeated.samples?.total == 2 && repeated.samples?.unit == "repeated keys")
        let keys: Literal = ["dataset": "t", "columns": ["a"], "determines": ["b"]]
        let determined = try await result(script, rule("unique", keys))
        #expect(determined.violations == 2)
        #expect(determined.samples?.total == 6 && determined.samples?.unit == "combinations of values")
    }

    @Test("A run of periods without rows is told from its beginning until its end")
    func emptyRun() async throws {
        let script = """
            CREATE DOMAIN moment AS timestamptz;
            CREATE TABLE t AS SELECT v::moment AS at FROM unnest(ARRAY['2018-11-03 01:30Z', '2018-11-03 04:10Z']) AS v;
            """
        let rule = try rule("coverage", ["dataset": "t", "column": "at", "every": "1 hour"])
        let facts = try await result(script, rule).facts.map { "\($0.label): \($0.value)" }
        #expect(
            facts == [
                "from: 2018-11-03 01:00:00 UTC", "until: 2018-11-03 05:00:00 UTC",
                "longest run without rows: 2 hours, from 2018-11-03 02:00:00 until 2018-11-03 04:00:00 UTC",
            ]
        )
    }
}
