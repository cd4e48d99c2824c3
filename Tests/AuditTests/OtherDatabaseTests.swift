import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

/// A small warehouse with everything that Sparkify's data mart lacks.
private let warehouse = #"""
    CREATE SCHEMA "Lager Süd"; CREATE SCHEMA sales;
    CREATE TYPE sales.state AS ENUM ('open', 'paid', 'lost');
    CREATE DOMAIN sales.amount AS numeric(12, 2) CHECK (VALUE >= 0);
    CREATE TABLE "Lager Süd"."Artikel ""neu""" (
        "Größe" int, "日本" text, PRIMARY KEY ("Größe", "日本"));
    INSERT INTO "Lager Süd"."Artikel ""neu""" VALUES (1, 'a'), (2, 'b;--'), (3, '''');
    CREATE TABLE sales.orders (
        country char(2), number int, state sales.state, total sales.amount, net numeric, tags text[], facts jsonb,
        "Größe" int, "日本" text, placed timestamptz, doubled numeric GENERATED ALWAYS AS (net * 2) STORED
    ) PARTITION BY RANGE (placed);
    CREATE TABLE sales.orders_2018 PARTITION OF sales.orders FOR VALUES FROM ('2018-01-01') TO ('2019-01-01');
    CREATE TABLE sales.orders_rest PARTITION OF sales.orders DEFAULT;
    INSERT INTO sales.orders (country, number, state, total, net, tags, facts, "Größe", "日本", placed) VALUES
        ('de', 1, 'open', 10, 5, '{a,b}', '{"k": 1}', 1, 'a', '2018-03-01 00:00Z'),
        ('de', 2, 'paid', 20, 10, '{}', '{"k": null}', 2, 'b;--', '2018-03-02 23:59Z'),
        ('at', 1, 'lost', 0, 0, NULL, NULL, 3, '''', '2020-03-03 00:00Z'),
        ('at', 1, NULL, NULL, NULL, '{a,b}', '{"k": 1}', 9, 'a', NULL),
        (NULL, 3, 'paid', 7.5, 3, '{c}', '[]', NULL, 'a', '2018-03-02 10:00Z');
    CREATE VIEW sales.order_view AS SELECT * FROM sales.orders;
    CREATE MATERIALIZED VIEW sales.order_copy AS SELECT * FROM sales.orders;
    """#

/// The same orders behind a foreign table, read from a file that the server wrote.
private func foreign(_ file: String) -> String {
    """
    CREATE EXTENSION file_fdw; CREATE SERVER files FOREIGN DATA WRAPPER file_fdw;
    COPY (SELECT country, number, state::text, total, net, tags::text, facts::text, "Größe", "日本", placed, doubled
          FROM sales.orders) TO '\(file)' (FORMAT csv);
    CREATE FOREIGN TABLE sales.order_file (country char(2), number int, state sales.state, total sales.amount, net numeric,
        tags text[], facts jsonb, "Größe" int, "日本" text, placed timestamptz, doubled numeric)
        SERVER files OPTIONS (filename '\(file)', format 'csv');
    """
}

/// A rule and what must come of it.
private struct Expected {
    var rule: Rule
    var population: Int
    var violations: Int
}

@Suite("The same rules over another database")
struct OtherDatabaseTests {
    /// Rules over the orders with the violations that there are.
    private static func rules(over dataset: String) throws -> [Expected] {
        let table = Literal.scalar(dataset)
        func made(_ kind: String, _ keys: [(String, Literal)], _ population: Int, _ violations: Int) throws -> Expected
        {
            let read = try rule(kind, .mapping([("dataset", table)] + keys), id: "\(kind).rule")
            return Expected(rule: read, population: population, violations: violations)
        }
        return try [
            made("not_null", [("column", "country")], 5, 1),
            made("not_null", [("column", "tags"), ("missing", ["{}"])], 5, 2),
            made("not_null", [("column", "doubled"), ("missing", [0])], 5, 2),
            made("not_null", [("column", "facts"), ("missing", ["[]"])], 5, 2),
            made("unique", [("columns", ["country", "number"])], 4, 1),
            made("unique", [("columns", ["tags"])], 4, 1),
            made("unique", [("columns", ["facts"])], 4, 1),
            made("unique", [("columns", ["number"]), ("determines", ["state"])], 3, 1),
            made("accepted", [("column", "state"), ("values", ["open", "paid", "shipped"])], 4, 1),
            made("accepted", [("column", "total"), ("range", [1, "10.00"])], 4, 2),
            made("accepted", [("column", "country"), ("pattern", "[A-Z]{2}"), ("ignore_case", "true")], 4, 0),
            made("accepted", [("column", "placed"), ("range", ["2018-03-01", "2018-03-02"])], 4, 1),
            made("accepted", [("column", "日本"), ("length", [1, 1])], 5, 1),
            made("expression", [("holds", "doubled = net * 2 and facts ->> 'k' is distinct from '2'")], 5, 0),
            made(
                "relationship",
                [
                    ("columns", ["Größe", "日本"]),
                    ("parent", ["dataset": "\"Lager Süd\".\"Artikel \"\"neu\"\"\"", "columns": ["Größe", "日本"]]),
                ],
                4,
                1
            ),
            made(
                "coverage",
                [("column", "placed"), ("every", "1 day"), ("from", "2018-03-01"), ("to", "2018-03-03")],
                3,
                1
            ),
            made("row_count", [], 1, 0),
            made("metric", [("value", "sum(net) / count(*)")], 1, 0),
            made("freshness", [("column", "placed"), ("as_of", "2020-03-04")], 1, 0),
        ]
    }

    @Test(
        "work the same for partitions, views, materialized views and foreign tables, whatever names and types they have"
    )
    func relations() async throws {
        let file = "/tmp/plumb-orders-\(UUID().uuidString.lowercased()).csv"
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: warehouse)
            var datasets = ["sales.orders", "sales.order_view", "sales.order_copy"]
            do {
                try await connection.execute(script: foreign(file))
                datasets.append("sales.order_file")
            } catch let error as PostgresError {
                // Only a superuser may read files; without one the foreign table is left out.
                #expect("\(error)".contains("permission"), "\(error)")
            }
            for dataset in datasets { try await Self.expect(dataset, over: connection) }
            _ = try? await connection.query("COPY (SELECT 1) TO PROGRAM \(raw: SQL.quoted(literal: "rm -f \(file)"))")
        }
    }

    private static func expect(_ dataset: String, over connection: Connection) async throws {
        var expected = try rules(over: dataset)
        for index in expected.indices {
            let kind = type(of: expected[index].rule.kind).description
            expected[index].rule.id += String(index)
            let limit =
                kind.name == "row_count"
                ? "!= 5" : kind.units.contains(.hours) ? "> 1000 days" : kind.name == "metric" ? "> 1000" : "> 0"
            expected[index].rule.limits = try limits(fail: limit)
        }
        let set = RuleSet(name: "warehouse", defaultSchema: "sales", rules: expected.map(\.rule))
        let options = AuditOptions(tool: Tool(name: "plumb", version: "test"))
        let report = try await Auditor(connection: connection, options: options).run(set, startedAt: .distantPast)
        for (wanted, result) in zip(expected, report.results) {
            let about = Comment(rawValue: "\(dataset): \(wanted.rule.id): \(result.message)")
            #expect(result.population == wanted.population, about)
            #expect(result.violations == wanted.violations, about)
            #expect(result.status == (wanted.violations > 0 ? .fail : .pass), about)
        }
        let problems = try await Auditor(connection: connection, options: options).check(set)
        #expect(problems.filter { $0.level == .error } == [], "\(dataset)")
    }

    @Test("Hostile and huge values are counted, shown and never run")
    func hostile() async throws {
        let script = """
            CREATE TABLE t (id int PRIMARY KEY, v text, n numeric, big bigint, f float8, d date);
            INSERT INTO t VALUES (1, repeat('x', 2000000), 1e300, 9223372036854775807, 'NaN', 'infinity'),
                (2, $$'; DROP TABLE t; --$$, 'NaN', -9223372036854775808, '-Infinity', '-infinity'),
                (3, E'\\\\ \\t\\n\\u2028<script>', 'Infinity', 0, 1e308, '290000-12-31'), (4, '%s ${HOME} $1', -1, 1, 0, '4713-01-01 BC');
            """
        let rules = try [
            rule(
                "accepted",
                ["dataset": "t", "column": "v", "values": ["'; DROP TABLE t; --", "%s ${HOME} $1"]],
                id: "a"
            ),
            rule("accepted", ["dataset": "t", "column": "v", "length": [1, 100]], id: "b"),
            rule("accepted", ["dataset": "t", "column": "n", "range": [-1, "1e299"]], id: "c"),
            rule("accepted", ["dataset": "t", "column": "big", "range": ["-9223372036854775808", 1]], id: "d"),
            rule("not_null", ["dataset": "t", "column": "f", "missing": ["NaN", "-Infinity"]], id: "e"),
            rule("unique", ["dataset": "t", "columns": ["v", "n"]], id: "f"),
            rule("accepted", ["dataset": "t", "column": "v", "type": "timestamp"], id: "g"),
            rule(
                "coverage",
                ["dataset": "t", "column": "d", "every": "month", "from": "2018-01-01", "to": "2018-02-28"],
                id: "h"
            ),
            rule("metric", ["dataset": "t", "value": "sum(big)"], id: "i", limits: limits(fail: "!= 0")),
            rule("metric", ["dataset": "t", "value": "max(f)"], id: "j", limits: limits(fail: "> 0")),
        ]
        let report = try await audit(script, rules)
        #expect(report.results.map(\.violations) == [2, 1, 3, 1, 2, 0, 4, 2, 0, nil])
        #expect(report.results.last?.status == .error)
        #expect(try report.json().count < 200_000)
    }
}
