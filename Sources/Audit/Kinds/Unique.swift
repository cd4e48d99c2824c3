import AuditModel

/// Checks that no key is repeated or, with `determines`, that a key always goes with the same values.
///
/// - Shape: one dataset, one or more columns; with `determines` further columns that depend on them.
/// - Population: rows whose key is complete; with `determines` the distinct keys.
///   Violation: each row beyond the first of its key; with `determines` a key that goes with more than one combination.
/// - NULL: a row with NULL in its key is ignored, as SQL's unique constraints do; a NULL among the determined columns is
///   a value of its own.
/// - Empty dataset: not applicable.
struct Unique: RuleKind {
    var dataset: Located<DatasetName>
    var columns: [Located<String>]
    var determines: [Located<String>]

    static let description = KindDescription(
        name: "unique",
        summary: "no key occurs twice; with 'determines', a key always goes with the same values",
        population: "rows with a complete key; with 'determines' the distinct keys",
        violation: "a row beyond the first of its key; with 'determines' a key that goes with several values",
        nulls: "rows with a missing part of the key are ignored; among determined columns a missing value is a value",
        dimension: .uniqueness,
        keys: [
            .dataset,
            KindKey("columns", "the columns of the key", .list(.text), isRequired: true),
            KindKey("determines", "columns that must be the same wherever the key is the same", .list(.text)),
        ],
        otherNames: [
            "duplicate", "duplicateValues", "duplicate_count", "unique_combination", "primary_key",
            "unique_combination_of_columns", "expect_column_values_to_be_unique",
            "expect_compound_columns_to_be_unique", "functional_dependency",
        ],
        example: """
            kind: unique
            dataset: users
            columns: [user_id]
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let columns = settings.requiredStrings("columns")
        let determines = settings.setting("determines") == nil ? [] : settings.requiredStrings("determines") ?? []
        guard let dataset, let columns else { return nil }
        for column in determines where columns.contains(where: { $0.value == column.value }) {
            settings.report("'\(column.value)' is part of the key, which determines it anyway", at: column.location)
        }
        self.dataset = dataset
        self.columns = columns
        self.determines = determines
    }

    var references: [Reference] {
        [Reference(dataset)] + (columns + determines).map { Reference($0, of: dataset) }
    }

    private var key: [String] { columns.map(\.value) }
    private var keyInWords: String { Measured.words(for: key) }

    func measurement(in scope: RuleScope) -> Measurement {
        if determines.isEmpty { return .keys(RepeatedKeys(of: key, in: Scan(dataset.value, where: scope.filter))) }
        let list = SQLText.columns(key)
        let rows = scope.rows(of: dataset.value, where: SQLText.allPresent(key))
        return .query(
            """
            SELECT count(*) AS population, count(*) FILTER (WHERE n > 1) AS violations,
                   coalesce(sum(n) FILTER (WHERE n > 1), 0) AS combinations
            FROM (
                SELECT count(*) AS n
                FROM (SELECT DISTINCT \(list), \(SQLText.columns(determines.map(\.value))) \(rows)) AS combinations
                GROUP BY \(list)
            ) AS keys
            """
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        if determines.isEmpty {
            let repeated = readings.count("repeated_keys")
            return .rows(
                readings,
                nouns: nouns,
                broken: "repeat the \(keyInWords) of another",
                kept: "have a \(keyInWords) of their own",
                facts: repeated > 0 ? [Fact("values that occur more than once", Wording.count(repeated))] : []
            )
        }
        let determined = Measured.words(for: determines.map(\.value))
        return .rows(
            readings,
            nouns: "values of \(keyInWords) in \(scope.name(of: dataset.value))",
            unit: "keys",
            broken: "go with more than one \(determined)",
            kept: "go with just one \(determined)"
        )
    }

    func assertion(in scope: RuleScope) -> String {
        let name = scope.name(of: dataset.value)
        if determines.isEmpty {
            return "no two \(scope.rowsInWords(of: dataset.value)) have the same \(keyInWords)"
        }
        return "wherever \(keyInWords) of \(name) is the same, so is \(Measured.words(for: determines.map(\.value)))"
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        let list = SQLText.columns(key)
        let rows = scope.rows(of: dataset.value, where: SQLText.allPresent(key))
        if determines.isEmpty {
            let keys = RepeatedKeys(of: key, in: Scan(dataset.value, where: scope.filter))
            return Offenders(
                columns: key + [keys.countName],
                sql: keys.repeated,
                datasets: [dataset.value],
                grouping: Offenders.Grouping(noun: "repeated keys", reading: "repeated_keys")
            )
        }
        let determined = determines.map(\.value)
        let count = SQLText.column("plumb: combinations")
        return Offenders(
            columns: key + determined,
            sql: """
                SELECT \(list), \(SQLText.columns(determined)) FROM (
                    SELECT \(list), \(SQLText.columns(determined)), count(*) OVER (PARTITION BY \(list)) AS \(count)
                    FROM (SELECT DISTINCT \(list), \(SQLText.columns(determined)) \(rows)) AS combinations
                ) AS keys WHERE \(count) > 1
                """,
            datasets: [dataset.value],
            grouping: Offenders.Grouping(noun: "combinations of values", reading: "combinations")
        )
    }
}

extension Unique: ProvedByConstraint {
    /// An index over some of the columns is enough: where those never repeat, the whole key does not either.
    func proof(in scope: RuleScope) -> Proof? {
        let index = scope.provable(dataset.value)?.indexes.first { $0.isUnique && Set(key).isSuperset(of: $0.columns) }
        return index.map { Proof(by: "\($0.isPrimary ? "primary key" : "unique index") \($0.name)") }
    }

    func declaration(in scope: RuleScope) -> String? {
        guard determines.isEmpty, scope.catalog.relations[dataset.value]?.kind == .table else { return nil }
        return scope.alter(dataset.value, "ADD UNIQUE (\(SQLText.columns(key)))")
    }
}
