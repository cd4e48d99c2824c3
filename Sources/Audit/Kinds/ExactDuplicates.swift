import AuditModel

/// Rows that are equal in all that is compared, under different keys: one grouping, without weighing anything.
///
/// - Population: rows with a value in every compared column. An empty text is no value.
struct ExactDuplicates {
    var dataset: DatasetName
    var columns: [String]
    /// The columns that tell rows apart; empty when each row is a thing of its own.
    var key: [String]
    var scope: RuleScope

    /// Reads `population`, `violations` (rows) and `groups`.
    var measurement: String {
        let isUnique = key.isEmpty || key == scope.catalog.relations[dataset]?.primaryKey
        let entities = isUnique ? "count(*)" : "count(DISTINCT (\(SQLText.columns(key))))"
        return """
            SELECT coalesce(sum(n), 0) AS population,
                   coalesce(sum(n) FILTER (WHERE entities > 1), 0) AS violations,
                   count(*) FILTER (WHERE entities > 1) AS groups
            FROM (
                SELECT count(*) AS n, \(entities) AS entities
                \(scope.rows(of: dataset, where: isPresent()))
                GROUP BY \(SQLText.columns(columns))
            ) AS same
            """
    }

    /// What the readings mean.
    func judge(_ readings: Readings) -> Measured {
        let nouns = scope.noun(of: dataset)
        let words = Measured.words(for: columns)
        let groups = readings.count("groups")
        return .rows(
            readings,
            nouns: nouns,
            broken: "have the same \(words) as another",
            kept: columns.count == 1 ? "differ in \(words)" : "differ in at least one of \(words)",
            facts: groups > 0 ? [Fact("groups of \(nouns) that look the same", Wording.count(groups))] : []
        )
    }

    /// The rows that are equal to another.
    var offenders: Offenders {
        guard !key.isEmpty else { return keylessOffenders }
        let shown = key + columns.filter { !key.contains($0) }
        let same = columns.map { "\(SQLText.column($0, of: "other")) = \(SQLText.column($0, of: "this"))" }
        let keys = ["other", "this"].map { alias in "(\(SQLText.columns(key, of: alias)))" }
        let rows = "(SELECT * \(scope.rows(of: dataset, where: isPresent())))"
        return Offenders(
            columns: shown,
            order: columns + key,
            sql: """
                SELECT \(SQLText.columns(shown, of: "this")) FROM \(rows) AS this
                WHERE EXISTS (
                    SELECT 1 FROM \(rows) AS other
                    WHERE \(same.joined(separator: " AND ")) AND \(keys[0]) IS DISTINCT FROM \(keys[1])
                )
                """,
            datasets: [dataset]
        )
    }

    /// Without a key every row is a thing of its own, in views and partitioned tables too.
    private var keylessOffenders: Offenders {
        let list = SQLText.columns(columns)
        return Offenders(
            columns: columns,
            sql: """
                SELECT \(list) FROM (
                    SELECT \(list), count(*) OVER (PARTITION BY \(list)) AS n
                    \(scope.rows(of: dataset, where: isPresent()))
                ) AS counted WHERE n > 1
                """,
            datasets: [dataset]
        )
    }

    private func isPresent() -> String {
        let texts = columns.filter { scope.catalog.relations[dataset]?.column($0)?.category == "S" }
        return ([SQLText.allPresent(columns)] + texts.map { "\(SQLText.column($0)) <> ''" }).joined(separator: " AND ")
    }
}
