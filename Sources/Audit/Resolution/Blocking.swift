/// What rows must have in common to be compared at all, so that far from all pairs are.
struct Blocking: Sendable {
    /// A value that rows can have in common.
    struct Part: Sendable, Hashable {
        /// The SQL of the value over the records `r`; NULL where there is none.
        var sql: String
        /// What it is called in reports, such as `last name` or `the sound of last name`.
        var title: String
        /// The compared column that it is made of; `nil` for a column that is not compared.
        var comparison: Int?
        /// Whether spellings that are near have it in common too.
        var isCoarse = false
    }

    /// Values that two rows must have in common, all of them.
    struct Rule: Sendable, Hashable {
        var parts: [Part]

        var title: String { parts.map(\.title).joined(separator: " and ") }
    }

    /// The rules; a pair is compared when it fulfils one of them. Empty when all pairs are compared.
    var rules: [Rule]
    /// The size from which a block is too large for all its pairs.
    var largestBlock = 400
    /// How many of its neighbours a row of a block that is too large is compared with.
    var neighbours = 8

    /// How many pairs of a large block of `n` rows are not compared, in SQL.
    var pairsLeftOut: String { "(n - \(neighbours))::bigint * (n - \(neighbours) - 1) / 2" }

    /// The common table expressions `blocks` and `pairs` over the records `r`; `pairs` has the columns `a` and `b`.
    func pairs(of records: RecordQuery) -> String {
        let same = "SELECT rep AS a, id AS b FROM r WHERE id <> rep"
        guard !rules.isEmpty else {
            return """
                blocks AS (SELECT NULL::int[] AS ids, 0 AS n WHERE false),
                pairs AS (
                    SELECT a.id AS a, b.id AS b FROM r AS a JOIN r AS b ON a.id < b.id
                    WHERE a.id = a.rep AND b.id = b.rep
                    UNION ALL \(same)
                )
                """
        }
        // Sounds take long to work out, so that each is worked out once, and a number stands for it.
        let parts = Set(rules.flatMap(\.parts)).sorted { $0.sql < $1.sql }
        let columns = parts.enumerated().map { "hashtextextended(\($1.sql)::text, 0) AS p\($0)" }
        let blocks = rules.map { rule in
            let names = rule.parts.compactMap { part in parts.firstIndex(of: part).map { "p\($0)" } }
            return """
                SELECT array_agg(id ORDER BY id) AS ids, count(*)::int AS n FROM parts
                    WHERE \(names.map { "\($0) IS NOT NULL" }.joined(separator: " AND "))
                    GROUP BY \(names.joined(separator: ", ")) HAVING count(*) > 1
                """
        }
        return """
            parts AS MATERIALIZED (
                SELECT id, \(columns.joined(separator: ", ")) FROM r WHERE id = rep
            ), blocks AS MATERIALIZED (
                \(blocks.joined(separator: "\n    UNION ALL\n    "))
            ), pairs AS (
                SELECT DISTINCT ids[i] AS a, ids[j] AS b FROM blocks, generate_series(1, n - 1) AS i,
                    generate_series(i + 1, CASE WHEN n <= \(largestBlock) THEN n ELSE least(n, i + \(neighbours)) END) AS j
                UNION ALL \(same)
            )
            """
    }
}

extension Blocking.Part {
    /// A compared column as it is.
    static func value(_ index: Int, of comparison: Comparison) -> Self {
        Self(sql: "v\(index)", title: Measured.words(for: [comparison.column]), comparison: index)
    }

    /// The sound of a compared name.
    static func sound(_ index: Int, of comparison: Comparison) -> Self {
        Self(
            sql: "left(\(Comparison.sound("v\(index)")), 4)",
            title: "the sound of \(Measured.words(for: [comparison.column]))",
            comparison: index,
            isCoarse: true
        )
    }
}
