import AuditModel

/// Checks that a column has a value.
///
/// - Shape: one dataset, one column.
/// - Population: rows. Violation: a row whose value is missing.
/// - NULL: is missing. So is each value listed under `missing`, such as `''` or `0`.
/// - Empty dataset: not applicable.
struct NotNull: RuleKind {
    var dataset: Located<DatasetName>
    var column: Located<String>
    var missing: [SQLLiteral]

    static let description = KindDescription(
        name: "not_null",
        summary: "a column has a value in every row",
        population: "rows",
        violation: "a row whose value is missing",
        nulls: "NULL is missing, and so is each value listed under 'missing'",
        dimension: .completeness,
        keys: [
            .dataset,
            KindKey("column", "the column that must have a value", .text, isRequired: true),
            KindKey("missing", "further values that stand for nothing, such as ['', 0]", .list(.text)),
        ],
        otherNames: [
            "missing", "nullValues", "missingValues", "missing_count", "completeness",
            "expect_column_values_to_not_be_null",
        ],
        example: """
            kind: not_null
            dataset: songs
            column: year
            missing: [0]
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let column = settings.required("column")
        let missing = settings.literals("missing") ?? []
        guard let dataset, let column else { return nil }
        self.dataset = dataset
        self.column = column
        self.missing = missing
    }

    var references: [Reference] { [Reference(dataset), Reference(column, of: dataset)] }

    var nullHandling: NullHandling { .violation }

    func measurement(in scope: RuleScope) -> Measurement {
        // A count of values is what other rules read of the column too.
        let violations =
            missing.isEmpty
            ? Aggregate("violations", "count(*) - count(\(SQLText.column(column.value)))")
            : .violations(where: isMissing)
        return .scan(Scan(dataset.value, where: scope.filter), [.population, violations])
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        .rows(
            readings,
            nouns: scope.noun(of: dataset.value),
            broken: "have no \(Measured.words(for: [column.value]))",
            kept: "have a value for \(Measured.words(for: [column.value]))"
        )
    }

    func assertion(in scope: RuleScope) -> String {
        let others =
            missing.isEmpty ? "" : "; \(missing.map { "'\($0.text)'" }.joined(separator: ", ")) counts as missing too"
        return "all \(scope.rowsInWords(of: dataset.value)) have a value for "
            + Measured.words(for: [column.value]) + others
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        // Where no key says which row it is, the missing value alone would tell nothing.
        let others =
            scope.key(of: dataset.value).isEmpty
            ? scope.catalog.relations[dataset.value]?.columns.map(\.name).filter { $0 != column.value } ?? [] : []
        return .rows(of: dataset.value, where: isMissing, showing: [column.value] + others, in: scope)
    }

    private var isMissing: String {
        let name = SQLText.column(column.value)
        if missing.isEmpty { return "\(name) IS NULL" }
        return "\(name) IS NULL OR \(name) IN (\(missing.map(\.sql).joined(separator: ", ")))"
    }
}

extension NotNull: ProvedByConstraint {
    func proof(in scope: RuleScope) -> Proof? {
        guard missing.isEmpty, let relation = scope.provable(dataset.value) else { return nil }
        guard relation.column(column.value)?.isNotNull == true else { return nil }
        let key = relation.indexes.first { $0.isPrimary && $0.columns.contains(column.value) }
        return Proof(by: key.map { "primary key \($0.name)" } ?? "NOT NULL of the column \(column.value)")
    }

    func brokenRow(in scope: RuleScope) -> BrokenRow? { BrokenRow(of: dataset.value, where: isMissing) }

    func declaration(in scope: RuleScope) -> String? {
        guard missing.isEmpty else { return nil }
        return scope.alter(dataset.value, "ALTER COLUMN \(SQLText.column(column.value)) SET NOT NULL")
    }
}
