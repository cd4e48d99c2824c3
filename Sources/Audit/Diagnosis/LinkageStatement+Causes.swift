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
    /// Whether something has to be extracted that the catalogue lacks.
    var isOfMissingItems: Bool { [.parentMissing, .detailMissing, .namesake].contains(self) }
}

extension LinkageStatement {
    private func list(_ isListed: (CauseCode) -> Bool) -> String {
        CauseCode.allCases.filter(isListed).map { "'\($0.rawValue)'" }.joined(separator: ", ")
    }

    /// The distinct names and further texts behind each cause.
    var things: String {
        let meant = furtherTexts.map { "min(against_\($0)) AS against_\($0)" }
        let group = (1...(1 + texts.count)).map(String.init).joined(separator: ", ")
        let columns =
            ["cause"] + texts + meant
            + ["min(against) AS against", "sum(n) AS n", "min(nearest) AS least", "max(nearest) AS greatest"]
        return """
            things AS MATERIALIZED (
                SELECT \(columns.joined(separator: ", "))
                FROM classified WHERE cause IS NOT NULL GROUP BY \(group))
            """
    }

    /// The same, but of causes that are the parents' their names alone, with the number of things of each.
    var cases: String {
        let ofParents = list(\.isOfParents)
        let none = furtherTexts.map { "NULL::text AS \($0), NULL::text AS against_\($0), " }.joined()
        let own = furtherTexts.map { "\($0), against_\($0), " }.joined()
        return """
            cases AS MATERIALIZED (
                SELECT cause, m1, \(none)min(against) AS against, sum(n) AS n, min(least) AS least, max(greatest) AS greatest,
                       count(*) AS members
                FROM things WHERE cause IN (\(ofParents)) GROUP BY cause, m1
                UNION ALL
                SELECT cause, m1, \(own)against, n, least, greatest, 1 FROM things WHERE cause NOT IN (\(ofParents)))
            """
    }

    // MARK: - What is read

    var sections: [String] {
        var sections = checks.map { object($0.name, $0.query) }
        sections += [
            object("total", totals), object("misdirected", misdirected), object("cause", causes),
            object("spread", spread), entries("difference", differences),
            object("example", examples, position: "item.rank"), object("fault", faults),
            entries("repair", repairs, further: ["parent", "members", "repaired"], position: "item.rank"),
        ]
        if question.top > 0 { sections += backlog }
        for index in question.segments.indices {
            sections.append(object("segment", segment(index), position: "item.place"))
        }
        return sections
    }

    /// A section of rows that are one JSON object each.
    private func object(_ name: String, _ query: String, position: String = "0") -> String {
        """
        SELECT '\(name)' AS section, \(position) AS position, row_to_json(item)::text AS item, NULL::text AS name, NULL::text AS parent,
               NULL::numeric AS rows, NULL::bigint AS members, NULL::text AS repaired, NULL::boolean AS is_there, NULL::boolean AS is_several
        FROM (\(query)) AS item
        """
    }

    /// A section of entries, of which there can be so many that objects would take long to read.
    ///
    /// - Parameters:
    ///   - query: has the columns `name` and `rows`.
    ///   - further: the others that it has.
    private func entries(_ section: String, _ query: String, further: [String] = [], position: String = "0") -> String {
        let columns = ["parent", "members", "repaired", "is_there", "is_several"].map {
            further.contains($0) ? "item.\($0)" : "NULL"
        }
        return """
            SELECT '\(section)', \(position), NULL, item.name, \(columns[0]), item.rows, \(columns.dropFirst().joined(separator: ", "))
            FROM (\(query)) AS item
            """
    }

    private func count(_ condition: String) -> String { "coalesce(sum(n) FILTER (WHERE \(condition)), 0)" }

    private var totals: String {
        """
        SELECT coalesce(sum(n), 0) AS rows, \(count("linked")) AS linked, \(count("m1 IS NOT NULL")) AS named,
               \(count("exact")) AS exact, \(count("known")) AS known, \(count("texts_known")) AS texts_known,
               \(count("hit")) AS hit,
               \(count("linked OR exact")) AS name_alone, \(count("linked OR hit")) AS normalised,
               \(count("linked OR texts_exact")) AS any_number, \(count("linked OR texts_known")) AS normalised_any_number,
               \(count("linked OR known")) AS all_relaxed
        FROM classified
        """
    }

    /// Rows that are linked, but not to what they name.
    private var misdirected: String {
        let pairs = (texts + keys).map { "c.\($0) = t.\($0)" }.joined(separator: " AND ")
        return """
            SELECT coalesce(sum(n), 0) AS rows FROM classified AS t
            WHERE linked AND exact_hit AND NOT EXISTS (SELECT 1 FROM catalogue AS c WHERE \(pairs) AND \(isWithin("t", "c")))
            """
    }

    private var causes: String {
        let lacking = (texts + numbers).map { count("\($0) IS NULL AND seen") }.joined(separator: ", ")
        return """
            SELECT sums.*, names.keys
            FROM (SELECT cause AS code, sum(n) AS rows, ARRAY[\(lacking)] AS lacking, \(count("NOT seen")) AS unseen,
                         \(count("namesake")) AS namesakes, \(count("keyed")) AS dangling, \(count("NOT equal")) AS within_only
                  FROM classified WHERE cause IS NOT NULL GROUP BY cause) AS sums
            JOIN (SELECT cause AS code, count(m1) AS keys FROM cases GROUP BY cause) AS names USING (code)
            """
    }

    private var spread: String {
        """
        SELECT trim_scale(min(nearest))::text AS least, trim_scale(max(nearest))::text AS greatest, \(count("nearest IS NULL")) AS unknown,
               \(count("nearest < 0")) AS shorter, \(count("nearest > 0")) AS longer
        FROM classified WHERE cause = 'number_off' HAVING count(*) > 0
        """
    }

    /// How often each difference occurs, to three significant digits, so that there cannot be many.
    ///
    /// The digits before the point are counted in its text: its logarithm would take long, and not be exact.
    private var differences: String {
        """
        SELECT trim_scale(rounded)::text AS name, sum(n) AS rows
        FROM (SELECT nearest, sum(n) AS n,
                     CASE WHEN nearest = 0 THEN nearest
                          WHEN abs(nearest) >= 1 THEN round(nearest, 3 - length(trunc(abs(nearest))::text))
                          ELSE round(nearest, 2 - floor(log(abs(nearest)))::int) END AS rounded
              FROM classified WHERE cause = 'number_off' AND nearest IS NOT NULL GROUP BY nearest) AS c
        GROUP BY 1
        """
    }

    private var item: String {
        "concat_ws(' – ', \((furtherTexts.isEmpty ? ["NULL"] : furtherTexts).joined(separator: ", ")))"
    }

    private var examples: String {
        let details = furtherTexts.map { ", \($0)" }.joined()
        let meant = furtherTexts.map { "coalesce(against_\($0), \($0))" }
        let against = meant.isEmpty ? "NULL" : "concat_ws(' – ', \(meant.joined(separator: ", ")))"
        return """
            SELECT v.cause AS code, c.m1 AS name, nullif(c.detail, '') AS detail, c.against, nullif(c.against_detail, '') AS against_detail,
                   c.least, c.greatest, c.n AS rows, row_number() OVER (PARTITION BY v.cause ORDER BY c.n DESC, c.m1, c.detail) AS rank
            FROM (SELECT DISTINCT cause FROM cases) AS v
            CROSS JOIN LATERAL (
                SELECT m1, \(item) COLLATE "C" AS detail, against, \(against) AS against_detail,
                       trim_scale(least)::text AS least, trim_scale(greatest)::text AS greatest, n
                FROM cases WHERE cause = v.cause AND m1 IS NOT NULL ORDER BY n DESC, m1\(details) LIMIT \(Self.exampleCount)) AS c
            """
    }

    // MARK: - Backlog

    /// The sections of the backlogs: how many names have how many rows, which is enough to sum up all of them, and those
    /// with the most.
    private var backlog: [String] {
        let parents = "cases WHERE cause = 'parent_missing'"
        let items = "things WHERE cause IN (\(list(\.isOfMissingItems)))"
        func sizes(_ table: String) -> String {
            "SELECT NULL::text AS name, n AS rows, count(*) AS members FROM \(table) GROUP BY n"
        }
        var sections = [
            entries("size", sizes(parents), further: ["members"]),
            entries(
                "missing",
                """
                SELECT m.name, m.members, m.rows, m.rank, nullif(d.repaired, m.name) AS repaired,
                       p.text IS NOT NULL AS is_there, coalesce(d.flags[6], false) AS is_several
                FROM (SELECT *, row_number() OVER () AS rank
                      FROM (SELECT m1 AS name, members, n AS rows FROM \(parents) ORDER BY n DESC, m1 LIMIT \(Self.backlogBound)) AS m) AS m
                LEFT JOIN damaged AS d ON d.place = 1 AND d.text = m.name
                LEFT JOIN parent_names AS p ON p.text = d.repaired AND d.repaired <> m.name
                """,
                further: ["members", "repaired", "is_there", "is_several"],
                position: "item.rank"
            ),
        ]
        guard !furtherTexts.isEmpty else { return sections }
        sections += [
            entries("item_size", sizes(items), further: ["members"]),
            entries(
                "missing_item",
                """
                SELECT *, row_number() OVER () AS rank
                FROM (SELECT \(item) COLLATE "C" AS name, m1 AS parent, n AS rows FROM \(items) ORDER BY n DESC, m1, 1 LIMIT \(Self.itemBound)) AS m
                """,
                further: ["parent"],
                position: "item.rank"
            ),
        ]
        return sections
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
