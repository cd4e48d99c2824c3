import AuditModel

/// Checks that the values of a column have an allowed form.
///
/// - Shape: one dataset, one column, and `values`, `range`, `pattern`, `not_pattern`, `length` or `type`; of several, all must hold.
/// - Population: rows with a value. Violation: a row whose value is not accepted.
/// - NULL: is ignored; ask for presence with `not_null`.
/// - Empty dataset, or no value at all: not applicable.
struct Accepted: RuleKind {
    var dataset: Located<DatasetName>
    var column: Located<String>
    var criteria: [Criterion]
    var ignoresCase: Bool
    var inWords: String?

    static let description = KindDescription(
        name: "accepted",
        summary: "every value of a column is one of a list, inside a range, or of a given form or type",
        population: "rows with a value",
        violation: "a row whose value is not accepted",
        nulls: "rows without a value are ignored",
        dimension: .conformity,
        keys: [
            .dataset,
            KindKey("column", "the column whose values are checked", .text, isRequired: true),
            KindKey("values", "the accepted values, such as [free, paid]", .list(.text)),
            KindKey(
                "range",
                "the smallest and the largest accepted value, such as [0, 100] or [2018-11-01, 2018-11-30]; null leaves a side "
                    + "open, and a day as the end means its whole day",
                .bounds(.text)
            ),
            KindKey("pattern", "a regular expression of PostgreSQL that the whole value must match", .text),
            KindKey("not_pattern", "a regular expression of PostgreSQL that no part of the value may match", .text),
            KindKey("length", "the smallest and the largest number of characters, such as [1, 64]", .bounds(.count)),
            KindKey(
                "type",
                "what a text can be read as: smallint, integer, bigint, numeric, boolean, date, time, timestamp or uuid (dates "
                    + "and times in ISO form)",
                .cases(of: TextForm.self)
            ),
            KindKey("ignore_case", "true when upper and lower case are the same for 'values' and the patterns", .flag),
            KindKey("in_words", "what an accepted value is, in plain words, such as the name of one artist", .text),
        ],
        otherNames: [
            "invalid", "invalidValues", "accepted_values", "accepted_range", "invalid_count",
            "expect_column_values_to_be_in_set", "expect_column_values_to_be_between",
            "expect_column_values_to_match_regex", "expect_column_value_lengths_to_be_between", "valid_values",
            "valid_format", "pattern", "regex", "range", "enum", "in_set",
        ],
        example: """
            kind: accepted
            dataset: users
            column: level
            values: [free, paid]
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let column = settings.required("column")
        let countBefore = settings.problems.count
        let criteria = Self.criteria(reading: settings)
        ignoresCase = settings.flag("ignore_case") ?? false
        inWords = settings.string("in_words")?.value
        if ignoresCase, ["values", "pattern", "not_pattern"].allSatisfy({ settings.setting($0) == nil }) {
            settings.report(
                "'ignore_case' goes with 'values', 'pattern' or 'not_pattern'",
                at: settings.setting("ignore_case")?.location
            )
        }
        guard let dataset, let column, settings.problems.count == countBefore else { return nil }
        self.dataset = dataset
        self.column = column
        self.criteria = criteria
    }

    var references: [Reference] { [Reference(dataset), Reference(column, of: dataset)] }

    func measurement(in scope: RuleScope) -> Measurement {
        let present = Aggregate("population", "count(\(SQLText.column(column.value)))")
        return .scan(Scan(dataset.value, where: scope.filter), [present, .violations(where: isRefused(in: scope))])
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        .rows(
            readings,
            nouns: "\(scope.noun(of: dataset.value)) with a value for \(Measured.words(for: [column.value]))",
            broken: "have one that is not \(criteriaInWords)",
            kept: "have one that is \(criteriaInWords)"
        )
    }

    func assertion(in scope: RuleScope) -> String {
        "every value of \(Measured.words(for: [column.value])) in \(scope.name(of: dataset.value)) is \(criteriaInWords)"
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        .rows(of: dataset.value, where: isRefused(in: scope), showing: [column.value], in: scope)
    }

    /// False and not NULL for a missing value, so that it can be counted by a filter.
    func isRefused(in scope: RuleScope) -> String {
        let known = scope.catalog.relations[dataset.value]?.column(column.value)
        return criteria.map { refusal(by: $0, of: known) }.joined(separator: " OR ")
    }

    private var criteriaInWords: String {
        if let inWords { return inWords }
        let words = criteria.map(\.inWords)
        return words.joined(separator: " and ") + (ignoresCase ? ", upper or lower case" : "")
    }
}
