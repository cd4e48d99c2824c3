import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

/// Random data, random rules of each kind, and for each rule a plain query that counts population and violations in another
/// way than Plumb does.
@Suite("Verdicts on random data")
struct PropertyTests {
    /// A rule with the query of its oracle, which returns population and violations.
    private struct Pair {
        var rule: Rule
        var oracle: String
    }

    /// A kind with its keys and the query of its oracle.
    private struct Made {
        var kind: String
        var keys: Literal
        var oracle: String

        init(_ kind: String, _ keys: Literal, _ oracle: String) {
            self.kind = kind
            self.keys = keys
            self.oracle = oracle
        }
    }

    @Test("agree with plain SQL, whatever the data and the rule", arguments: 1...12)
    func agree(seed: Int) async throws {
        var random = SeededGenerator(state: UInt64(seed))
        let pairs = try (0..<40).map { try Self.pair($0, &random) }
        let script = Self.script(&random)
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: script)
            let set = RuleSet(name: "random", defaultSchema: "public", rules: pairs.map(\.rule))
            var options = AuditOptions(tool: Tool(name: "plumb", version: "test"), profilesTables: false)
            options.proves = false
            let report = try await Auditor(connection: connection, options: options).run(set, startedAt: .distantPast)
            for (pair, result) in zip(pairs, report.results) {
                let row = try #require(try await connection.query(SQL(raw: pair.oracle)).first)
                let population = row.integer("population") ?? -1
                let violations = row.integer("violations") ?? -1
                let about = Comment(rawValue: "seed \(seed): \(result.kind): \(result.query ?? "") \(result.message)")
                #expect(result.population == population, about)
                #expect(result.violations == violations, about)
                let limit = pair.rule.limits?.failIf.first
                // The verdict by decimal fractions of the server, where Plumb compares whole numbers.
                if population == 0 {
                    #expect(result.status == .notApplicable, about)
                } else if let limit, result.kind != "row_count", result.kind != "metric" {
                    let isPercent = limit.unit == .percent
                    let text = limit.text.dropFirst(2).filter { $0.isNumber || $0 == "." }
                    let measured = isPercent ? "\(violations) * 100::numeric / \(population)" : "\(violations)::numeric"
                    let fails = try await connection.value(SQL(raw: "SELECT (\(measured) > \(text))::text")) == "true"
                    #expect((result.status == .fail) == fails, about)
                }
            }
        }
    }

    // MARK: - Data

    private static func script(_ random: inout SeededGenerator) -> String {
        let rows = [0, 1, 7, 60, 400].randomElement(using: &random) ?? 60
        let range = Int.random(in: 1...30, using: &random)
        let missing = Double.random(in: 0...0.6, using: &random)
        let seed = Double.random(in: -1...1, using: &random)
        func maybe(_ value: String) -> String { "CASE WHEN random() < \(missing) THEN NULL ELSE \(value) END" }
        return """
            SELECT setseed(\(seed));
            CREATE TABLE parent (a int, b text, live boolean);
            INSERT INTO parent SELECT \(maybe("(random() * \(range))::int")), \(maybe("chr(97 + (random() * 3)::int)")), random() < 0.7
            FROM generate_series(1, \(range));
            CREATE TABLE child (id int PRIMARY KEY, a int, b text, x numeric, at timestamp);
            INSERT INTO child
            SELECT n, \(maybe("(random() * \(range))::int")), \(maybe("(ARRAY['a', 'b', 'c', '', 'A', 'ü', '''', ' a'])[1 + (random() * 7)::int]")),
                   \(maybe("round((random() * 100)::numeric, 2)")),
                   \(maybe("timestamp '2018-11-01' + random() * 20 * interval '1 day'"))
            FROM generate_series(1, \(rows)) AS n;
            """
    }

    // MARK: - Rules and their oracles

    private static func pair(_ number: Int, _ random: inout SeededGenerator) throws -> Pair {
        let filters: [String?] = [nil, nil, "a > 3", "b is not null and x < 50", "id % 2 = 0", "a = -1"]
        let filter = filters.randomElement(using: &random) ?? nil
        let rows = "(SELECT * FROM child WHERE \(filter ?? "true")) AS r"
        let makers = [
            notNull, unique, determines, accepted, range, length, relationship, expression, freeSQL, duplicates,
            reconciliation, coverage, rowCount, metric,
        ]
        let draft = makers[number % makers.count](rows, &random)
        let isNumber = ["row_count", "metric"].contains(draft.kind)
        let conditions = ["> 0", "> 3 rows", "> 12.5%", "> 33.333%", "> 0%", "> 99.999%"]
        let limit = isNumber ? "> 1000000" : conditions.randomElement(using: &random) ?? "> 0"
        let takesFilter = !["sql", "reconciliation"].contains(draft.kind)
        let made = try rule(draft.kind, draft.keys, id: "r\(number)", limits: limits(fail: limit)) {
            $0.filter = takesFilter ? filter : nil
            $0.sampleRows = Int.random(in: 0...3, using: &random)
        }
        return Pair(rule: made, oracle: draft.oracle)
    }

    private static func counts(_ population: String, _ violations: String, _ rows: String) -> String {
        "SELECT coalesce(sum(CASE WHEN \(population) THEN 1 ELSE 0 END), 0) AS population, "
            + "coalesce(sum(CASE WHEN \(violations) THEN 1 ELSE 0 END), 0) AS violations FROM \(rows)"
    }

    private static func notNull(_ rows: String, _ random: inout SeededGenerator) -> Made {
        let missing = Bool.random(using: &random)
        return Made(
            "not_null",
            ["dataset": "child", "column": "b", "missing": missing ? ["", "a"] : []],
            counts(
                "true",
                missing ? "coalesce(b, '') IN ('', 'a')" : "b IS NOT DISTINCT FROM NULL",
                rows
            )
        )
    }

    private static func unique(_ rows: String, _ random: inout SeededGenerator) -> Made {
        let key = [["a"], ["a", "b"], ["b", "x"], ["id"]].randomElement(using: &random) ?? ["a"]
        let list = key.joined(separator: ", ")
        let complete = key.map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        return Made(
            "unique",
            ["dataset": "child", "columns": .list(key.map { .scalar($0) })],
            """
            SELECT count(*) AS population, count(*) FILTER (WHERE place > 1) AS violations
            FROM (SELECT row_number() OVER (PARTITION BY \(list) ORDER BY id) AS place FROM \(rows) WHERE \(complete)) AS placed
            """
        )
    }

    private static func determines(_ rows: String, _ random: inout SeededGenerator) -> Made {
        Made(
            "unique",
            ["dataset": "child", "columns": ["a"], "determines": ["b"]],
            """
            SELECT count(*) AS population, count(*) FILTER (WHERE differ) AS violations FROM (
                SELECT a, count(DISTINCT b) + count(DISTINCT CASE WHEN b IS NULL THEN 1 END) > 1 AS differ
                FROM \(rows) WHERE a IS NOT NULL GROUP BY a) AS keys
            """
        )
    }

    private static func accepted(_ rows: String, _ random: inout SeededGenerator) -> Made {
        if Bool.random(using: &random) {
            return Made(
                "accepted",
                ["dataset": "child", "column": "b", "values": ["A", "b", "'"], "ignore_case": "true"],
                counts("b IS NOT NULL", "lower(b) <> ALL (ARRAY['a', 'b', ''''])", rows)
            )
        }
        return Made(
            "accepted",
            ["dataset": "child", "column": "b", "pattern": "[a-z]", "length": [1, 1]],
            counts(
                "b IS NOT NULL",
                "b IS NOT NULL AND NOT (b COLLATE \"C\" BETWEEN 'a' AND 'z' AND length(b) = 1)",
                rows
            )
        )
    }

    private static func range(_ rows: String, _ random: inout SeededGenerator) -> Made {
        let lower = Int.random(in: 0...60, using: &random)
        return Made(
            "accepted",
            ["dataset": "child", "column": "x", "range": [.scalar(String(lower)), .scalar("\(lower + 20).5")]],
            counts("x IS NOT NULL", "NOT (x >= \(lower) AND x <= \(lower).5 + 20)", rows)
        )
    }

    private static func length(_ rows: String, _ random: inout SeededGenerator) -> Made {
        Made(
            "accepted",
            ["dataset": "child", "column": "at", "range": ["2018-11-03", "2018-11-10"]],
            counts("at IS NOT NULL", "at::date NOT BETWEEN '2018-11-03' AND '2018-11-10'", rows)
        )
    }

    private static func relationship(_ rows: String, _ random: inout SeededGenerator) -> Made {
        let isViolation = Bool.random(using: &random)
        let isFiltered = Bool.random(using: &random)
        var parent: [(String, Literal)] = [("dataset", "parent"), ("columns", ["a", "b"])]
        if isFiltered { parent.append(("where", "live")) }
        let found =
            "(r.a, r.b) IN (SELECT a, b FROM parent WHERE a IS NOT NULL AND b IS NOT NULL\(isFiltered ? " AND live" : ""))"
        let complete = "(r.a IS NOT NULL AND r.b IS NOT NULL)"
        return Made(
            "relationship",
            [
                "dataset": "child", "columns": ["a", "b"], "parent": .mapping(parent),
                "nulls": isViolation ? "violation" : "ignore",
            ],
            isViolation
                ? counts("true", "NOT coalesce(\(complete) AND \(found), false)", rows)
                : counts(complete, "\(complete) AND NOT \(found)", rows)
        )
    }

    private static func expression(_ rows: String, _ random: inout SeededGenerator) -> Made {
        let isViolation = Bool.random(using: &random)
        return Made(
            "expression",
            ["dataset": "child", "holds": "x > 30 or a < 5", "nulls": isViolation ? "violation" : "ignore"],
            counts(
                "true",
                isViolation ? "NOT coalesce(x > 30 OR a < 5, false)" : "NOT coalesce(x > 30 OR a < 5, true)",
                rows
            )
        )
    }

    private static func freeSQL(_ rows: String, _ random: inout SeededGenerator) -> Made {
        Made(
            "sql",
            ["rows": "select id from child where x > 90; -- the largest", "population": "select count(x) from child"],
            """
            SELECT greatest(count(x), count(*) FILTER (WHERE x > 90)) AS population, count(*) FILTER (WHERE x > 90) AS violations
            FROM child
            """
        )
    }

    private static func duplicates(_ rows: String, _ random: inout SeededGenerator) -> Made {
        unique(rows, &random)
    }

    private static func reconciliation(_ rows: String, _ random: inout SeededGenerator) -> Made {
        if Bool.random(using: &random) {
            return Made(
                "reconciliation",
                ["source": ["dataset": "child", "where": "a > 2"], "target": ["dataset": "parent"]],
                """
                SELECT greatest(c, p) AS population, abs(c - p) AS violations
                FROM (SELECT (SELECT count(*) FROM child WHERE a > 2) AS c, (SELECT count(*) FROM parent) AS p) AS sides
                """
            )
        }
        return Made(
            "reconciliation",
            [
                "source": ["dataset": "child", "keys": ["a"]],
                "target": ["query": "select a as k from parent", "keys": ["k"]],
            ],
            """
            SELECT (SELECT count(*) FROM (SELECT a FROM child UNION SELECT a FROM parent) AS u) AS population,
                   (SELECT count(*) FROM ((SELECT a FROM child EXCEPT SELECT a FROM parent) UNION ALL
                                          (SELECT a FROM parent EXCEPT SELECT a FROM child)) AS d) AS violations
            """
        )
    }

    private static func coverage(_ rows: String, _ random: inout SeededGenerator) -> Made {
        Made(
            "coverage",
            ["dataset": "child", "column": "at", "every": "1 day", "from": "2018-11-01", "to": "2018-11-15"],
            """
            SELECT 15 AS population, (SELECT count(*) FROM generate_series(0, 14) AS n
                WHERE date '2018-11-01' + n NOT IN (SELECT at::date FROM \(rows) WHERE at IS NOT NULL)) AS violations
            """
        )
    }

    private static func rowCount(_ rows: String, _ random: inout SeededGenerator) -> Made {
        Made("row_count", ["dataset": "child"], "SELECT 1 AS population, 0 AS violations")
    }

    private static func metric(_ rows: String, _ random: inout SeededGenerator) -> Made {
        Made(
            "metric",
            ["dataset": "child", "value": "avg(x)"],
            "SELECT (count(x) > 0)::int AS population, 0 AS violations FROM \(rows)"
        )
    }
}

/// The history of a figure is judged as `percentile_cont` has it.
@Suite("Figures over random periods")
struct PeriodPropertyTests {
    @Test("are held against the median and the median distance from it", arguments: 1...10)
    func agree(seed: Int) async throws {
        var random = SeededGenerator(state: UInt64(seed) &* 7_919)
        let last = Int.random(in: 2...15, using: &random)
        let mads = Int.random(in: 1...4, using: &random)
        let counts =
            (0..<20).map { _ in Int.random(in: 0...12, using: &random) } + [Int.random(in: 1...20, using: &random)]
        let rows = counts.enumerated().flatMap { day, count in
            (0..<count).map { "(timestamp '2018-11-01' + interval '\(day) days \($0) hours')" }
        }
        let keys: Literal = [
            "dataset": "t", "value": "count(*)", "per": "at by day",
            "expect": ["within": .scalar("\(mads) mad"), "of": .scalar("last \(last)"), "min_history": 2],
        ]
        let script = "CREATE TABLE t (at timestamp); INSERT INTO t VALUES \(rows.joined(separator: ", "))"
        let result = try await result(script, rule("metric", keys))
        let first = try #require(counts.firstIndex { $0 > 0 })
        let history = counts[first..<20].suffix(last).map(Double.init)
        func median(_ numbers: [Double]) -> Double {
            let sorted = numbers.sorted()
            return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
        }
        let middle = median(history)
        let deviation = median(history.map { abs($0 - middle) })
        let isOutside = abs(Double(counts[20]) - middle) > Double(mads) * deviation
        #expect(result.status == (isOutside ? .fail : .pass), "\(counts): \(result.message)")
        #expect(result.value == String(counts[20]))
    }
}
