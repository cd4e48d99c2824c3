import AuditModel
import Postgres

/// Damage in a text, in the order in which it is repaired: what one repair undoes is not counted for a later one.
enum DamageCode: String, CaseIterable, Codable, Sendable {
    case doubleEncoding = "double_encoding"
    case controlCharacters = "control_characters"
    case oddSpaces = "odd_spaces"
    case mixedForms = "mixed_normal_forms"
    case outerSpaces = "outer_spaces"
    case severalNames = "several_names"
}

extension LinkageStatement {
    private var looksForSeveral: Bool { question.texts[0].folding.folds.contains(.leadArtist) }

    /// The damaged texts with their repair, and the combinations of natural keys that hold them.
    var damage: [String] {
        [suspects, damaged, faulty, mended]
    }

    /// The texts that look damaged, repaired step by step.
    private var suspects: String {
        let several = TextPattern.severalNames.map { "text ~* \(SQL.quoted(literal: $0))" }.joined(separator: " OR ")
        let spaces = SQL.quoted(literal: #"[\t\n\v\f\r]|"# + TextPattern.oddSpaces)
        let controls = SQL.quoted(literal: TextPattern.controls)
        let invisible = SQL.quoted(literal: TextPattern.invisible)
        let lead =
            looksForSeveral
            ? "CASE WHEN d.place = 1 THEN \(TextPattern.firstName(of: "b.x")) ELSE b.x END" : "b.x"
        // A name such as 'Akron/Family' is one, unless its first word is somebody as well.
        let isSure = "b.x ~* \(SQL.quoted(literal: TextPattern.surelySeveral)) OR strpos(l.x, ' ') > 0"
        let looksSeveral = looksForSeveral ? " OR place = 1 AND (\(several))" : ""
        let further = zip(furtherTexts, 2...).map {
            " UNION ALL SELECT \($1), \($0) FROM tuples WHERE \($0) IS NOT NULL GROUP BY \($0)"
        }.joined()
        let rounds = (1...DoubleEncoding.rounds).map { round in
            let before = round == 1 ? "d.text" : "u\(round - 1).x"
            return "CROSS JOIN LATERAL (SELECT \(DoubleEncoding.undone(before)) AS x OFFSET 0) AS u\(round)"
        }
        return """
            suspects AS MATERIALIZED (
                SELECT d.place, d.text, b.x AS repaired, l.x AS first, l.x = b.x OR \(isSure) AS is_sure,
                       CASE WHEN u3.x <> u2.x THEN 3 WHEN u2.x <> u1.x THEN 2 WHEN u1.x <> d.text THEN 1 ELSE 0 END AS depth,
                       ARRAY[u3.x <> d.text, c.x <> u3.x, s.x <> c.x, n.x <> s.x, b.x <> n.x] AS flags
                FROM (SELECT 1 AS place, text FROM names\(further)) AS d
                \(rounds.joined(separator: "\n    "))
                CROSS JOIN LATERAL (SELECT regexp_replace(u3.x, \(controls), '', 'g') AS x OFFSET 0) AS c
                CROSS JOIN LATERAL (SELECT regexp_replace(regexp_replace(c.x, \(spaces), ' ', 'g'), \(invisible), '', 'g') AS x OFFSET 0) AS s
                CROSS JOIN LATERAL (SELECT normalize(s.x, NFC) AS x OFFSET 0) AS n
                CROSS JOIN LATERAL (SELECT btrim(n.x) AS x OFFSET 0) AS b
                CROSS JOIN LATERAL (SELECT \(lead) AS x OFFSET 0) AS l
                WHERE octet_length(text) <> char_length(text) OR text ~ '[\\x01-\\x1F\\x7F]' OR text <> btrim(text)\(looksSeveral))
            """
    }

    private var damaged: String {
        """
        somebody AS MATERIALIZED (
            SELECT text FROM parent_names
            UNION \(namesOfSource(among: "SELECT first FROM suspects WHERE NOT is_sure"))),
        damaged AS MATERIALIZED (
            SELECT d.place, d.text, d.repaired, v.x AS lead, d.depth, d.flags || (v.x <> d.repaired) AS flags
            FROM suspects AS d
            CROSS JOIN LATERAL (
                SELECT CASE WHEN d.is_sure OR d.first IN (SELECT text FROM somebody) THEN d.first ELSE d.repaired END AS x OFFSET 0) AS v
            WHERE true = ANY (d.flags) OR v.x <> d.repaired)
        """
    }

    private var places: ClosedRange<Int> { 1...texts.count }

    private var faulty: String {
        let repaired = texts.enumerated().map { "coalesce(d\($0 + 1).repaired, t.\($1)) AS \($1)" }
        let raw = texts.enumerated().map { "t.\($1) AS raw\($0 + 1), d\($0 + 1).flags AS flags\($0 + 1)" }
        let depth = "greatest(" + places.map { "coalesce(d\($0).depth, 0)" }.joined(separator: ", ") + ") AS depth"
        let joins = texts.enumerated().map {
            "LEFT JOIN damaged AS d\($0 + 1) ON d\($0 + 1).place = \($0 + 1) AND d\($0 + 1).text = t.\($1)"
        }
        let numbers = self.numbers.map { "t.\($0)" }
        let columns = [
            "row_number() OVER () AS id", "t.n", "t.linked", "t.complete", "t.texts_exact",
            "coalesce(d1.lead, t.m1) AS lead", depth,
        ]
        return """
            faulty AS MATERIALIZED (
                SELECT \((columns + numbers + repaired + raw).joined(separator: ", "))
                FROM classified AS t \(joins.joined(separator: " "))
                WHERE \(places.map { "d\($0).text IS NOT NULL" }.joined(separator: " OR ")))
            """
    }

    /// Which of them equal something in the catalogue once they are repaired.
    private var mended: String {
        func pairs(_ name: String) -> String {
            (["c.m1 = t.\(name)"] + furtherTexts.map { "c.\($0) = t.\($0)" }).joined(separator: " AND ")
        }
        return """
            mended AS MATERIALIZED (
                SELECT t.id FROM faulty AS t JOIN catalogue AS c ON \(pairs("m1")) WHERE t.complete AND \(isWithin("t", "c")) GROUP BY t.id),
            mended_lead AS MATERIALIZED (
                SELECT t.id FROM faulty AS t JOIN catalogue AS c ON \(pairs("lead")) WHERE t.complete AND \(isWithin("t", "c")) GROUP BY t.id)
            """
    }

    /// Each damage as a code and its place in the flags.
    private var codes: String {
        let list = DamageCode.allCases.enumerated().map { "('\($1.rawValue)', \($0 + 1))" }
        return "(VALUES \(list.joined(separator: ", "))) AS v(code, number)"
    }

    var faults: String {
        let has = places.map { "coalesce(flags\($0)[v.number], false)" }
        let byPlace = places.map { "coalesce(sum(n) FILTER (WHERE \(has[$0 - 1])), 0)" }
        let keys = places.map { "count(DISTINCT raw\($0)) FILTER (WHERE \(has[$0 - 1]))" }
        let depths = (1...DoubleEncoding.rounds).map { "coalesce(sum(n) FILTER (WHERE depth = \($0)), 0)" }
        return """
            SELECT v.code, sum(n) AS rows, ARRAY[\(byPlace.joined(separator: ", "))] AS by_place,
                   ARRAY[\(keys.joined(separator: ", "))] AS keys, ARRAY[\(depths.joined(separator: ", "))] AS depths,
                   coalesce(sum(n) FILTER (WHERE NOT linked AND complete AND NOT texts_exact
                       AND CASE WHEN v.code = '\(DamageCode.severalNames.rawValue)' THEN h.id IS NOT NULL ELSE m.id IS NOT NULL END), 0) AS now,
                   coalesce(sum(n) FILTER (WHERE NOT linked AND complete AND NOT texts_exact), 0) AS later
            FROM faulty AS t CROSS JOIN \(codes)
            LEFT JOIN mended AS m ON m.id = t.id LEFT JOIN mended_lead AS h ON h.id = t.id
            WHERE \(has.joined(separator: " OR "))
            GROUP BY v.code
            """
    }

    /// The damaged texts with the most rows.
    ///
    /// A further text can belong to names of several parts. Each part then tells all of them, as long as they are not many.
    var repairs: String {
        let texts = places.map { "(\($0), raw\($0), flags\($0))" }.joined(separator: ", ")
        let isFirst = "rank <= \(Self.exampleCount)"
        let isTold =
            part.count == 1 ? isFirst : "CASE WHEN members = 1 THEN \(isFirst) ELSE rank <= \(Self.repairBound) END"
        let ranked = part.count == 1 ? "v.code" : "v.code, p.place = 1"
        return """
            SELECT * FROM (
                SELECT v.code AS parent, p.place AS members, p.text AS name,
                       CASE WHEN v.code = '\(DamageCode.severalNames.rawValue)' THEN d.lead ELSE d.repaired END AS repaired,
                       sum(t.n) AS rows,
                       row_number() OVER (PARTITION BY \(ranked) ORDER BY sum(t.n) DESC, p.text, p.place) AS rank
                FROM faulty AS t CROSS JOIN \(codes)
                CROSS JOIN LATERAL (VALUES \(texts)) AS p(place, text, flags)
                JOIN damaged AS d ON d.place = p.place AND d.text = p.text
                WHERE p.flags[v.number] GROUP BY v.code, p.place, p.text, d.repaired, d.lead) AS c
            WHERE \(isTold)
            """
    }

    /// How many damaged texts of one kind a part tells that belong to names.
    static var repairBound: Int { 20_000 }
}
