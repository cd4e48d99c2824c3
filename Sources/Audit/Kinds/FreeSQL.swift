import AuditModel

/// Checks that a query returns no row.
///
/// - Shape: a query in `rows`; a second one in `population` that returns one number.
/// - Population: what `population` returns, else 1. Violation: a row that the query returns.
/// - NULL: is what the query makes of it.
/// - Empty population: not applicable, unless the query returns rows all the same. A population that is not a number
///   is an error.
struct FreeSQL: RuleKind {
    var rows: Located<String>
    var population: Located<String>?
    var unit: String

    static let description = KindDescription(
        name: "sql",
        summary: "a query returns no row",
        population: "what the query under 'population' returns, else 1",
        violation: "a row that the query returns",
        nulls: "as the query has it",
        dimension: .accuracy,
        keys: [
            KindKey("rows", "a query that returns the rows that are wrong", .text, isRequired: true),
            KindKey("population", "a query that returns how many things were looked at", .text),
            KindKey("unit", "what both count, in the plural, such as plays; rows by default", .text),
        ],
        otherNames: ["query", "custom_sql", "singular_test", "failed_rows_query", "unexpected_rows_expectation"],
        example: """
            kind: sql
            rows: |
              select user_id, start_time, count(*) from songplays group by 1, 2 having count(*) > 1
            population: select count(*) from songplays
            """
    )

    init?(reading settings: SettingReader) {
        let rows = settings.requiredSQL("rows")
        population = settings.sql("population")
        unit = settings.string("unit")?.value ?? "rows"
        guard let rows else { return nil }
        self.rows = rows
    }

    var references: [Reference] { [] }

    var nullHandling: NullHandling { .notApplicable }

    func measurement(in scope: RuleScope) -> Measurement {
        let population = population.map { "(\(SQLText.withoutTerminator($0.value))\n)::bigint" } ?? "1"
        return .query(
            """
            SELECT \(population) AS population, count(*) AS violations
            FROM (
            \(SQLText.withoutTerminator(rows.value))
            ) AS offending
            """
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let violations = readings.count("violations")
        let isContradicted = violations > 0 && readings.count("population") <= 0
        guard population == nil || isContradicted else {
            return .rows(readings, nouns: unit, unit: unit, broken: "break this rule", kept: "keep this rule")
        }
        let found = violations == 1 ? "1 of the \(unit) breaks" : "\(Wording.count(violations)) \(unit) break"
        let sentence = violations > 0 ? "\(found) this rule" : "no \(unit) break this rule"
        guard isContradicted else {
            return Measured(population: 1, violations: violations, unit: unit, sentence: sentence)
        }
        // Rows that were found were looked at, whatever the other query says; they must not vanish as nothing to look at.
        return Measured(
            population: violations,
            violations: violations,
            unit: unit,
            sentence: sentence + ", although the query under 'population' counts none"
        )
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        Offenders(columns: [], sql: SQLText.withoutTerminator(rows.value), datasets: Array(scope.datasets.keys))
    }
}
