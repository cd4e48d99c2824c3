import AuditModel
import Postgres

/// The statement that a diagnosis of linkage reads its figures with, of all rows or of a part of them.
///
/// Rows are first put together to distinct combinations of natural keys with their number; all costly work on texts is
/// done once for each of those, and folding only for texts that have to be folded.
struct LinkageStatement {
    /// How the rows and their natural keys are put together.
    enum Gathering: Sendable {
        /// Joins every row to its evidence: always right.
        case byRows
        /// Reads the evidence, joins the rows that have a key to it, and checks by a checksum over the keys of both tables
        /// that they hold the same ones: less work where not all rows have a key.
        case byEvidence
    }

    let question: LinkageQuestion
    let rule: Relationship
    let scope: RuleScope
    let gathering: Gathering
    var part = LinkagePart.whole
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

    /// The whole statement; each row is a section's name with one JSON object, or an entry of a list.
    var sql: String {
        let parts = [tuples, catalogue, names] + matching + [things, cases] + damage
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
                SELECT \((texts + numbers + keys).joined(separator: ", "))
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
                SELECT n.text, n.key, CASE WHEN bool_or(p.text = n.text) THEN n.text END AS exact, min(p.text) AS against
                FROM names AS n JOIN parent_names AS p USING (key) GROUP BY n.text, n.key)
            """
    }
}
