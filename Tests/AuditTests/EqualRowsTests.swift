import Audit
import AuditModel
import Postgres
import TestSupport
import Testing

@Suite("Rows that are equal in all that is compared")
struct EqualRowsTests {
    private static let exact: Literal = [
        "dataset": "people", "key": ["id"],
        "compare": [
            ["column": "first", "as": "exact"], ["column": "last", "as": "exact"], ["column": "born", "as": "exact"],
        ],
    ]

    /// People with few different names, some without a name, some twice under one key.
    private static func people(_ count: Int, seed: Int) -> String {
        """
        CREATE TABLE people AS
        SELECT CASE WHEN n % 17 = 0 THEN n - 1 ELSE n END AS id,
               (ARRAY['ann', 'bob', 'cyd', '', NULL, 'O''Hara', 'zoë'])[1 + abs(hashint4(n * 3 + \(seed))::bigint) % 7] AS first,
               'l' || (abs(hashint4(n + \(seed))) % 23) AS last, date '1970-01-01' + abs(hashint4(n * 7 + \(seed))) % 9 AS born
        FROM generate_series(1, \(count)) AS n;
        """
    }

    @Test("are counted as plain SQL counts them", arguments: [(1, 3), (2, 40), (3, 400), (4, 3_000)])
    func oracle(seed: Int, count: Int) async throws {
        let script = Self.people(count, seed: seed)
        let measured = try await result(script, try rule("duplicates", Self.exact))
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            try await connection.execute(script: script)
            let row = try await connection.query(
                """
                WITH known AS (SELECT * FROM people WHERE first <> '' AND last <> '' AND born IS NOT NULL)
                SELECT (SELECT count(*) FROM known) AS population, count(*) AS violations FROM known AS one
                WHERE EXISTS (SELECT FROM known AS other WHERE (other.first, other.last, other.born)
                              = (one.first, one.last, one.born) AND other.id <> one.id)
                """
            ).first
            #expect(measured.population == row?.integer("population"))
            #expect(count < 400 || measured.violations ?? 0 > 0)
            #expect(measured.violations == row?.integer("violations"))
            #expect((measured.samples?.total ?? 0) == row?.integer("violations"))
        }
    }

    @Test("are found by weighing too, however frequent their values are")
    func weighed() async throws {
        let script = """
            CREATE TABLE people AS SELECT n AS id, 'first' || n % 97 AS first, 'last' || n % 89 AS last,
                   CASE WHEN n % 2 = 0 THEN 'M' ELSE 'F' END AS born FROM generate_series(1, 8000) AS n;
            INSERT INTO people SELECT 9000 + n, 'first' || n % 97, 'last' || n % 89, CASE WHEN n % 2 = 0 THEN 'M' ELSE 'F' END
            FROM generate_series(1, 40) AS n;
            """
        let keys: Literal = ["dataset": "people", "key": ["id"], "compare": ["first", "last", "born"]]
        let entities = try #require(try await result(script, try rule("duplicates", keys)).entities)
        let found = Set(entities.pairs.filter { $0.verdict == "likely" }.map { "\($0.first) \($0.second)" })
        let planted = (1...40).map { "\($0) \(9000 + $0)" }
        #expect(planted.filter { !found.contains($0) } == [])
    }
}
