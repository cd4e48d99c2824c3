import AuditModel

// Members: values of any kind that must all occur.

extension Coverage {
    /// The common part of the queries: `expected` and `missing` with the column `member`.
    func members(in scope: RuleScope) -> String {
        let name = SQLText.column(column.value)
        var occurring = name
        let expected: String
        if case .members(let values) = demand {
            let known = scope.catalog.relations[dataset.value]?.column(column.value)
            if known.map({ $0.labels.isEmpty && !["A", "C"].contains($0.category) }) ?? true {
                // The first place of the array makes the others values of the column's type, without its length or scale.
                let places = ["(SELECT \(name) FROM \(dataset.value.sql) WHERE false)"] + values.map(\.sql)
                expected =
                    "SELECT member FROM unnest(ARRAY[\(places.joined(separator: ", "))]) AS listed (member) "
                    + "WHERE member IS NOT NULL"
            } else {
                // An enum cannot be compared with a value that it lacks, and an array would not stay one.
                occurring = "\(name)::text"
                expected =
                    "SELECT member FROM (VALUES \(values.map { "(\($0.sql))" }.joined(separator: ", "))) AS listed (member)"
            }
        } else {
            expected = "SELECT promised AS member FROM (\(promise?.values(in: scope) ?? "")) AS promises"
        }
        return """
            WITH expected AS (
                \(expected)
            ), present AS (
                SELECT DISTINCT \(occurring) AS member \(scope.rows(of: dataset.value, where: "\(name) IS NOT NULL"))
            ), missing AS (
                SELECT member FROM expected WHERE NOT EXISTS (SELECT 1 FROM present WHERE present.member = expected.member)
            )
            """
    }

    /// The members that break the rule, for examples.
    var missingMembers: String { "SELECT member AS \(SQLText.column(column.value)) FROM missing" }

    func membersQuery(in scope: RuleScope, showing examples: ExampleDemand? = nil) -> String {
        let shown = examples.map { ",\n       \($0.list(from: "(\(missingMembers)) AS members")) AS examples" } ?? ""
        return """
            \(members(in: scope))
            SELECT (SELECT count(*) FROM expected) AS population, (SELECT count(*) FROM missing) AS violations\(shown)
            """
    }

    func judgeMembers(_ readings: Readings, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        return .rows(
            readings,
            nouns: "values that \(Measured.words(for: [column.value])) should have",
            unit: "values",
            broken: "have no \(nouns)",
            kept: "have \(nouns)"
        )
    }
}
