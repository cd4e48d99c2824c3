import AuditModel

/// Checks that a text is always spelled the same way: that no two differ only in case or spacing.
///
/// - Shape: one dataset, one column of texts; with `within` texts are compared only where those columns are the same.
/// - Population: distinct texts, after the differences in case and spacing are taken away. Violation: one that is spelled in
///   several ways.
/// - NULL: is ignored, also in a column of `within`; so is a text that holds nothing but spaces.
/// - Empty dataset: not applicable.
struct Spelling: RuleKind {
    /// A difference that does not make another text.
    enum Difference: String, CaseIterable {
        case letterCase = "case"
        case spacing
    }

    var dataset: Located<DatasetName>
    var column: Located<String>
    var within: [Located<String>]
    var ignored: [Difference]

    static let description = KindDescription(
        name: "spelling",
        summary: "a text is always spelled the same way: no two differ only in case or spacing",
        population: "distinct texts, apart from case and spacing",
        violation: "a text that is spelled in several ways",
        nulls: "rows without a text are ignored",
        dimension: .consistency,
        keys: [
            .dataset,
            KindKey("column", "the column that holds the texts", .text, isRequired: true),
            KindKey(
                "within",
                "columns that must be the same for two texts to be compared, such as [artist_id]",
                .list(.text)
            ),
            KindKey(
                "ignore",
                "the differences that do not make another text: [case, spacing] without it, or one of them",
                .list(.cases(of: Difference.self))
            ),
        ],
        otherNames: ["case_insensitive_duplicates", "inconsistent_spelling", "whitespace"],
        example: """
            kind: spelling
            dataset: artists
            column: name
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let column = settings.required("column")
        within = settings.setting("within") == nil ? [] : settings.requiredStrings("within") ?? []
        let names = settings.setting("ignore") == nil ? [] : settings.requiredStrings("ignore") ?? []
        for name in names where Difference(rawValue: name.value) == nil {
            settings.report("unknown difference '\(name.value)'; it is one of case, spacing", at: name.location)
        }
        ignored = names.isEmpty ? Difference.allCases : names.compactMap { Difference(rawValue: $0.value) }
        guard let dataset, let column else { return nil }
        self.dataset = dataset
        self.column = column
    }

    var references: [Reference] {
        [Reference(dataset)] + ([column] + within).map { Reference($0, of: dataset) }
    }

    func measurement(in scope: RuleScope) -> Measurement {
        .query(
            """
            \(spellings(in: scope))
            SELECT count(*) AS population, count(*) FILTER (WHERE ways > 1) AS violations,
                   coalesce(sum(ways) FILTER (WHERE ways > 1), 0) AS spellings
            FROM (SELECT count(*) AS ways FROM spelled GROUP BY \(group)) AS texts
            """
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let words = ignored.map(\.rawValue).joined(separator: " or ")
        return .rows(
            readings,
            nouns: "values of \(Measured.words(for: [column.value])) in \(scope.name(of: dataset.value))",
            unit: "texts",
            broken: "have several spellings that differ only in \(words)",
            kept: "have just one spelling"
        )
    }

    func assertion(in scope: RuleScope) -> String {
        let place = within.isEmpty ? "" : " of the same \(Measured.words(for: within.map(\.value)))"
        return
            "no two values of \(Measured.words(for: [column.value]))\(place) in \(scope.name(of: dataset.value)) differ only "
            + "in \(ignored.map(\.rawValue).joined(separator: " or "))"
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        let shown = within.map(\.value) + [column.value]
        return Offenders(
            columns: shown + ["rows"],
            order: ["folded"] + shown,
            sql: """
                \(spellings(in: scope))
                SELECT \(SQLText.columns(shown)), n AS "rows", folded
                FROM (SELECT *, count(*) OVER (PARTITION BY \(group)) AS ways FROM spelled) AS texts WHERE ways > 1
                """,
            datasets: [dataset.value],
            grouping: Offenders.Grouping(noun: "spellings", reading: "spellings")
        )
    }

    private var group: String {
        (within.map { SQLText.column($0.value) } + ["folded"]).joined(separator: ", ")
    }

    /// `spelled`: each spelling once, with the number of its rows and the text that is left without the differences.
    private func spellings(in scope: RuleScope) -> String {
        let shown = SQLText.columns(within.map(\.value) + [column.value])
        // To a type such as citext, spellings that differ in case are one value.
        let text = "\(SQLText.column(column.value))::text"
        let asText = "\(text) AS \(SQLText.column(column.value))"
        let shownAsText = (within.map { SQLText.column($0.value) } + [asText]).joined(separator: ", ")
        var folded = text
        // The no-break space is none to every locale.
        if ignored.contains(.spacing) { folded = "regexp_replace(\(folded), '[\\s\\u00A0]+', '', 'g')" }
        if ignored.contains(.letterCase) { folded = "lower(\(folded))" }
        return """
            WITH spelled AS (
                SELECT \(shown), folded, n
                FROM (
                    SELECT \(shownAsText), \(folded) AS folded, count(*) AS n
                    \(scope.rows(of: dataset.value, where: SQLText.allPresent(within.map(\.value) + [column.value])))
                    GROUP BY \((1...within.count + 2).map(String.init).joined(separator: ", "))
                ) AS texts
                WHERE folded !~ '^[\\s\\u00A0]*$'
            )
            """
    }
}
