import AuditModel

/// Checks that no two rows look like the same thing of the real world: the same values under another key.
///
/// - Shape: one dataset, columns to compare, and its key (declared for the dataset, its primary key, or `key`).
/// - Population: rows with a value in every compared column. Violation: a row that agrees with a row of another key.
/// - NULL: a row with NULL in a compared column is ignored: nothing is known about it.
/// - Empty dataset: not applicable.
struct Duplicates: RuleKind {
    var dataset: Located<DatasetName>
    var compare: [Located<String>]
    var key: [Located<String>]

    static let description = KindDescription(
        name: "duplicates",
        summary: "no two rows look like the same real-world thing",
        population: "rows with a value in every compared column",
        violation: "a row that has the same values as a row with another key",
        nulls: "rows with a missing value in a compared column are ignored",
        dimension: .uniqueness,
        keys: [
            .dataset,
            KindKey("compare", "the columns that make two rows look the same", isRequired: true),
            KindKey("key", "the columns that tell rows apart; without it the dataset's key"),
        ],
        otherNames: ["entity_resolution", "fuzzy_duplicates", "record_linkage"],
        example: """
            kind: duplicates
            dataset: users
            compare: [first_name, last_name, gender]
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let compare = settings.requiredStrings("compare")
        key = settings.strings("key") ?? []
        guard let dataset, let compare else { return nil }
        self.dataset = dataset
        self.compare = compare
    }

    var references: [Reference] {
        [Reference(dataset)] + (compare + key).map { Reference($0, of: dataset) }
    }

    private var compared: [String] { compare.map(\.value) }

    private func key(in scope: RuleScope) -> [String] {
        key.isEmpty ? scope.key(of: dataset.value) : key.map(\.value)
    }

    func measurement(in scope: RuleScope) -> Measurement {
        let key = key(in: scope)
        let isUnique = key.isEmpty || key == scope.catalog.relations[dataset.value]?.primaryKey
        let entities = isUnique ? "count(*)" : "count(DISTINCT (\(SQLText.columns(key))))"
        let rows = scope.rows(of: dataset.value, where: SQLText.allPresent(compared))
        return .query(
            """
            SELECT coalesce(sum(n), 0) AS population,
                   coalesce(sum(n) FILTER (WHERE entities > 1), 0) AS violations,
                   count(*) FILTER (WHERE entities > 1) AS groups
            FROM (
                SELECT count(*) AS n, \(entities) AS entities
                \(rows)
                GROUP BY \(SQLText.columns(compared))
            ) AS same
            """
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        let columns = Measured.words(for: compared)
        let groups = readings.count("groups")
        return .rows(
            readings,
            nouns: nouns,
            broken: "have the same \(columns) as another",
            kept: compared.count == 1 ? "differ in \(columns)" : "differ in at least one of \(columns)",
            facts: groups > 0 ? [Fact("groups of \(nouns) that look the same", Wording.count(groups))] : []
        )
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        let key = key(in: scope)
        guard !key.isEmpty else { return keylessOffenders(in: scope) }
        let shown = key + compared.filter { !key.contains($0) }
        let same = compared.map { "\(SQLText.column($0, of: "other")) = \(SQLText.column($0, of: "this"))" }
        let keys = ["other", "this"].map { alias in "(\(SQLText.columns(key, of: alias)))" }
        let rows = "(SELECT * \(scope.rows(of: dataset.value)))"
        return Offenders(
            columns: shown,
            order: compared + key,
            sql: """
                SELECT \(SQLText.columns(shown, of: "this")) FROM \(rows) AS this
                WHERE EXISTS (
                    SELECT 1 FROM \(rows) AS other
                    WHERE \(same.joined(separator: " AND ")) AND \(keys[0]) IS DISTINCT FROM \(keys[1])
                )
                """,
            datasets: [dataset.value]
        )
    }

    /// Without a key every row is a thing of its own, in views and partitioned tables too.
    private func keylessOffenders(in scope: RuleScope) -> Offenders {
        let list = SQLText.columns(compared)
        return Offenders(
            columns: compared,
            sql: """
                SELECT \(list) FROM (
                    SELECT \(list), count(*) OVER (PARTITION BY \(list)) AS n
                    \(scope.rows(of: dataset.value, where: SQLText.allPresent(compared)))
                ) AS counted WHERE n > 1
                """,
            datasets: [dataset.value]
        )
    }
}
