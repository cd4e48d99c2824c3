import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Audit

private let tables = """
    CREATE TYPE mood AS ENUM ('low', 'high');
    CREATE TABLE t (
        id int PRIMARY KEY, code text NOT NULL, level varchar(9), hour int, at timestamp, state mood, flag boolean, free int,
        CONSTRAINT known_level CHECK (level IN ('free', 'paid')),
        CONSTRAINT right_hour CHECK (hour = extract(hour FROM at)),
        CONSTRAINT full_day CHECK (hour >= 0 AND hour <= 23)
    );
    CREATE UNIQUE INDEX t_code ON t (code, hour);
    CREATE UNIQUE INDEX t_part ON t (free) WHERE free > 0;
    INSERT INTO t SELECT n, 'c' || n, 'free', n % 24, timestamp '2020-01-01' + n % 24 * interval '1 hour', 'low', true, n
    FROM generate_series(1, 100) AS n;
    """

/// A rule over `t` and the constraint that proves it; `nil` when it has to be measured.
private struct Case: Sendable, CustomTestStringConvertible {
    var kind: String
    var keys: @Sendable () -> Literal
    var proof: String?
    var testDescription: String { "\(kind): \(proof ?? "measured")" }
}

private let cases: [Case] = [
    Case(kind: "not_null", keys: { ["dataset": "t", "column": "id"] }, proof: "primary key t_pkey"),
    Case(kind: "not_null", keys: { ["dataset": "t", "column": "code"] }, proof: "NOT NULL of the column code"),
    Case(kind: "not_null", keys: { ["dataset": "t", "column": "code", "missing": [""]] }, proof: nil),
    Case(kind: "not_null", keys: { ["dataset": "t", "column": "level"] }, proof: nil),
    Case(kind: "unique", keys: { ["dataset": "t", "columns": ["id"]] }, proof: "primary key t_pkey"),
    Case(kind: "unique", keys: { ["dataset": "t", "columns": ["level", "id"]] }, proof: "primary key t_pkey"),
    Case(kind: "unique", keys: { ["dataset": "t", "columns": ["hour", "code"]] }, proof: "unique index t_code"),
    Case(
        kind: "unique",
        keys: { ["dataset": "t", "columns": ["id"], "determines": ["level"]] },
        proof: "primary key t_pkey"
    ),
    Case(kind: "unique", keys: { ["dataset": "t", "columns": ["code"]] }, proof: nil),
    Case(kind: "unique", keys: { ["dataset": "t", "columns": ["free"]] }, proof: nil),
    Case(
        kind: "accepted",
        keys: { ["dataset": "t", "column": "level", "values": ["free", "paid", "trial"]] },
        proof: "check constraint known_level"
    ),
    Case(kind: "accepted", keys: { ["dataset": "t", "column": "level", "values": ["free"]] }, proof: nil),
    Case(
        kind: "accepted",
        keys: { ["dataset": "t", "column": "hour", "range": [0, 30]] },
        proof: "check constraints full_day, right_hour"
    ),
    Case(kind: "accepted", keys: { ["dataset": "t", "column": "hour", "range": [0, 22]] }, proof: nil),
    Case(
        kind: "accepted",
        keys: { ["dataset": "t", "column": "state", "values": ["low", "high"]] },
        proof: "enum type mood"
    ),
    Case(kind: "accepted", keys: { ["dataset": "t", "column": "state", "values": ["low"]] }, proof: nil),
    Case(
        kind: "accepted",
        keys: { ["dataset": "t", "column": "flag", "values": ["true", "false"]] },
        proof: "type boolean"
    ),
    Case(
        kind: "expression",
        keys: { ["dataset": "t", "holds": "extract(hour from at) = hour"] },
        proof: "check constraints full_day, right_hour"
    ),
    Case(kind: "expression", keys: { ["dataset": "t", "holds": "hour < 24 and free > 0"] }, proof: nil),
    Case(
        kind: "expression",
        keys: { ["dataset": "t", "holds": "hour is not null", "nulls": "violation"] },
        proof: nil
    ),
]

@Suite("A proof by constraint")
struct ProofTests {
    @Test("stands for reading rows where the catalog is enough", arguments: cases)
    private func proves(_ example: Case) async throws {
        let rule = try rule(example.kind, example.keys())
        let result = try await result(tables, rule)
        #expect(result.proof == example.proof, "\(result.message)")
        #expect(result.evidence == (example.proof == nil ? "measured" : "proved"))
        #expect(result.population == (example.proof == nil ? 100 : nil))
        if let proof = example.proof {
            #expect(result.status == .pass)
            #expect(result.violations == 0)
            #expect(result.message == "the database makes sure of this by the \(proof), so no row was read")
        }
        let measured = try await audit(tables, [rule]) { $0.proves = false }.results[0]
        #expect(measured.evidence == "measured")
        if example.proof != nil { #expect(measured.status == .pass, "\(measured.message)") }
    }

    @Test("reads no row")
    func readsNothing() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: tables)
            let before = try await rowsRead(connection)
            let rules = try cases.filter { $0.proof != nil }.enumerated().map { index, example in
                try rule(example.kind, example.keys(), id: "r\(index)")
            }
            let options = AuditOptions(tool: Tool(name: "plumb", version: "test"), profilesTables: false)
            let report = try await Auditor(connection: connection, options: options)
                .run(RuleSet(name: "t", defaultSchema: "public", rules: rules), startedAt: .distantPast)
            #expect(report.results.allSatisfy { $0.evidence == "proved" })
            #expect(try await rowsRead(connection) == before)
        }
    }

    private func rowsRead(_ connection: Connection) async throws -> String? {
        try await connection.query("SELECT pg_stat_force_next_flush()")
        return try await connection.value(
            "SELECT seq_scan || ' ' || seq_tup_read || ' ' || idx_scan || ' ' || idx_tup_fetch FROM pg_stat_user_tables"
        )
    }

    @Test(
        "is refused where the constraint does not hold for every row",
        arguments: [
            (
                "a constraint that was not validated", "ALTER TABLE t ADD CONSTRAINT c CHECK (free < 5) NOT VALID",
                "free < 5"
            ),
            ("children of old-style inheritance", "CREATE TABLE child () INHERITS (t)", "hour = extract(hour from at)"),
            ("a condition that is always true", "SELECT 1", "1 = 1 or hour > 3"),
        ]
    )
    func refuses(_ name: String, script: String, holds: String) async throws {
        let rule = try rule("expression", ["dataset": "t", "holds": .scalar(holds)])
        let result = try await result(tables + script + ";", rule)
        #expect(result.evidence == "measured", "\(name)")
    }

    @Test("is not given of an empty table, nor when the limits would not let an unbroken rule pass")
    func notApplicable() async throws {
        let keys: Literal = ["dataset": "t", "column": "id"]
        let empty = try await result(tables + "TRUNCATE t;", rule("not_null", keys))
        #expect(empty.status == .notApplicable)
        let odd = try await result(tables, rule("not_null", keys, limits: limits(fail: "< 1")))
        #expect(odd.evidence == "measured")
        #expect(odd.status == .fail)
    }

    @Test("holds for partitioned tables")
    func partitions() async throws {
        let script = """
            CREATE TABLE p (id int PRIMARY KEY, level text CHECK (level IN ('a', 'b'))) PARTITION BY RANGE (id);
            CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
            CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (10) TO (20);
            INSERT INTO p VALUES (1, 'a'), (11, 'b');
            """
        let report = try await audit(
            script,
            [
                rule("unique", ["dataset": "p", "columns": ["id"]], id: "a"),
                rule("accepted", ["dataset": "p", "column": "level", "values": ["a", "b"]], id: "b"),
            ]
        )
        #expect(report.results.map(\.proof) == ["primary key p_pkey", "check constraint p_level_check"])
    }

    @Test("A declared foreign key is measured all the same, and one that is broken is told first")
    func brokenKey() async throws {
        let script = """
            CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1);
            CREATE TABLE child (id int, parent int CONSTRAINT kin REFERENCES parent, n int);
            INSERT INTO child VALUES (1, 1, NULL); SET session_replication_role = replica;
            INSERT INTO child VALUES (2, 7, NULL), (3, NULL, NULL); SET session_replication_role = DEFAULT;
            """
        let report = try await audit(
            script,
            [
                rule("not_null", ["dataset": "child", "column": "n"], id: "a", severity: .critical),
                rule(
                    "relationship",
                    ["dataset": "child", "columns": ["parent"], "parent": ["dataset": "parent", "columns": ["id"]]],
                    id: "b"
                ),
            ]
        )
        let result = report.results[1]
        #expect(result.evidence == "measured")
        #expect(result.violations == 1)
        #expect(result.brokenConstraint == "foreign key kin")
        #expect(result.message.contains("although the database promises it by the foreign key kin"))
        #expect(report.issues.map(\.rules) == [["b"], ["a"]])
    }

    @Test("What holds and could be a constraint is suggested with a statement that works")
    func suggestions() async throws {
        let script = """
            CREATE TABLE parent (id int PRIMARY KEY); INSERT INTO parent VALUES (1), (2);
            CREATE TABLE c (a int, "B b" text, p int); INSERT INTO c VALUES (1, 'x', 1), (2, 'y', NULL);
            """
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: script)
            let rules = try [
                rule("not_null", ["dataset": "c", "column": "a"], id: "r1"),
                rule("unique", ["dataset": "c", "columns": ["a", "B b"]], id: "r2"),
                rule("accepted", ["dataset": "c", "column": "B b", "values": ["x", "y", "it's"]], id: "r3"),
                rule("accepted", ["dataset": "c", "column": "a", "range": [1, 9]], id: "r4"),
                rule("expression", ["dataset": "c", "holds": "a < 5"], id: "r5"),
                rule(
                    "relationship",
                    ["dataset": "c", "columns": ["p"], "parent": ["dataset": "parent", "columns": ["id"]]],
                    id: "r6"
                ),
                rule("not_null", ["dataset": "c", "column": "p"], id: "broken"),
                rule("expression", ["dataset": "c", "holds": "a > (select 0)"], id: "no.check"),
            ]
            let set = RuleSet(name: "t", defaultSchema: "public", rules: rules)
            let options = AuditOptions(tool: Tool(name: "plumb", version: "test"))
            let report = try await Auditor(connection: connection, options: options).run(set, startedAt: .distantPast)
            let suggestions = try #require(report.constraintSuggestions)
            #expect(suggestions.map(\.rule) == ["r1", "r2", "r3", "r4", "r5", "r6"])
            #expect(suggestions[0].statement == #"ALTER TABLE "public"."c" ALTER COLUMN "a" SET NOT NULL;"#)
            for suggestion in suggestions { try await connection.execute(script: suggestion.statement) }
            let proved = try await Auditor(connection: connection, options: options).run(set, startedAt: .distantPast)
            #expect(proved.results.prefix(5).allSatisfy { $0.evidence == "proved" })
            #expect(proved.results[5].evidence == "measured")
            #expect(proved.constraintSuggestions == [])
        }
    }
}
