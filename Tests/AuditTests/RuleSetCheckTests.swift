import Audit
import AuditModel
import Postgres
import TestSupport
import Testing

@Suite("A rule set held against a database")
struct RuleSetCheckTests {
    private func problems(_ script: String, _ rules: [Rule]) async throws -> [String] {
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: script)
            let set = RuleSet(name: "test", defaultSchema: "public", rules: rules)
            let options = AuditOptions(tool: Tool(name: "plumb", version: "test"))
            let found = try await Auditor(connection: connection, options: options).check(set)
            // The connection is left as it was.
            #expect(try await connection.value("SELECT 1") == "1")
            return found.map { "\($0.level.rawValue): \($0.message)" }
        }
    }

    private let script = """
        CREATE TABLE u (id int PRIMARY KEY, name text NOT NULL); INSERT INTO u VALUES (1, 'a');
        CREATE TABLE t (id int PRIMARY KEY, u int REFERENCES u, v text, n int, at date); INSERT INTO t VALUES (1, 1, 'x', 5, '2018-11-01');
        """

    @Test("Types that do not fit and SQL that cannot be planned are errors of their rules, and nothing is run")
    func errors() async throws {
        let rules = try [
            rule("coverage", ["dataset": "t", "column": "n", "every": "1 day"], id: "a"),
            rule(
                "relationship",
                ["dataset": "t", "columns": ["v"], "parent": ["dataset": "u", "columns": ["id"]]],
                id: "b"
            ),
            rule("accepted", ["dataset": "t", "column": "n", "range": ["one", nil]], id: "c"),
            rule("expression", ["dataset": "t", "holds": "n > "], id: "d"),
            rule("sql", ["rows": "select 1 / 0 as x, pg_sleep(60), nmae from t"], id: "e"),
            rule("sql", ["rows": "select id, u, v, n, at, pg_sleep(60) from t"], id: "f"),
            rule("not_null", ["dataset": "t", "column": "nn"], id: "g"),
            rule("unique", ["dataset": "tt", "columns": ["id"]], id: "h"),
            rule("accepted", ["dataset": "u", "column": "name", "range": [1, 5]], id: "i"),
            rule("accepted", ["dataset": "t", "column": "n", "pattern": "[0-9]+"], id: "j"),
            rule("accepted", ["dataset": "u", "column": "name", "pattern": "[0-9"], id: "k"),
        ]
        let found = try await problems(script, rules)
        let expected = [
            "error: column 'n' is of type integer, not a day or an instant",
            "error: columns 'v' (text) and 'id' (integer) cannot be compared",
            "error: rule 'c' cannot be measured: invalid input syntax for type integer: \"one\" (SQLSTATE 22P02)",
            "error: rule 'd' cannot be measured: syntax error at or near \")\" (SQLSTATE 42601)",
            "error: rule 'k' cannot be measured: invalid regular expression: brackets [] not balanced (SQLSTATE 2201B)",
            "error: public.t has no column 'nn'; did you mean 'n'?",
            "error: there is no table or view public.tt; did you mean 't'?",
            "warning: column 'name' is of type text: texts compare letter by letter, so '10' comes before '9'",
            "warning: a pattern looks at column 'n' of type integer as text; use 'range' or 'values'",
        ]
        for message in expected { #expect(found.contains(message), "\(message) in \(found)") }
        #expect(found.contains { $0.hasPrefix("error: rule 'e' cannot be measured: column \"nmae\" does not exist") })
        #expect(found.count { $0.hasPrefix("error") } == 8, "\(found)")
    }

    @Test("Rules that cannot fail or have nothing to look at, and what no rule looks at, are warnings")
    func warnings() async throws {
        let rules = try [
            rule("not_null", ["dataset": "u", "column": "name"], id: "a"),
            rule("accepted", ["dataset": "t", "column": "v", "values": ["x"]], id: "b") { $0.filter = "n > 9" },
            rule("expression", ["dataset": "t", "holds": "n > 0"], id: "c"),
            rule("not_null", ["dataset": "t", "column": "at"], id: "d") { $0.disabledReason = "later" },
        ]
        let more =
            "CREATE TABLE other (x int); CREATE TABLE p (x int) PARTITION BY RANGE (x); CREATE TABLE p1 PARTITION OF p DEFAULT;"
        let found = try await problems(script + more + "ANALYZE;", rules)
        #expect(
            found.sorted() == [
                "warning: no rule looks at public.other", "warning: no rule looks at public.p",
                "warning: no rule looks at the column id of public.u",
                "warning: no rule looks at the columns id, u, at of public.t",
                "warning: no rule measures the foreign key of public.t: u -> public.u (id)",
                "warning: rule 'a' cannot fail: the database makes sure of it by the NOT NULL of the column name",
                "warning: rule 'b' has nothing to look at: t holds no row that fulfils 'where: n > 9'",
            ]
        )
    }
}
