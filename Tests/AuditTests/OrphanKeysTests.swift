import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Audit

private struct KeyCase: CustomTestStringConvertible, Sendable {
    var name: String
    /// The type of the key, and how a number becomes one, in the order of the numbers.
    var type = "integer"
    var key = "n / 2"
    /// Which rows have no key, and which keys have no parent.
    var isNull = "false"
    var isMissing: String
    /// Whether a row without a key is one of them.
    var countsNull = false
    var filter: String?
    /// Whether the rows are found by their keys.
    var isByKey = true
    var testDescription: String { name }
}

/// References whose tables lie in the order of the key, so that sorted keys are merged.
@Suite("Rows without a parent in tables that lie in the order of the key")
struct OrphanKeysTests {
    private static let cases = [
        KeyCase(name: "few", isMissing: "key % 5000 = 7"),
        KeyCase(name: "none", isMissing: "false"),
        KeyCase(name: "more than are listed", isMissing: "key % 20 = 7"),
        KeyCase(
            name: "NULL is one of them",
            isNull: "n % 20000 = 5",
            isMissing: "key % 5000 = 7",
            countsNull: true
        ),
        KeyCase(
            name: "nothing but NULL",
            isNull: "n % 20000 = 5",
            isMissing: "false",
            countsNull: true
        ),
        KeyCase(name: "NULL is no matter", isNull: "n % 20000 = 5", isMissing: "key % 5000 = 7"),
        KeyCase(name: "of some rows", isMissing: "key % 1000 = 7", filter: "id % 2 = 0 OR id < 100"),
        KeyCase(
            name: "times",
            type: "timestamp",
            key: "timestamp '2020-01-01' + n / 2 * interval '0.001 seconds'",
            isMissing: "extract(second FROM key)::int % 15 = 7 AND extract(milliseconds FROM key)::int % 1000 = 250"
        ),
        KeyCase(
            name: "texts with quotes and backslashes",
            type: "text",
            key: #"E'it''s \\' || chr(34) || lpad((n / 2)::text, 8, '0')"#,
            isMissing: "right(key, 4) = '4000'"
        ),
        KeyCase(
            name: "of a type that is not listed",
            type: "oid",
            key: "(n / 2)::oid",
            isMissing: "key::bigint % 5000 = 7",
            isByKey: false
        ),
    ]

    @Test("are counted, and the first of them shown, just as the plain query finds them", arguments: cases)
    private func sameRows(_ item: KeyCase) async throws {
        try await TestDatabase.withDatabase { connection in
            try await connection.execute(
                script: """
                    CREATE TABLE child AS
                    SELECT n AS id, CASE WHEN NOT (\(item.isNull)) THEN (\(item.key))::\(item.type) END AS key
                    FROM generate_series(1, 60000) AS n ORDER BY n;
                    ALTER TABLE child ADD PRIMARY KEY (id);
                    CREATE TABLE parent AS
                    SELECT DISTINCT key FROM child WHERE key IS NOT NULL AND NOT (\(item.isMissing)) ORDER BY key;
                    ALTER TABLE parent ADD PRIMARY KEY (key);
                    ANALYZE;
                    """
            )
            let keys: [(String, Literal)] = [
                ("dataset", "child"), ("columns", ["key"]),
                ("parent", ["dataset": "parent", "columns": ["key"]]),
            ]
            let linked = try rule(
                "relationship",
                .mapping(keys + (item.countsNull ? [("nulls", "violation")] : [])),
                id: "linked"
            ) {
                $0.filter = item.filter
            }
            let set = RuleSet(
                name: "t",
                defaultSchema: "public",
                rules: [linked],
                datasets: [
                    DatasetName(schema: "public", table: "child"): DatasetDeclaration(
                        key: ["id"],
                        location: linked.location
                    )
                ]
            )
            let auditor = Auditor(
                connection: connection,
                options: AuditOptions(tool: Tool(name: "plumb", version: "t"))
            )
            let plan = try await auditor.plan(set)
            let query = try #require(plan.queries.first { $0.rules == ["linked"] })
            #expect(query.sql.contains(MissingLinks.keysReading) == item.isByKey, "\(query.sql)")
            let result = try await auditor.run(set, startedAt: .distantPast).results[0]

            let isLookedAt = item.countsNull ? "true" : "child.key IS NOT NULL"
            let orphans = """
                FROM (SELECT * FROM child WHERE \(item.filter ?? "true")) AS child
                WHERE \(isLookedAt) AND NOT EXISTS (SELECT FROM parent WHERE parent.key = child.key)
                """
            let count = try await connection.query(SQL(raw: "SELECT count(*) AS n \(orphans)")).first?.integer("n")
            #expect(result.violations == count)
            #expect((count == 0) == (item.name == "none"))
            let rows = try await connection.query(
                SQL(raw: "SELECT id::text, key::text \(orphans) ORDER BY child.id LIMIT 5")
            )
            #expect((result.samples?.rows ?? []) == rows.values)
            #expect((result.samples?.total ?? 0) == count)
        }
    }
}
