import AuditModel
import Postgres

/// Checks that no two rows are the same thing of the real world under different keys.
///
/// - Shape: one dataset, columns to compare, and its key (declared for the dataset, its primary key, or `key`).
/// - Population: rows with a value in at least one compared column. Violation: a row that is likely the same as a row of
///   another key; with `counts: possible` also one that is possibly the same.
///   Where every column is compared `as: exact` and nothing else is to be weighed: see ``ExactDuplicates``.
/// - NULL: says neither that two rows agree nor that they differ; so do empty texts.
/// - Empty dataset: not applicable.
struct Duplicates: MeasuresInSteps {
    var dataset: Located<DatasetName>
    var key: [Located<String>]
    var settings: ResolutionSettings

    static let description = KindDescription(
        name: "duplicates",
        summary:
            "no two rows are the same real-world thing under different keys, although they may be spelled differently",
        population:
            "rows with a value in at least one compared column; in every one where each is compared 'as: exact'",
        violation:
            "a row that is likely the same as a row with another key; that is equal to one where each column is compared 'as: exact'",
        nulls: "a missing value says neither that two rows agree nor that they differ; so does an empty text",
        dimension: .uniqueness,
        keys: [
            .dataset,
            KindKey(
                "compare",
                "the columns that tell whether two rows are the same, each a name or { column, as, weight, tolerance }: 'as' is exact, name, text, date or number (without it what type and values suggest), 'weight' low, normal or high, 'tolerance' a number or a number of days",
                .list(.either([.text, .mapping(ResolutionSettings.comparedKeys)])),
                isRequired: true
            ),
            KindKey(
                "key",
                "the columns that tell rows apart; without it the dataset's key",
                .list(.text)
            ),
            KindKey(
                "block",
                "what rows must have in common to be compared, a list of columns, sound(column), prefix(column, 3) or lists of them; without it chosen by what the data look like",
                .list(.either([.text, .list(.text)]))
            ),
            KindKey(
                "threshold",
                "{ likely: 0.9, possible: 0.5 }: from which probability two rows are likely or possibly the same",
                .mapping(ResolutionSettings.thresholdKeys)
            ),
            KindKey(
                "counts",
                "likely (the default) or possible: which pairs are violations",
                .cases(of: ResolutionSettings.Counted.self)
            ),
            KindKey(
                "evidence",
                "a list of { dataset, key, columns, latest }: columns of another table that speak for or against a pair",
                .list(.mapping(ResolutionSettings.evidenceKeys))
            ),
            KindKey(
                "never",
                "a list of { concurrent, key, time, gap }: a table in which one and the same cannot be in session twice at once; without a row for 'gap' (30 minutes if not given) a session ends, and a time that is a number counts milliseconds since 1970",
                .list(.mapping(ResolutionSettings.concurrencyKeys))
            ),
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
        let resolution = ResolutionSettings(reading: settings)
        key = settings.strings("key") ?? []
        guard let dataset, let resolution else { return nil }
        self.dataset = dataset
        self.settings = resolution
    }

    var references: [Reference] {
        [Reference(dataset)] + settings.references(in: dataset) + key.map { Reference($0, of: dataset) }
    }

    private var compared: [String] { settings.compare.map(\.column.value) }

    private func key(in scope: RuleScope) -> [String] {
        key.isEmpty ? scope.key(of: dataset.value) : key.map(\.value)
    }

    /// The rule where all columns are compared exactly, which takes no weighing; `nil` otherwise.
    private func exact(in scope: RuleScope) -> ExactDuplicates? {
        guard settings.asksForEqualRows else { return nil }
        return ExactDuplicates(dataset: dataset.value, columns: compared, key: key(in: scope), scope: scope)
    }

    func question(in scope: RuleScope) -> String {
        settings.asksForEqualRows
            ? measurement(in: scope).sql
            : ([dataset.value.sql, SQLText.columns(key.map(\.value)), scope.filter ?? ""] + settings.question)
                .joined(separator: "\n")
    }

    /// How many rows there are to compare. What they are found to be takes several statements, unless they must be equal.
    func measurement(in scope: RuleScope) -> Measurement {
        if let exact = exact(in: scope) { return .query(exact.measurement) }
        let present = compared.map { "\(SQLText.column($0)) IS NOT NULL" }.joined(separator: " OR ")
        return .query("SELECT count(*) AS population\n\(scope.rows(of: dataset.value, where: present))")
    }

    func measure(in scope: RuleScope, reading snapshot: SnapshotReader) async throws -> (Readings, CloserLook?) {
        if let exact = exact(in: scope) { return try await measure(exact, reading: snapshot) }
        let key = key(in: scope)
        let resolver = EntityResolver(
            dataset: dataset.value,
            key: key,
            settings: settings,
            scope: scope,
            snapshot: snapshot
        )
        let resolution = try await resolver.resolve()
        let sensitive = scope.datasets[dataset.value]?.sensitive ?? []
        var readings = [
            "population": resolution.rows, "violations": resolution.violations,
            "pairs": resolution.violatingPairs.count, "entities": resolution.entities,
            "likely": resolution.count(of: .likely), "possible": resolution.count(of: .possible),
        ].mapValues { Optional(String($0)) }
        readings["fitted"] = resolution.isFitted ? "t" : "f"
        guard resolution.rows > 0 else { return (Readings(readings), nil) }
        var look = CloserLook()
        var names: [Int32: String] = [:]
        if key.allSatisfy({ !sensitive.contains($0) }) {
            names = try await KeyReader(records: resolution.records, snapshot: snapshot).keys(of: resolution.shownRows)
        }
        look.entities = resolution.report(keys: names, noun: scope.noun(of: dataset.value))
        look.offenders = resolution.offenders(of: dataset.value, key: key, sensitive: sensitive)
        look.query = resolution.query
        return (Readings(readings), look)
    }

    private func measure(
        _ exact: ExactDuplicates,
        reading snapshot: SnapshotReader
    ) async throws -> (Readings, CloserLook?) {
        let rows = try await snapshot.rows(exact.measurement)
        let values = zip(rows.columns, rows.values.first ?? [])
        return (Readings(Dictionary(values, uniquingKeysWith: { first, _ in first })), nil)
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        if let exact = exact(in: scope) { return exact.judge(readings) }
        let nouns = scope.noun(of: dataset.value)
        let isPossible = settings.counted == .possible
        let possible = readings.count("possible")
        var facts: [Fact] = []
        if readings.count("likely") > 0 {
            facts.append(Fact("pairs that are likely the same", Wording.count(readings.count("likely"))))
            facts.append(Fact("different \(nouns), if likely pairs are one", Wording.count(readings.count("entities"))))
        }
        if possible > 0 { facts.append(Fact("pairs that are possibly the same", Wording.count(possible))) }
        return .rows(
            readings,
            nouns: nouns,
            broken:
                "are \(isPossible ? "likely or possibly" : "likely") the same as another, by \(Measured.words(for: compared))",
            kept: "are \(isPossible ? "" : "likely ")distinct, by \(Measured.words(for: compared))",
            facts: facts
        )
    }

    func offenders(in scope: RuleScope) -> Offenders? { exact(in: scope)?.offenders }
}
