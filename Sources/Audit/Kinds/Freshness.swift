import AuditModel

/// Checks that the newest value of a time column is recent enough.
///
/// - Shape: one dataset, one column of instants or days.
/// - Population: 1, the newest value. Violation: its age is outside the limits, which count time.
/// - NULL: is ignored, and so is infinity.
/// - Empty dataset, or no instant at all: not applicable.
struct Freshness: RuleKind {
    var dataset: Located<DatasetName>
    var column: Located<String>
    /// A fixed instant to count the age from; `nil` for the audit's own now.
    var asOf: String?

    static let description = KindDescription(
        name: "freshness",
        summary: "the newest row is recent enough",
        population: "1, the newest row",
        violation: "its age is outside the limits, which count time",
        nulls: "rows without an instant, or with infinity, are ignored",
        dimension: .timeliness,
        defaultLimits: Limits(),
        units: [.seconds, .minutes, .hours, .days],
        keys: [
            .dataset,
            KindKey("column", "the column that holds the instants", .text, isRequired: true),
            KindKey("as_of", "the instant from which the age counts: now (the default) or a fixed one", .text),
        ],
        otherNames: ["source_freshness", "slaProperties", "latency", "recency"],
        example: """
            kind: freshness
            dataset: songplays
            column: start_time
            warn_if: "> 24 hours"
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let column = settings.required("column")
        asOf = settings.string("as_of")?.value == "now" ? nil : settings.instant("as_of")?.value
        guard let dataset, let column else { return nil }
        self.dataset = dataset
        self.column = column
    }

    var references: [Reference] { [Reference(dataset), Reference(column, of: dataset)] }

    func measurement(in scope: RuleScope) -> Measurement {
        let instant = scope.catalog.utc(column.value, of: dataset.value)
        let newest = "max(\(instant)) FILTER (WHERE isfinite(\(instant)))"
        let now = "TIMESTAMP \(SQLLiteral(asOf ?? scope.asOf).sql)"
        return .scan(
            Scan(dataset.value, where: scope.filter),
            [
                Aggregate("newest", newest),
                Aggregate("age_seconds", "floor(extract(epoch FROM \(now) - \(newest)))::bigint"),
            ]
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        guard let newest = readings["newest"] else {
            return .nothing(
                "there are no \(nouns) with a value for \(Measured.words(for: [column.value]))",
                unit: "instants"
            )
        }
        let age = readings.count("age_seconds")
        var measured = Measured(
            number: ExactDecimal(age),
            unit: "instants",
            sentence: "the newest of the \(nouns) is of \(newest) UTC",
            facts: [Fact("newest", "\(newest) UTC")]
        )
        if let asOf {
            let distance = Wording.duration(milliseconds: abs(age) * 1_000)
            measured.sentence += ", \(distance) \(age < 0 ? "after" : "before") \(asOf) UTC"
            measured.facts.append(Fact("counted from", "\(asOf) UTC"))
        } else {
            // The age changes with the clock, which would make the same data look different each day.
            measured.newest = newest.replacing(" ", with: "T") + "Z"
        }
        return measured
    }

    func assertion(in scope: RuleScope) -> String {
        "the newest \(Measured.words(for: [column.value])) of \(scope.name(of: dataset.value)) is recent enough, counted from "
            + (asOf.map { "\($0) UTC" } ?? "the moment of the audit")
    }

    func revealsSensitiveValues(in scope: RuleScope) -> Bool { scope.isSensitive(column.value, of: dataset.value) }

    func offenders(in scope: RuleScope) -> Offenders? { nil }
}
