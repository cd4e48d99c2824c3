import AuditModel

/// Checks that the values of a column have an allowed form.
///
/// - Shape: one dataset, one column, and one of `values`, `range`, `pattern` or `length`.
/// - Population: rows with a value. Violation: a row whose value is not accepted.
/// - NULL: is ignored; ask for presence with `not_null`.
/// - Empty dataset, or no value at all: not applicable.
struct Accepted: RuleKind {
    /// What makes a value acceptable.
    enum Criterion: Sendable {
        case values([SQLLiteral])
        case range(SQLLiteral?, SQLLiteral?)
        case pattern(String)
        case length(SQLLiteral?, SQLLiteral?)
    }

    var dataset: Located<DatasetName>
    var column: Located<String>
    var criterion: Criterion

    static let description = KindDescription(
        name: "accepted",
        summary: "every value of a column is one of a list, inside a range, or of a given form",
        population: "rows with a value",
        violation: "a row whose value is not accepted",
        nulls: "rows without a value are ignored",
        dimension: .conformity,
        keys: [
            .dataset,
            KindKey("column", "the column whose values are checked", isRequired: true),
            KindKey("values", "the accepted values, such as [free, paid]"),
            KindKey("range", "the smallest and the largest accepted value, such as [0, 100]; null leaves a side open"),
            KindKey("pattern", "a regular expression of PostgreSQL that the whole value must match"),
            KindKey("length", "the smallest and the largest number of characters, such as [1, 64]"),
        ],
        otherNames: [
            "invalid", "invalidValues", "accepted_values", "accepted_range", "invalid_count",
            "expect_column_values_to_be_in_set", "expect_column_values_to_be_between",
            "expect_column_values_to_match_regex",
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
        let criterion = Self.criterion(reading: settings)
        guard let dataset, let column, let criterion else { return nil }
        self.dataset = dataset
        self.column = column
        self.criterion = criterion
    }

    private static func criterion(reading settings: SettingReader) -> Criterion? {
        let given = ["values", "range", "pattern", "length"].filter { settings.setting($0) != nil }
        guard given.count == 1 else {
            settings.report(
                "\(settings.subject) needs just one of 'values', 'range', 'pattern' and 'length'",
                at: given.last.flatMap { settings.setting($0)?.location }
            )
            return nil
        }
        switch given[0] {
        case "values":
            return settings.requiredStrings("values").map { .values($0.map { SQLLiteral($0.value) }) }
        case "pattern":
            return settings.required("pattern").map { .pattern($0.value) }
        default:
            guard let bounds = settings.bounds(given[0]) else { return nil }
            return given[0] == "range" ? .range(bounds.0, bounds.1) : .length(bounds.0, bounds.1)
        }
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
            broken: "have one that is not \(criterionInWords)",
            kept: "have one that is \(criterionInWords)"
        )
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        .rows(of: dataset.value, where: isRefused(in: scope), showing: [column.value], in: scope)
    }

    /// False and not NULL for a missing value, so that it can be counted by a filter.
    private func isRefused(in scope: RuleScope) -> String {
        let name = SQLText.column(column.value)
        switch criterion {
        case .values(let values):
            // An enum cannot be compared with a value that it lacks, which a list of accepted values may well hold.
            let isEnum = scope.catalog.relations[dataset.value]?.column(column.value)?.category == "E"
            return "\(name)\(isEnum ? "::text" : "") NOT IN (\(values.map(\.sql).joined(separator: ", ")))"
        case .range(let lower, let upper):
            return Self.outside(name, lower, upper)
        case .pattern(let pattern):
            return "\(name)::text !~ \(SQLLiteral("^(?:\(pattern))$").sql)"
        case .length(let lower, let upper):
            return Self.outside("char_length(\(name)::text)", lower, upper)
        }
    }

    private static func outside(_ expression: String, _ lower: SQLLiteral?, _ upper: SQLLiteral?) -> String {
        let below = lower.map { "\(expression) < \($0.sql)" }
        let above = upper.map { "\(expression) > \($0.sql)" }
        return [below, above].compactMap(\.self).joined(separator: " OR ")
    }

    private var criterionInWords: String {
        switch criterion {
        case .values(let values): "one of \(values.map(\.text).joined(separator: ", "))"
        case .range(let lower, let upper): Self.bounds(lower, upper)
        case .pattern(let pattern): "of the form \(pattern)"
        case .length(let lower, let upper): "\(Self.bounds(lower, upper)) characters long"
        }
    }

    private static func bounds(_ lower: SQLLiteral?, _ upper: SQLLiteral?) -> String {
        switch (lower, upper) {
        case (let lower?, let upper?): "between \(lower.text) and \(upper.text)"
        case (let lower?, nil): "at least \(lower.text)"
        case (nil, let upper?): "at most \(upper.text)"
        case (nil, nil): "anything"
        }
    }
}
