import AuditModel

/// Checks how many rows a dataset has.
///
/// - Shape: one dataset, with `where` for a part of it.
/// - Population: 1, the dataset. Violation: 1 when the count is outside its limits, which count rows.
/// - NULL: does not matter.
/// - Empty dataset: is a count of 0, and judged.
struct RowCount: RuleKind {
    var dataset: Located<DatasetName>

    static let description = KindDescription(
        name: "row_count",
        summary: "a table has a plausible number of rows",
        population: "1, the table",
        violation: "the number of rows is outside the limits, which count rows",
        nulls: "does not matter",
        dimension: .completeness,
        defaultLimits: Limits(failIf: [Condition(comparison: .below(ExactDecimal(1)), unit: .rows, text: "< 1")]),
        units: [.rows],
        keys: [.dataset],
        otherNames: ["rowCount", "volume", "expect_table_row_count_to_be_between"],
        example: """
            kind: row_count
            dataset: songs
            fail_if: "< 1"
            """
    )

    init?(reading settings: SettingReader) {
        guard let dataset = settings.dataset() else { return nil }
        self.dataset = dataset
    }

    var references: [Reference] { [Reference(dataset)] }

    var nullHandling: NullHandling { .notApplicable }
    var judgesEmptiness: Bool { true }

    func measurement(in scope: RuleScope) -> Measurement {
        .scan(Scan(dataset.value, where: scope.filter), [Aggregate("rows", "count(*)")])
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let rows = readings.count("rows")
        let sentence = "\(scope.name(of: dataset.value)) holds \(Wording.count(rows)) \(scope.noun(of: dataset.value))"
        return Measured(number: ExactDecimal(rows), unit: "tables", sentence: sentence)
    }

    func assertion(in scope: RuleScope) -> String {
        "\(scope.name(of: dataset.value)) holds a plausible number of \(scope.noun(of: dataset.value))"
    }

    func offenders(in scope: RuleScope) -> Offenders? { nil }
}
