import AuditModel

/// Checks that an aggregate is within bounds, or near what it used to be.
///
/// - Shape: one dataset, one aggregate over its rows; with `per` over the rows of the newest period that has ended.
/// - Population: 1, the value. Violation: it is outside its limits or, with `expect`, too far from the median of its
///   history: earlier periods with `per`, earlier runs without. The value under test is not part of its history.
/// - NULL: is what the aggregate makes of it; a value that is NULL is nothing to look at.
/// - Empty dataset, or too little history: not applicable.
/// - With `compare_with: other weeks` every period is held against the same time of other weeks: see ``SeasonalVolume``.
/// - Source of `within … mad`: see ``RobustBaseline``.
struct Metric: RuleKind {
    /// The periods that each have a value.
    struct Periods: Sendable {
        var column: Located<String>
        var step: TimeStep
    }

    /// What is expected of a value by its history.
    struct Expectation: Sendable {
        /// How many median absolute deviations a value may be away from the median.
        var deviations: ExactDecimal
        /// How many earlier values to look at.
        var last: Int
        /// How many of them there must be.
        var minimum: Int
    }

    var dataset: Located<DatasetName>
    var value: Located<String>
    var label: String
    var periods: Periods?
    var expectation: Expectation?
    var seasons: SeasonalVolume?

    static let description = KindDescription(
        name: "metric",
        summary: "a figure computed over a table is within bounds, or near what it used to be",
        population:
            "1, the figure; with 'per' that of the newest period that has ended; with 'compare_with' the periods that "
            + "can be compared",
        violation: "the figure is outside the limits, which count what it counts; with 'expect' it is too far from the "
            + "median of its history; with 'compare_with' a period whose count is",
        nulls: "as the aggregate has it; a figure that is missing is nothing to look at",
        dimension: .accuracy,
        defaultLimits: Limits(),
        units: [.rows],
        keys: [
            .dataset,
            KindKey("value", "an aggregate in SQL, such as count(*) or avg(length)", .text, isRequired: true),
            KindKey("label", "what the figure is, in plain words, such as average length of a song", .text),
            KindKey(
                "per",
                "one figure for each period: a column with instants and a period, such as start_time by day",
                .form("\\S\\s+[Bb][Yy]\\s+\\S")
            ),
            KindKey(
                "expect",
                "what is expected by the history: { within: 3 mad, of: last 28, min_history: 7 }, that is at most 3 median "
                    + "absolute deviations from the median of the last 28 periods (without 'per' of the last 28 runs); "
                    + "or { within: 5 mad, compare_with: other weeks, min_history: 3 }: every period of a count is compared "
                    + "with the same time of other weeks",
                .mapping(expectationKeys)
            ),
        ],
        otherNames: [
            "aggregate", "avg", "sum", "statistic", "anomaly_detection", "column_anomalies", "volume_anomalies",
            "change_over_time", "expect_column_mean_to_be_between", "expect_column_sum_to_be_between",
            "expect_column_max_to_be_between", "expect_column_min_to_be_between", "expect_column_median_to_be_between",
            "expect_column_stdev_to_be_between",
        ],
        example: """
            kind: metric
            dataset: songplays
            value: count(*)
            label: number of plays
            per: start_time by day
            expect: { within: 3 mad, of: last 28, min_history: 7 }
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let value = settings.requiredSQL("value")
        let countBefore = settings.problems.count
        let periods = Self.periods(reading: settings)
        let expectation = Self.expectation(reading: settings)
        let seasons = expectation.flatMap { SeasonalVolume(reading: settings, periods, value?.value, $0) }
        label = settings.string("label")?.value ?? "figure"
        guard let dataset, let value, settings.problems.count == countBefore else { return nil }
        self.dataset = dataset
        self.value = value
        self.periods = periods
        self.expectation = expectation
        self.seasons = seasons
    }

    private static func periods(reading settings: SettingReader) -> Periods? {
        guard let text = settings.string("per") else { return nil }
        let match = text.value.wholeMatch(of: /(.*\S)\s+[Bb][Yy]\s+(.+)/)
        guard let match, let step = TimeStep(String(match.2)), step.seconds != nil || step.number == 1 else {
            settings.report(
                "'\(text.value)' is not a column and a period; write for example 'start_time by day'",
                at: text.location
            )
            return nil
        }
        return Periods(column: Located(String(match.1), at: text.location), step: step)
    }

    private static let expectationKeys = [
        KindKey(
            "within",
            "the distance from the median that is expected, such as 3 mad",
            .form("^[0-9.]+\\s*[Mm][Aa][Dd][Ss]?$"),
            isRequired: true
        ),
        KindKey(
            "of",
            "how much history to look at, such as last 28; required without 'compare_with'",
            .form("^[Ll]ast\\s+[0-9]{1,4}$")
        ),
        KindKey(
            "compare_with",
            "what every period of a count is compared with, instead of the newest with those before",
            .cases(of: SeasonalVolume.Comparison.self)
        ),
        KindKey(
            "min_history",
            "how much history there must be; 7 unless said otherwise, 3 with 'compare_with'",
            .count
        ),
    ]

    private static func expectation(reading settings: SettingReader) -> Expectation? {
        guard let inner = settings.mapping("expect", keys: expectationKeys.map(\.name)) else { return nil }
        defer { settings.adopt(inner) }
        let within = inner.required("within")
        let isSeasonal = inner.choice("compare_with", SeasonalVolume.Comparison.self) != nil
        if isSeasonal, let of = inner.setting("of") {
            inner.report("'of' does not go with 'compare_with'", at: of.location)
        }
        let of = inner.setting("compare_with") == nil ? inner.required("of") : nil
        let minimum = inner.count("min_history") ?? (isSeasonal ? 3 : 7)
        let deviations = within?.value.lowercased().wholeMatch(of: /([0-9.]+)\s*mads?/).flatMap { ExactDecimal($0.1) }
        if let within, deviations.map({ $0 <= ExactDecimal(0) || !($0 <= ExactDecimal(1_000)) || $0.scale > 3 }) ?? true
        {
            inner.report(
                "'\(within.value)' is not a distance; write for example '3 mad' (at most 1000)",
                at: within.location
            )
        }
        let last = of?.value.lowercased().wholeMatch(of: /last\s+([0-9]{1,4})/).flatMap { Int($0.1) }
        if let of, last.map({ !(1...1_000).contains($0) }) ?? true {
            inner.report("'\(of.value)' is not a history; write for example 'last 28' (at most 1000)", at: of.location)
        } else if let last, !(1...last).contains(minimum) {
            inner.report(
                "'min_history' must be from 1 to \(last), as many as 'of' looks at",
                at: inner.setting("min_history")?.location ?? of?.location
            )
        }
        guard let deviations, isSeasonal || last != nil else { return nil }
        return Expectation(deviations: deviations, last: last ?? 0, minimum: minimum)
    }

    var references: [Reference] {
        [Reference(dataset)] + (periods.map { [Reference($0.column, of: dataset)] } ?? [])
    }

    var nullHandling: NullHandling { .notApplicable }
    var hasOwnExpectation: Bool { expectation != nil && seasons == nil }
    var defaultLimits: Limits { seasons == nil ? Self.description.defaultLimits : .noViolation }
    var historyLength: Int? { periods == nil ? expectation?.last : nil }

    func assertion(in scope: RuleScope) -> String {
        let place = periods.map { ", for the newest \($0.step.unit) that has ended by \($0.column.value)" } ?? ""
        let figure = "the \(label) of \(scope.name(of: dataset.value)) (\(value.value))\(place)"
        guard let expectation else { return "\(figure) is within its limits" }
        if let seasons { return seasons.assertion(of: self, in: scope) }
        return "\(figure) is at most \(expectation.deviations) median absolute deviations from the median of the last "
            + "\(expectation.last) \(periods?.step.plural ?? "runs")"
    }

    /// A count, a sum, a mean or a deviation is no value of a row; any other aggregate may be.
    func revealsSensitiveValues(in scope: RuleScope) -> Bool {
        let words = value.value.lowercased().replacing(/\b(count|sum|avg|stddev\w*|var\w*)\s*\([^()]*\)/, with: "")
            .split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") }
        let sensitive = scope.datasets[dataset.value]?.sensitive ?? []
        return sensitive.contains { words.contains(Substring($0.lowercased())) || $0 == periods?.column.value }
    }

    func offenders(in scope: RuleScope) -> Offenders? { seasons?.offenders(of: self, in: scope) }
}

// MARK: - Measuring

extension Metric {
    func measurement(in scope: RuleScope) -> Measurement {
        if let seasons { return .query(seasons.query(of: self, in: scope)) }
        guard let periods else {
            // A count beside it makes the server refuse a value that is no aggregate, instead of giving that of some row.
            return .scan(Scan(dataset.value, where: scope.filter), [.population, Aggregate("value", number)])
        }
        return .query(query(periods, in: scope))
    }

    /// The aggregate as a number that can be compared exactly; one that is infinite, not a number or too large is an
    /// error that says so.
    private var number: String {
        let number = "\(SQLText.parenthesized(value.value))::numeric"
        return """
            CASE WHEN abs(\(number)) < 1e19 THEN trim_scale(round(\(number), 9)) \
            ELSE (\(number)::text || ' is too large or not a number')::numeric END
            """
    }

    /// The newest period that has ended and the values of those before it.
    private func query(_ periods: Periods, in scope: RuleScope) -> String {
        let step = periods.step
        let column = SQLText.column(periods.column.value)
        let bucket = step.bucket(scope.catalog.utc(periods.column.value, of: dataset.value))
        // A period without rows has a count, which is 0; other figures it does not have.
        let absent = isCount ? "0" : "NULL"
        return """
            WITH filled AS (
                SELECT \(bucket) AS bucket, \(number) AS value
                \(scope.rows(of: dataset.value, where: "isfinite(\(column))"))
                GROUP BY 1
            ), ended AS (
                SELECT bucket, CASE WHEN filled.bucket IS NULL THEN \(absent) ELSE value END AS value
                FROM (SELECT generate_series(min(bucket), max(bucket), INTERVAL '\(step.interval)') AS bucket FROM filled) AS series
                LEFT JOIN filled USING (bucket)
                WHERE bucket + INTERVAL '\(step.interval)' <= TIMESTAMP \(SQLLiteral(scope.asOf).sql)
            ), newest AS (
                SELECT bucket, value FROM ended ORDER BY bucket DESC LIMIT 1
            ), earlier AS (
                SELECT bucket, value FROM ended WHERE bucket < (SELECT bucket FROM newest)
                ORDER BY bucket DESC LIMIT \(expectation?.last ?? 0)
            )
            SELECT (SELECT bucket FROM newest) AS period, (SELECT value FROM newest) AS value,
                   (SELECT string_agg(value::text, ' ' ORDER BY bucket DESC) FROM earlier) AS history
            """
    }

    private var isCount: Bool { Self.isCount(value.value) }

    /// Whether an aggregate counts rows, so that a period without rows has 0 of them.
    static func isCount(_ aggregate: String) -> Bool {
        aggregate.wholeMatch(of: /\s*[Cc][Oo][Uu][Nn][Tt]\s*\([^()]*\)\s*/) != nil
    }
}

// MARK: - Judging

extension Metric {
    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        if let seasons { return seasons.judge(readings, of: self, in: scope) }
        guard let value = readings["value"].flatMap({ ExactDecimal(measured: $0) }) else {
            return .nothing("there are no \(scope.noun(of: dataset.value)) to compute the \(label) of", unit: "figures")
        }
        let place = periods.flatMap { periods in readings["period"].map { periods.step.phrase(from: $0) } } ?? ""
        let sentence = "the \(label)\(place) is \(Wording.number(value))"
        guard let expectation else { return Measured(number: value, unit: "figures", sentence: sentence) }
        let earlier = readings["history"]?.split(separator: " ").compactMap { ExactDecimal(measured: $0) }
        let history = Array((periods == nil ? scope.history : earlier ?? []).prefix(expectation.last))
        let noun = periods?.step.plural ?? "runs"
        guard history.count >= expectation.minimum, let baseline = RobustBaseline(of: history) else {
            let reason =
                "\(sentence); of \(expectation.minimum) earlier \(noun) that it takes to compare, there are \(history.count)"
            // The figure is known, and the history of the next.
            var measured = Measured(number: value, unit: "figures", sentence: reason, emptyReason: reason)
            measured.population = 0
            return measured
        }
        let range = baseline.range(within: expectation.deviations)
        let text = "not between \(range.lower) and \(range.upper)"
        var measured = Measured(
            number: value,
            unit: "figures",
            sentence: "\(sentence); the median of the \(Wording.count(history.count)) \(noun) before is "
                + "\(Wording.number(baseline.median)), their usual distance from it \(Wording.number(baseline.deviation))",
            facts: [
                Fact("median of \(history.count) earlier \(noun)", Wording.number(baseline.median)),
                Fact("usual distance from it", Wording.number(baseline.deviation)),
                Fact("expected", "\(Wording.number(range.lower)) to \(Wording.number(range.upper))"),
            ]
        )
        let condition = Condition(comparison: .notBetween(range.lower, range.upper), unit: .rows, text: text)
        measured.expectation = Limits(failIf: [condition])
        return measured
    }
}

extension TimeStep {
    /// Which period is meant: ` on 2018-11-30`, ` in the hour from 2018-11-30 12:00:00 UTC`.
    fileprivate func phrase(from beginning: String) -> String {
        let day = beginning.prefix(10)
        guard let seconds else { return " in the month from \(day)" }
        if seconds == 86_400 { return " on \(day)" }
        let length = number == 1 ? unit.rawValue : interval
        return seconds.isMultiple(of: 86_400)
            ? " in the \(length) from \(day)" : " in the \(length) from \(beginning) UTC"
    }
}
