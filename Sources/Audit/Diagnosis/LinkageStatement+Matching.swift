import AuditModel
import Postgres

extension LinkageStatement {
    /// What of the catalogue each combination of natural keys meets, first exactly, then without regard to spelling.
    ///
    /// Where a name has one entry in the catalogue, or several that are equal, the combination is held against that one
    /// in passing; only the others are joined to all of their entries.
    var matching: [String] {
        let several = numbers.isEmpty ? [] : [severalHits]
        return [items] + several + [near, alike, located, loose, alikeHits, namesakes, classified]
    }

    /// Whether the numbers of two rows are near enough to each other.
    func isWithin(_ one: String, _ other: String) -> String {
        guard !question.numbers.isEmpty else { return "true" }
        return "("
            + zip(question.numbers, numbers).map {
                "(\(one).\($1) = \(other).\($1) OR abs(\(one).\($1) - \(other).\($1)) <= \($0.tolerance))"
            }.joined(separator: " AND ") + ")"
    }

    private func isEqual(_ one: String, _ other: String) -> String {
        numbers.map { "\(one).\($0) = \(other).\($0)" }.joined(separator: " AND ")
    }

    private func equalTexts(_ one: String, _ other: String) -> String {
        texts.map { "\(one).\($0) = \(other).\($0)" }.joined(separator: " AND ")
    }

    /// Whether all rows of a group have the same numbers, or none.
    private var oneNumber: [String] {
        numbers.map { "min(\($0)) IS NOT DISTINCT FROM max(\($0)) AND count(\($0)) IN (0, count(*))" }
    }
    private var leastNumbers: [String] { numbers.map { "min(\($0)) AS \($0)" } }
    private func columns(_ names: [String], of alias: String) -> String {
        names.map { "\(alias).\($0)" }.joined(separator: ", ")
    }

    // MARK: - Exactly

    private var items: String {
        let several = oneNumber.isEmpty ? "false" : "NOT (\(oneNumber.joined(separator: " AND ")))"
        // What equals a name of the part is in the part.
        let present = (texts.map { "\($0) IS NOT NULL" } + [part.condition(on: "m1")].compactMap(\.self))
            .joined(separator: " AND ")
        let columns = texts + ["count(*) AS entries"] + leastNumbers + ["\(several) AS several"]
        return """
            items AS MATERIALIZED (
                SELECT \(columns.joined(separator: ", "))
                FROM catalogue WHERE \(present) GROUP BY \(texts.joined(separator: ", ")))
            """
    }

    private var severalHits: String {
        let all = columns(texts + numbers, of: "t")
        let difference = "t.\(numbers[0]) - c.\(numbers[0])"
        return """
            several_hits AS MATERIALIZED (
                SELECT \(all), count(*) FILTER (WHERE \(isEqual("t", "c"))) AS equal,
                       count(*) FILTER (WHERE \(isWithin("t", "c"))) AS within,
                       min(\(difference)) FILTER (WHERE \(difference) >= 0) AS above,
                       max(\(difference)) FILTER (WHERE \(difference) < 0) AS below
                FROM (SELECT DISTINCT \(all) FROM tuples AS t JOIN items AS i ON i.several AND \(equalTexts("i", "t"))
                      WHERE t.complete) AS t
                JOIN catalogue AS c ON \(equalTexts("c", "t")) GROUP BY \(all))
            """
    }

    /// The combinations whose name the catalogue has, however it is spelled.
    private var located: String {
        let hits: String
        if let number = numbers.first {
            hits = """
                CASE WHEN i.several THEN e.equal WHEN \(isEqual("t", "i")) THEN i.entries ELSE 0 END AS equal,
                       CASE WHEN i.several THEN e.within WHEN \(isWithin("t", "i")) THEN i.entries ELSE 0 END AS within,
                       CASE WHEN NOT i.several THEN t.\(number) - i.\(number)
                            WHEN e.below IS NULL OR e.above <= -e.below THEN e.above ELSE e.below END AS nearest
                """
        } else {
            hits =
                "coalesce(i.entries, 0) AS equal, coalesce(i.entries, 0) AS within, NULL::numeric AS nearest"
        }
        // A row without a value to join by passes a join without a look at the other side's rows.
        let pairs = ["e.m1 = CASE WHEN i.several THEN t.m1 END"] + (furtherTexts + numbers).map { "e.\($0) = t.\($0)" }
        let same = ["i.m1 = k.exact"] + furtherTexts.map { "i.\($0) = t.\($0)" } + ["t.complete"]
        return """
            located AS MATERIALIZED (
                SELECT \(columns(own, of: "t")), k.exact IS NOT NULL AS exact, k.against, k.key,
                       i.m1 IS NOT NULL AS texts_exact, \(hits)
                FROM tuples AS t
                JOIN known AS k ON k.text = t.m1
                LEFT JOIN items AS i ON \(same.joined(separator: " AND "))\
            \(numbers.isEmpty ? "" : "\n    LEFT JOIN several_hits AS e ON \(pairs.joined(separator: " AND "))"))
            """
    }

    // MARK: - Without regard to spelling

    /// The folded further texts of a row, as lateral subqueries and their columns `key_m2`, ….
    private func foldedTexts(of alias: String) -> (sql: String, columns: [String]) {
        let folds = zip(question.texts, texts).dropFirst().map { text, name in
            let folded = text.folding.laterals(of: "\(alias).\(name)", prefix: "\(name)f")
            return (sql: folded.sql, column: "\(folded.column) AS key_\(name)")
        }
        return (folds.map(\.sql).joined(separator: "\n    "), folds.map(\.column))
    }
    private var foldedKeys: [String] { ["key"] + furtherTexts.map { "key_\($0)" } }
    private func equalKeys(_ one: String, _ other: String) -> String {
        foldedKeys.map { "\(one).\($0) = \(other).\($0)" }.joined(separator: " AND ")
    }

    /// The part of the catalogue whose names are spelled like one that the rows carry.
    private var near: String {
        let folded = foldedTexts(of: "c")
        let present = texts.map { "c.\($0) IS NOT NULL" }.joined(separator: " AND ")
        let all = [columns(texts + numbers, of: "c"), "p.key"] + folded.columns
        return """
            near AS MATERIALIZED (
                SELECT \(all.joined(separator: ", "))
                FROM catalogue AS c JOIN parent_names AS p ON p.text = c.m1
                \(folded.sql)
                WHERE p.key IN (SELECT key FROM known) AND \(present))
            """
    }

    private var alike: String {
        let one = texts.map { "min(\($0)) = max(\($0))" } + oneNumber
        let least = texts.map { "min(\($0)) AS \($0)" } + leastNumbers
        let several = "NOT (\(one.joined(separator: " AND "))) AS several"
        return """
            alike AS MATERIALIZED (
                SELECT \((foldedKeys + least + [several]).joined(separator: ", "))
                FROM near GROUP BY \(foldedKeys.joined(separator: ", ")))
            """
    }

    private var isLoose: String { "t.complete AND t.within = 0" }

    /// The combinations that have a known name and no exact hit.
    private var loose: String {
        let folded = foldedTexts(of: "t")
        let all = (texts + numbers + ["key"]).joined(separator: ", ")
        return """
            loose AS MATERIALIZED (
                SELECT \((["t.*"] + folded.columns).joined(separator: ", "))
                FROM (SELECT \(all) FROM located AS t WHERE \(isLoose) GROUP BY \(all)) AS t
                \(folded.sql))
            """
    }

    private var alikeHits: String {
        let all = columns(texts + numbers, of: "t")
        let one = furtherTexts.map { ", nullif(a.\($0), t.\($0)) AS against_\($0)" }.joined()
        let least = furtherTexts.map { ", min(c.\($0)) FILTER (WHERE c.\($0) <> t.\($0))" }.joined()
        return """
            alike_hits AS MATERIALIZED (
                SELECT \(all), a.m1 = t.m1 AS same_name, \(isWithin("t", "a")) AS within\(one)
                FROM loose AS t JOIN alike AS a ON \(equalKeys("a", "t")) WHERE NOT a.several
                UNION ALL
                SELECT \(all), bool_or(c.m1 = t.m1), bool_or(\(isWithin("t", "c")))\(least)
                FROM loose AS t JOIN alike AS a ON a.several AND \(equalKeys("a", "t"))
                JOIN near AS c ON \(equalKeys("c", "t")) GROUP BY \(all))
            """
    }

    private var namesakes: String {
        guard !furtherTexts.isEmpty else { return "namesakes AS (SELECT true AS found WHERE false)" }
        let list = furtherTexts.joined(separator: ", ")
        return
            "namesakes AS MATERIALIZED (SELECT DISTINCT \(list), true AS found FROM catalogue WHERE \(furtherTexts[0]) IS NOT NULL)"
    }

    // MARK: - Causes

    /// What is carried along of a combination.
    private var own: [String] { texts + numbers + keys + segments + ["n", "linked", "keyed", "seen", "complete"] }

    /// Every combination of natural keys with its cause and what else is counted of it.
    private var classified: String {
        let meant = furtherTexts.map { ", f.against_\($0)" }.joined()
        let none = furtherTexts.map { _ in ", NULL" }.joined()
        func same(_ condition: String) -> String {
            furtherTexts.isEmpty
                ? "false"
                : furtherTexts.map { "z.\($0) = CASE WHEN \(condition) THEN t.\($0) END" }.joined(separator: " AND ")
        }
        let pairs = ["f.m1 = CASE WHEN \(isLoose) THEN t.m1 END"] + (furtherTexts + numbers).map { "f.\($0) = t.\($0)" }
        return """
            classified AS MATERIALIZED (
                SELECT \(columns(own, of: "t")), true AS known, t.exact, t.against, t.texts_exact,
                       t.texts_exact OR f.m1 IS NOT NULL AS texts_known, t.within > 0 AS exact_hit,
                       t.within > 0 OR coalesce(f.within, false) AS hit, t.equal > 0 AS equal,
                       CASE WHEN t.within = 0 THEN t.nearest END AS nearest, coalesce(z.found, false) AS namesake\(meant),
                       CASE WHEN t.linked THEN NULL
                            WHEN NOT t.complete THEN 'no_natural_key'
                            WHEN NOT t.exact OR (NOT t.texts_exact AND NOT f.same_name) THEN 'parent_respelled'
                            WHEN NOT t.texts_exact AND f.m1 IS NULL THEN
                                CASE WHEN z.found THEN 'namesake' ELSE 'detail_missing' END
                            WHEN NOT t.texts_exact THEN 'detail_respelled'
                            WHEN t.within = 0 THEN 'number_off'
                            WHEN CASE WHEN t.equal > 0 THEN t.equal ELSE t.within END > 1 THEN 'ambiguous'
                            ELSE 'link_lost' END AS cause
                FROM located AS t
                LEFT JOIN alike_hits AS f ON \(pairs.joined(separator: " AND "))
                LEFT JOIN namesakes AS z ON \(same("NOT t.texts_exact"))
                UNION ALL
                SELECT \(columns(own, of: "t")), false, false, NULL, false, false, false, false, false, NULL, coalesce(z.found, false)\(none),
                       CASE WHEN t.linked THEN NULL WHEN t.complete THEN 'parent_missing' ELSE 'no_natural_key' END
                FROM tuples AS t
                LEFT JOIN namesakes AS z ON \(same("NOT t.linked"))
                WHERE NOT EXISTS (SELECT 1 FROM known AS k WHERE k.text = t.m1))
            """
    }
}
