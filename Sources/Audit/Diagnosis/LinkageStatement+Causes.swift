import AuditModel
import Postgres

/// Why a row is not linked, in the order in which causes are tried.
enum CauseCode: String, CaseIterable, Codable, Sendable {
    case noNaturalKey = "no_natural_key"
    case parentMissing = "parent_missing"
    case parentRespelled = "parent_respelled"
    case detailMissing = "detail_missing"
    case detailRespelled = "detail_respelled"
    case numberOff = "number_off"
    case namesake
    case ambiguous
    case linkLost = "link_lost"

    /// Whether its names are those of parents alone, without what belongs to them.
    var isOfParents: Bool { [.noNaturalKey, .parentMissing, .parentRespelled].contains(self) }
}

extension LinkageStatement {
    /// Every combination of natural keys with its cause and what else is counted of it.
    var classified: String {
        let meant = furtherTexts.map { ", f.against_\($0)" }.joined()
        let same = furtherTexts.map { "z.\($0) = t.\($0)" }
        return """
            classified AS MATERIALIZED (
                SELECT t.*, k.text IS NOT NULL AS known, coalesce(k.exact, false) AS exact, k.against,
                       e.id IS NOT NULL AS texts_exact, e.id IS NOT NULL OR f.id IS NOT NULL AS texts_known,
                       coalesce(e.within, 0) > 0 AS exact_hit,
                       coalesce(e.within, 0) > 0 OR coalesce(f.within, 0) > 0 AS hit,
                       coalesce(e.equal, 0) > 0 AS equal, t.linked AND e.within > 0 AND NOT e.here AS misdirected,
                       CASE WHEN e.below IS NULL OR e.above <= -e.below THEN e.above ELSE e.below END AS nearest,
                       coalesce(z.found, false) AS namesake\(meant),
                       CASE WHEN t.linked THEN NULL
                            WHEN NOT t.complete THEN 'no_natural_key'
                            WHEN k.text IS NULL THEN 'parent_missing'
                            WHEN NOT k.exact OR (e.id IS NULL AND NOT f.same_name) THEN 'parent_respelled'
                            WHEN e.id IS NULL AND f.id IS NULL THEN
                                CASE WHEN z.found THEN 'namesake' ELSE 'detail_missing' END
                            WHEN e.id IS NULL THEN 'detail_respelled'
                            WHEN e.within = 0 THEN 'number_off'
                            WHEN CASE WHEN e.equal > 0 THEN e.equal ELSE e.within END > 1 THEN 'ambiguous'
                            ELSE 'link_lost' END AS cause
                FROM tuples AS t
                LEFT JOIN known AS k ON k.text = t.m1
                LEFT JOIN exact_hits AS e ON e.id = t.id
                LEFT JOIN folded_hits AS f ON f.id = t.id
                LEFT JOIN namesakes AS z ON \(same.isEmpty ? "false" : same.joined(separator: " AND ")))
            """
    }

    /// The distinct names behind each cause.
    var cases: String {
        let ofParents = CauseCode.allCases.filter(\.isOfParents).map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let details = furtherTexts.map { "CASE WHEN cause NOT IN (\(ofParents)) THEN \($0) END AS \($0)" }
        let meant = furtherTexts.map { "min(against_\($0)) AS against_\($0)" }
        let group = (1...(2 + furtherTexts.count)).map(String.init).joined(separator: ", ")
        return """
            cases AS MATERIALIZED (
                SELECT \((["cause", "m1"] + details + meant + ["min(against) AS against", "sum(n) AS n"]).joined(separator: ", ")),
                       min(nearest) AS least, max(nearest) AS greatest
                FROM classified WHERE cause IS NOT NULL GROUP BY \(group))
            """
    }

    /// What would have to be extracted, in order.
    var missing: String {
        let item = "concat_ws(' – ', \((furtherTexts.isEmpty ? ["NULL"] : furtherTexts).joined(separator: ", ")))"
        return """
            size AS MATERIALIZED (SELECT sum(n) AS n FROM tuples),
            missing AS MATERIALIZED (
                SELECT *, row_number() OVER w AS rank, sum(n) OVER w AS upto
                FROM (SELECT m1 AS name, count(DISTINCT \(item)) AS members, sum(n) AS n
                      FROM classified WHERE cause = 'parent_missing' GROUP BY m1) AS c
                WINDOW w AS (ORDER BY n DESC, name ROWS UNBOUNDED PRECEDING)),
            missing_items AS MATERIALIZED (
                SELECT *, row_number() OVER w AS rank, sum(n) OVER w AS upto
                FROM (SELECT \(item) COLLATE "C" AS name, m1 AS parent, sum(n) AS n
                      FROM classified WHERE cause IN ('parent_missing', 'detail_missing', 'namesake') AND \(furtherTexts.isEmpty ? "false" : "true")
                      GROUP BY 1, 2) AS c
                WINDOW w AS (ORDER BY n DESC, parent, name ROWS UNBOUNDED PRECEDING))
            """
    }

    // MARK: - What is read

    var sections: [String] {
        let rows = "(SELECT n FROM size)"
        var sections = [
            section("total", totals), section("cause", causes), section("spread", spread),
            section("example", examples, position: "item.rank"),
            section("fault", faults), section("repair", repairs, position: "item.rank"),
        ]
        if question.top > 0 {
            sections += [
                section("backlog", backlog(of: "missing", rows: rows)),
                section("item_backlog", backlog(of: "missing_items", rows: rows)),
                section("missing", entries, position: "item.rank"),
                section("missing_item", itemEntries, position: "item.rank"),
            ]
        }
        for index in question.segments.indices {
            sections.append(section("segment", segment(index), position: "item.place"))
        }
        return sections
    }

    private func section(_ name: String, _ query: String, position: String = "0") -> String {
        "SELECT '\(name)' AS section, \(position) AS position, row_to_json(item)::text AS item FROM (\(query)) AS item"
    }

    private var totals: String {
        func count(_ condition: String) -> String { "coalesce(sum(n) FILTER (WHERE \(condition)), 0)" }
        let check =
            gathering == .apart
            ? """
            (SELECT (count(*), bit_xor(h), sum((h & 65535)::int)) FROM (SELECT \(checksum(of: question.evidence?.keys.map(\.row.value) ?? [])) AS h
            FROM \(rule.dataset.value.sql)) AS c) IS NOT DISTINCT FROM (SELECT (sum(n)::bigint, bit_xor(all_keys), sum(sum_of_keys)::bigint) FROM counted)
            """ : "true"
        return """
            SELECT coalesce(sum(n), 0) AS rows, \(count("linked")) AS linked, \(count("m1 IS NOT NULL")) AS named,
                   \(count("exact")) AS exact, \(count("known")) AS known, \(count("texts_known")) AS texts_known,
                   \(count("hit")) AS hit, \(count("misdirected")) AS misdirected,
                   \(count("linked OR exact")) AS name_alone, \(count("linked OR hit")) AS normalised,
                   \(count("linked OR texts_exact")) AS any_number, \(count("linked OR texts_known")) AS normalised_any_number,
                   \(count("linked OR known")) AS all_relaxed, \(check) AS is_whole
            FROM classified
            """
    }

    private var causes: String {
        func count(_ condition: String) -> String { "coalesce(sum(n) FILTER (WHERE \(condition)), 0)" }
        let lacking = (texts + numbers).map { count("\($0) IS NULL AND seen") }.joined(separator: ", ")
        return """
            SELECT cause AS code, sum(n) AS rows, min(names.keys) AS keys,
                   ARRAY[\(lacking)] AS lacking, \(count("NOT seen")) AS unseen, \(count("namesake")) AS namesakes,
                   \(count("keyed")) AS dangling, \(count("NOT equal")) AS within_only
            FROM classified JOIN (SELECT cause, count(m1) AS keys FROM cases GROUP BY cause) AS names USING (cause)
            GROUP BY cause
            """
    }

    private var spread: String {
        """
        SELECT min(nearest)::text AS least, max(nearest)::text AS greatest, min(nearest) FILTER (WHERE 2 * upto >= whole)::text AS middle,
               coalesce(sum(n) FILTER (WHERE nearest < 0), 0) AS shorter, coalesce(sum(n) FILTER (WHERE nearest > 0), 0) AS longer
        FROM (SELECT nearest, n, sum(n) OVER (ORDER BY nearest) AS upto, sum(n) OVER () AS whole
              FROM classified WHERE cause = 'number_off') AS c
        HAVING count(*) > 0
        """
    }

    private var examples: String {
        let details = furtherTexts.map { ", \($0)" }.joined()
        let list = furtherTexts.isEmpty ? "NULL" : "concat_ws(' – ', \(furtherTexts.joined(separator: ", ")))"
        let meant = furtherTexts.map { "coalesce(against_\($0), \($0))" }
        let against = meant.isEmpty ? "NULL" : "concat_ws(' – ', \(meant.joined(separator: ", ")))"
        return """
            SELECT cause AS code, m1 AS name, nullif(\(list), '') AS detail, against, nullif(\(against), '') AS against_detail,
                   least::text, greatest::text, n AS rows, rank
            FROM (SELECT *, row_number() OVER (PARTITION BY cause ORDER BY n DESC, m1\(details)) AS rank FROM cases WHERE m1 IS NOT NULL) AS c
            WHERE rank <= \(Self.exampleCount)
            """
    }

    // MARK: - Backlog

    private func backlog(of table: String, rows: String) -> String {
        let milestones = [10, 25, 50, 80].map { "min(rank) FILTER (WHERE 100 * upto >= \($0) * \(rows))" }
        return """
            SELECT count(*) AS keys, coalesce(sum(n), 0) AS rows, ARRAY[\(milestones.joined(separator: ", "))] AS milestones FROM \(table)
            """
    }

    private var entries: String {
        """
        SELECT m.name, m.members, m.n AS rows, m.upto, m.rank, nullif(d.repaired, m.name) AS repaired,
               p.text IS NOT NULL AS is_there, coalesce(d.flags[6], false) AS is_several
        FROM missing AS m LEFT JOIN damaged AS d ON d.place = 1 AND d.text = m.name
        LEFT JOIN parent_names AS p ON p.text = d.repaired AND d.repaired <> m.name
        WHERE m.rank <= \(Self.backlogBound)
        """
    }

    private var itemEntries: String {
        """
        SELECT name, parent, n AS rows, upto, rank FROM missing_items WHERE rank <= \(Self.itemBound)
        """
    }

    /// How many entries of the backlog of what belongs to parents are read.
    static var itemBound: Int { 10_000 }

    // MARK: - Segments

    private func segment(_ index: Int) -> String {
        let column = segments[index]
        return """
            SELECT \(index) AS number, CASE WHEN r.place <= \(Self.segmentBound) THEN r.place ELSE \(Self.segmentBound) + 1 END AS place,
                   CASE WHEN r.place <= \(Self.segmentBound) THEN r.\(column) END AS value, cause, sum(c.n) AS rows
            FROM classified AS c JOIN (
                SELECT \(column), row_number() OVER (ORDER BY sum(n) DESC, \(column)) AS place FROM classified GROUP BY \(column)
            ) AS r ON r.\(column) IS NOT DISTINCT FROM c.\(column)
            GROUP BY 1, 2, 3, cause
            """
    }
}
