import AuditModel

/// Checks that a SQL condition holds in each row.
///
/// - Shape: one dataset, one condition over its columns.
/// - Population: rows. Violation: a row for which the condition is false.
/// - NULL: a condition that is NULL is ignored, or a violation with `nulls: violation`.
/// - Empty dataset: not applicable.
struct Expression: RuleKind {
    var dataset: Located<DatasetName>
    var holds: Located<String>
    var columns: [Located<String>]
    var nulls: NullPolicy

    static let description = KindDescription(
        name: "expression",
        summary: "a condition holds in every row",
        population: "rows",
        violation: "a row for which the condition is false",
        nulls: "a condition that is NULL is ignored, or a violation with 'nulls: violation'",
        dimension: .consistency,
        keys: [
            .dataset,
            KindKey("holds", "a SQL condition over the columns of the row", .text, isRequired: true),
            KindKey("columns", "the columns to show of offending rows", .list(.text)),
            .nulls,
        ],
        otherNames: ["expression_is_true", "failed_rows", "user_defined", "satisfies"],
        example: """
            kind: expression
            dataset: time
            holds: hour = extract(hour from start_time)
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let holds = settings.requiredSQL("holds")
        let columns = settings.strings("columns") ?? []
        let nulls = settings.choice("nulls", NullPolicy.self) ?? .ignore
        guard let dataset, let holds else { return nil }
        self.dataset = dataset
        self.holds = holds
        self.columns = columns
        self.nulls = nulls
    }

    var references: [Reference] { [Reference(dataset)] + columns.map { Reference($0, of: dataset) } }

    var nullHandling: NullHandling { nulls.handling }

    func measurement(in scope: RuleScope) -> Measurement {
        .scan(Scan(dataset.value, where: scope.filter), [.population, .violations(where: isBroken)])
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        .rows(
            readings,
            nouns: scope.noun(of: dataset.value),
            broken: "do not fulfil the condition of this rule",
            kept: "fulfil the condition of this rule"
        )
    }

    func assertion(in scope: RuleScope) -> String {
        "for all \(scope.rowsInWords(of: dataset.value)) this holds: \(holds.value)"
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        let shown =
            columns.isEmpty
            ? scope.catalog.relations[dataset.value]?.columns.map(\.name) ?? [] : columns.map(\.value)
        return .rows(of: dataset.value, where: isBroken, showing: shown, in: scope)
    }

    private var isBroken: String {
        let condition = SQLText.parenthesized(holds.value)
        return nulls == .violation ? "\(condition) IS NOT TRUE" : "NOT \(condition)"
    }
}

extension Expression: ProvedByConstraint {
    func proof(in scope: RuleScope) -> Proof? { nil }

    func brokenRow(in scope: RuleScope) -> BrokenRow? { BrokenRow(of: dataset.value, where: isBroken) }

    func declaration(in scope: RuleScope) -> String? {
        // A CHECK looks at one row only.
        guard holds.value.firstMatch(of: /(?i)\bselect\b/) == nil else { return nil }
        let condition = SQLText.parenthesized(holds.value)
        return scope.alter(dataset.value, "ADD CHECK \(nulls == .violation ? "(\(condition) IS TRUE)" : condition)")
    }
}
