import AuditModel
import Postgres

/// The one statement that a diagnosis of linkage reads its figures with.
///
/// Rows are first put together to distinct combinations of natural keys with their number; all costly work on texts is
/// done once for each of those, and folding only for texts that have to be folded.
struct LinkageStatement {
    /// How the rows and their natural keys are put together.
    enum Gathering: Sendable {
        /// Joins every row to its evidence: always right.
        case joined
        /// Counts the evidence alone and takes away the rows that have a link, and checks by a checksum over the keys
        /// of both tables that they hold the same ones: much less work where few rows are linked.
        case apart
    }

    let question: LinkageQuestion
    let rule: Relationship
    let scope: RuleScope
    let gathering: Gathering
    /// How many entries of each backlog are read.
    static let backlogBound = 50_000
    /// How many examples of a cause or fault are read.
    static let exampleCount = 5
    /// How many values of a segment are told apart.
    static let segmentBound = 50

    /// The columns of further texts: `m2`, ….
    var furtherTexts: [String] { (1..<max(1, question.texts.count)).map { "m\($0 + 1)" } }
    var texts: [String] { ["m1"] + furtherTexts }
    var numbers: [String] { question.numbers.indices.map { "x\($0 + 1)" } }
    var keys: [String] { rule.columns.indices.map { "k\($0 + 1)" } }
    var segments: [String] { question.segments.indices.map { "g\($0 + 1)" } }

    /// The whole statement; each row is a section's name and one JSON object.
    var sql: String {
        let parts =
            [gathered, tuples, catalogue, names] + exactHits + foldedHits + [namesakes, classified, cases, missing]
            + damage
        return "WITH " + parts.joined(separator: ",\n") + "\n" + sections.joined(separator: "\nUNION ALL\n")
            + "\nORDER BY section, position"
    }

    /// A number or, for times, seconds since 1970.
    func number(_ value: String, like column: String, of dataset: DatasetName) -> String {
        let category = scope.catalog.relations[dataset]?.column(column)?.category
        return category == "D" || category == "T" ? "extract(epoch FROM \(value))::numeric" : "\(value)::numeric"
    }

    // MARK: - Catalogue

    /// One row for each thing in the catalogue, and one for a parent without any.
    private var catalogue: String {
        let tables = question.tables(with: rule.parent).joined
        func alias(_ table: DatasetName) -> String { "p\((tables.firstIndex(of: table) ?? 0) + 1)" }
        func column(_ column: CatalogueColumn) -> String {
            SQLText.column(column.column.value, of: alias(column.dataset.value))
        }
        let texts = zip(question.texts, self.texts).map { "\(column($0.parent))::text COLLATE \"C\" AS \($1)" }
        let numbers = zip(question.numbers, self.numbers).map {
            "\(number(column($0.parent), like: $0.parent.column.value, of: $0.parent.dataset.value)) AS \($1)"
        }
        let keys = zip(rule.parentColumns, self.keys).map {
            "\(SQLText.column($0.value, of: alias(rule.parent.value))) AS \($1)"
        }
        let from = tables.enumerated().map { index, table in
            let filter = table == rule.parent.value ? rule.parentFilter : nil
            let rows = filter.map { "(SELECT * FROM \(table.sql) WHERE \(SQLText.parenthesized($0)))" } ?? table.sql
            guard index > 0 else { return "FROM \(rows) AS p1" }
            let pairs = question.joins.filter { join in
                let places = [join.left, join.right].compactMap { tables.firstIndex(of: $0.dataset.value) }
                return places.contains(index) && places.allSatisfy { $0 <= index }
            }
            let condition = pairs.map { "\(column($0.left)) = \(column($0.right))" }.joined(separator: " AND ")
            return "LEFT JOIN \(rows) AS p\(index + 1) ON \(condition)"
        }
        return """
            catalogue AS MATERIALIZED (
                SELECT row_number() OVER () AS id, \((texts + numbers + keys).joined(separator: ", "))
                \(from.joined(separator: "\n    ")))
            """
    }

    private var names: String {
        let child = question.texts[0].folding.laterals(of: "d.text", prefix: "f")
        return """
            names AS MATERIALIZED (
                SELECT d.text, \(child.column) AS key FROM (SELECT DISTINCT m1 AS text FROM tuples) AS d
                \(child.sql) WHERE d.text IS NOT NULL),
            parent_names AS MATERIALIZED (
                SELECT d.text, \(child.column) AS key FROM (SELECT DISTINCT m1 AS text FROM catalogue) AS d
                \(child.sql) WHERE d.text IS NOT NULL),
            known AS MATERIALIZED (
                SELECT n.text, n.key, bool_or(p.text = n.text) AS exact, min(p.text) AS against
                FROM names AS n JOIN parent_names AS p USING (key) GROUP BY n.text, n.key)
            """
    }

    // MARK: - Hits

    private var isEqual: String { condition { "t.\($0) = c.\($0)" } }
    var isWithin: String {
        guard !question.numbers.isEmpty else { return "true" }
        return zip(question.numbers, numbers).map {
            "(t.\($1) = c.\($1) OR abs(t.\($1) - c.\($1)) <= \($0.tolerance))"
        }.joined(separator: " AND ")
    }
    private func condition(_ pair: (String) -> String) -> String {
        numbers.isEmpty ? "true" : numbers.map(pair).joined(separator: " AND ")
    }

    /// What is counted of the catalogue's rows that a combination of natural keys meets.
    private var hitColumns: String {
        let difference = numbers.first.map { "t.\($0) - c.\($0)" } ?? "0"
        let here = keys.map { "t.\($0) = c.\($0)" }.joined(separator: " AND ")
        return """
            count(*) FILTER (WHERE \(isEqual)) AS equal, count(*) FILTER (WHERE \(isWithin)) AS within,
            coalesce(bool_or(\(isWithin) AND \(here)), false) AS here,
            min(\(difference)) FILTER (WHERE \(difference) >= 0) AS above, max(\(difference)) FILTER (WHERE \(difference) < 0) AS below
            """
    }

    private var exactHits: [String] {
        let pairs = texts.map { "c.\($0) = t.\($0)" }.joined(separator: " AND ")
        return [
            """
            exact_hits AS MATERIALIZED (
                SELECT t.id, \(hitColumns)
                FROM tuples AS t JOIN catalogue AS c ON \(pairs)
                WHERE t.complete GROUP BY t.id)
            """
        ]
    }

    /// The same without regard to spelling, for what has no exact hit.
    private var foldedHits: [String] {
        var parts = [
            """
            loose AS MATERIALIZED (
                SELECT t.*, k.key FROM tuples AS t JOIN known AS k ON k.text = t.m1
                WHERE t.complete AND NOT EXISTS (SELECT 1 FROM exact_hits AS e WHERE e.id = t.id AND e.within > 0)),
            near AS MATERIALIZED (
                SELECT c.*, p.key FROM catalogue AS c JOIN parent_names AS p ON p.text = c.m1
                WHERE p.key IN (SELECT key FROM loose))
            """
        ]
        for (text, name) in zip(question.texts, texts).dropFirst() {
            let folded = text.folding.laterals(of: "d.text", prefix: "f")
            parts.append(
                """
                folded_\(name) AS MATERIALIZED (
                    SELECT d.text, \(folded.column) AS key
                    FROM (SELECT \(name) AS text FROM loose UNION SELECT \(name) FROM near) AS d
                    \(folded.sql) WHERE d.text IS NOT NULL)
                """
            )
        }
        let children = furtherTexts.map { "JOIN folded_\($0) AS t\($0) ON t\($0).text = t.\($0)" }
        let parents = furtherTexts.map { "JOIN folded_\($0) AS c\($0) ON c\($0).text = c.\($0)" }
        let parentKeys = furtherTexts.map { ", c\($0).key AS key_\($0)" }.joined()
        let pairs = (["t.key = c.key"] + furtherTexts.map { "t\($0).key = c.key_\($0)" }).joined(separator: " AND ")
        let meant = furtherTexts.map { ", min(c.\($0)) FILTER (WHERE c.\($0) <> t.\($0)) AS against_\($0)" }.joined()
        parts.append(
            """
            folded_hits AS MATERIALIZED (
                SELECT t.id, bool_or(c.m1 = t.m1) AS same_name, \(hitColumns)\(meant)
                FROM loose AS t \(children.joined(separator: " "))
                JOIN (SELECT c.*\(parentKeys) FROM near AS c \(parents.joined(separator: " "))) AS c ON \(pairs)
                GROUP BY t.id)
            """
        )
        return parts
    }

    private var namesakes: String {
        guard !furtherTexts.isEmpty else { return "namesakes AS (SELECT true AS found WHERE false)" }
        let list = furtherTexts.joined(separator: ", ")
        return
            "namesakes AS MATERIALIZED (SELECT DISTINCT \(list), true AS found FROM catalogue WHERE \(furtherTexts[0]) IS NOT NULL)"
    }
}
