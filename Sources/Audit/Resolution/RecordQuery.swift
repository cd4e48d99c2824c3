import Postgres

/// The rows that are compared with one another, in SQL: numbered, with values made comparable.
///
/// Every statement of a resolution begins with the same common table expression `r`: `id`, the row's number in the order of
/// its values, so that rows without any difference stand together; `rep`, the number of the first row with the same values; `k`, its
/// key as text; `v0`, `v1`, … the values; `x0`, … values that only blocking looks at. Numbers are the same in each statement of a snapshot.
struct RecordQuery: Sendable {
    /// The rows, as `FROM … WHERE …`.
    var rows: String
    /// The columns of the key; empty when rows have none and each is a thing of its own.
    var key: [String]
    /// Whether no two rows have the same key.
    var isKeyUnique: Bool
    /// What is compared.
    var comparisons: [Comparison]
    /// The expressions of the compared values.
    var values: [String]
    /// Columns that only blocking looks at.
    var blockingColumns: [String] = []
    /// The expressions of their values.
    var blockingValues: [String] = []

    /// The names of the compared values.
    var valueNames: [String] { values.indices.map { "v\($0)" } }

    /// `WITH r AS …`, to which further expressions are added behind a comma.
    var with: String {
        let names = valueNames
        let extra = blockingValues.indices.map { "x\($0)" }
        let columns = zip(values, names).map { value, name in
            "\(isNumber(name) ? value : "(\(value)) COLLATE \"C\"") AS \(name)"
        }
        let extraColumns = zip(blockingValues, extra).map { "(\($0)) COLLATE \"C\" AS \($1)" }
        let isRowOfItsOwn = key.isEmpty || isKeyUnique
        let present = names.map { "\($0) IS NOT NULL" }.joined(separator: " OR ")
        let order = names.joined(separator: ", ")
        let parts = key.count > 1 ? key.indices.map { "k\($0)" } : []
        let keyColumns = zip(key, parts).map { "\(SQLText.column($0)) AS \($1)" }
        let list = (["k"] + parts + names + extra).joined(separator: ", ")
        return """
            WITH r AS MATERIALIZED (
                SELECT (row_number() OVER (ORDER BY \(order), k))::int AS id,
                       (row_number() OVER (ORDER BY \(order), k)
                        - row_number() OVER (PARTITION BY \(order) ORDER BY k) + 1)::int AS rep, \(list)
                FROM (SELECT \(isRowOfItsOwn ? "" : "DISTINCT ")\(keyText) AS k, \
            \((keyColumns + columns + extraColumns).joined(separator: ", "))
                      \(rows)) AS source
                WHERE \(present)
            )
            """
    }

    private func isNumber(_ name: String) -> Bool {
        guard let index = valueNames.firstIndex(of: name) else { return false }
        return comparisons[index].form == .number
    }

    /// The key as one text.
    private var keyText: String {
        guard !key.isEmpty else { return "NULL::text" }
        guard key.count > 1 else { return "\(SQLText.columns(key))::text COLLATE \"C\"" }
        return "concat_ws(', ', \(SQLText.columns(key)))::text COLLATE \"C\""
    }

    /// What two rows of a pair must fulfil beside not being one: to have different keys.
    func isPair(_ first: String, _ second: String) -> String {
        key.isEmpty || isKeyUnique ? "true" : "\(first).k IS DISTINCT FROM \(second).k"
    }

    /// The levels of a pair as columns `l0`, `l1`, … of the rows `a` and `b`.
    var levels: String {
        let letters = comparisons.indices.filter { comparisons[$0].isLetters }
        return comparisons.indices.map { index in
            // A value that both rows have in that other column did not stray there.
            let others = letters.filter { $0 != index }.map {
                "CASE WHEN a.v\($0) IS DISTINCT FROM b.v\($0) THEN b.v\($0) END"
            }
            let level = comparisons[index].level(of: "a.v\(index)", "b.v\(index)", elsewhere: others)
            return "\(level) AS l\(index)"
        }.joined(separator: ",\n       ")
    }

    /// The common table expression `compared` with the levels of the pairs in `pairs`.
    ///
    /// The server cannot know how few pairs there are. Left to itself it may join all rows with all others, because that their
    /// keys differ is a condition too; so each pair looks its rows up, one after the other.
    var compared: String {
        """
        compared AS (
            SELECT a.id AS a, b.id AS b, \(levels)
            FROM (SELECT r.*, p.b AS other FROM pairs AS p JOIN r ON r.id = p.a OFFSET 0) AS a JOIN r AS b ON b.id = a.other
            WHERE \(isPair("a", "b")) OFFSET 0
        )
        """
    }

    /// The pattern of two rows that agree in everything, which counts whatever the model says.
    var fullAgreement: String { String(repeating: "0", count: comparisons.count) }

    /// The levels of a pair as one text of digits.
    var pattern: String { comparisons.indices.map { "l\($0)" }.joined(separator: " || ") }
}
