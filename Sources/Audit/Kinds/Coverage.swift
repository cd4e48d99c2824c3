import AuditModel

/// Checks that there is no gap in time.
///
/// - Shape: one dataset, one column of instants or days, and either `every` (periods that must all have rows) or
///   `longest_gap` (the longest time that may pass between two neighbouring rows). `from` and `to` set the ends, which
///   are otherwise the data's own; a bare day as `to` means its whole day.
/// - Population: with `every` the expected periods, with `longest_gap` the gaps between neighbouring rows.
///   Violation: a period without a row, or a gap that is longer.
/// - NULL: is ignored, and so is infinity.
/// - Empty dataset: not applicable, unless `from` and `to` are given: then every period is missing.
struct Coverage: RuleKind {
    /// What is asked of the instants.
    enum Demand: Sendable {
        case every(TimeStep)
        case longestGap(TimeStep)
    }

    var dataset: Located<DatasetName>
    var column: Located<String>
    var demand: Demand
    var from: String?
    var to: String?
    var acceptedGaps: [TimeSpan]

    static let description = KindDescription(
        name: "coverage",
        summary: "there is no gap in time: every period has rows, or no gap is longer than allowed",
        population: "with 'every' the expected periods, with 'longest_gap' the gaps between neighbouring rows",
        violation: "a period without a row, or a gap that is longer than allowed",
        nulls: "rows without an instant are ignored",
        dimension: .coverage,
        keys: [
            .dataset,
            KindKey("column", "the column that holds the instants", isRequired: true),
            KindKey("every", "the period that must have rows, such as 1 day or 1 hour"),
            KindKey("longest_gap", "the longest time that may pass between two neighbouring rows, such as 24 hours"),
            KindKey("from", "the first instant that is expected; without it the data's own"),
            KindKey("to", "the last instant that is expected; without it the data's own"),
            KindKey("accepted_gaps", "spans that may be empty, such as [[2018-11-03, 2018-11-04]]"),
        ],
        otherNames: ["gaps", "expect_row_values_to_have_data_for_every_n_datepart", "sequential_values"],
        example: """
            kind: coverage
            dataset: songplays
            column: start_time
            every: 1 day
            from: 2018-11-01
            to: 2018-11-30
            """
    )

    init?(reading settings: SettingReader) {
        let dataset = settings.dataset()
        let column = settings.required("column")
        let from = settings.instant("from")
        let to = settings.instant("to")
        let acceptedGaps = settings.spans("accepted_gaps") ?? []
        let demand = Self.demand(reading: settings)
        if let from, let to, Self.end(of: to.value) < from.value {
            settings.report("'to' lies before 'from'", at: to.location)
        }
        guard let dataset, let column, let demand else { return nil }
        self.dataset = dataset
        self.column = column
        self.demand = demand
        self.from = from?.value
        self.to = to?.value
        self.acceptedGaps = acceptedGaps
    }

    private static func demand(reading settings: SettingReader) -> Demand? {
        switch (settings.setting("every"), settings.setting("longest_gap")) {
        case (_?, nil):
            guard let step = settings.duration("every") else { return nil }
            if step.value.seconds == nil, step.value.number != 1 {
                settings.report("periods of several months are not supported; write '1 month'", at: step.location)
                return nil
            }
            return .every(step.value)
        case (nil, _?):
            guard let step = settings.duration("longest_gap") else { return nil }
            if step.value.seconds == nil {
                settings.report("'longest_gap' cannot be given in months, which differ in length", at: step.location)
                return nil
            }
            if settings.setting("accepted_gaps") != nil {
                settings.report("'accepted_gaps' goes with 'every', not with 'longest_gap'")
            }
            return .longestGap(step.value)
        default:
            settings.report("\(settings.subject) needs just one of 'every' and 'longest_gap'")
            return nil
        }
    }

    var references: [Reference] { [Reference(dataset), Reference(column, of: dataset)] }

    func measurement(in scope: RuleScope) -> Measurement {
        switch demand {
        case .every(let step):
            .query(
                periodsQuery(step, in: scope),
                withExamples: periodsQuery(step, in: scope, showing: examples(in: scope))
            )
        case .longestGap(let allowed):
            .query(
                gapsQuery(allowed, in: scope),
                withExamples: gapsQuery(allowed, in: scope, showing: examples(in: scope))
            )
        }
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        switch demand {
        case .every(let step): judgePeriods(readings, step, in: scope)
        case .longestGap(let allowed): judgeGaps(readings, allowed, in: scope)
        }
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        switch demand {
        case .every(let step):
            Offenders(
                columns: ["period"],
                sql: "\(periods(step, in: scope))\nSELECT bucket AS period FROM missing",
                datasets: [dataset.value]
            )
        case .longestGap(let allowed):
            Offenders(
                columns: ["gap_start", "gap_end", "length"],
                sql: "\(gaps(in: scope))\n\(tooLong(allowed))",
                datasets: [dataset.value]
            )
        }
    }

    private func examples(in scope: RuleScope) -> ExampleDemand? { offenders(in: scope).flatMap(scope.examples(of:)) }

    /// The instants of the rows as a query with one column `at`.
    private func instants(in scope: RuleScope) -> String {
        let at = scope.catalog.utc(column.value, of: dataset.value)
        return "SELECT \(at) AS at \(scope.rows(of: dataset.value, where: "isfinite(\(SQLText.column(column.value)))"))"
    }

    /// The last moment of what an author wrote as an end: a bare day means its whole day.
    private static func end(of text: String) -> String {
        text.count == 10 ? text + " 23:59:59.999999" : text
    }

    private static func timestamp(_ text: String) -> String {
        "TIMESTAMP \(SQLLiteral(text).sql)"
    }
}

// MARK: - Periods

extension Coverage {
    /// Monday, so that weeks begin on one.
    private static let origin = "TIMESTAMP '2001-01-01'"

    private func bucket(_ expression: String, _ step: TimeStep) -> String {
        step.seconds == nil
            ? "date_trunc('month', \(expression))"
            : "date_bin(INTERVAL '\(step.interval)', \(expression), \(Self.origin))"
    }

    /// The common part of the queries: `expected`, `present` and `missing` with the column `bucket`.
    private func periods(_ step: TimeStep, in scope: RuleScope) -> String {
        // The ends of the data are those of its periods: one pass over the rows finds both.
        let first = from.map { Self.timestamp($0) } ?? "(SELECT min(bucket) FROM present)"
        let last = to.map { Self.timestamp(Self.end(of: $0)) } ?? "(SELECT max(bucket) FROM present)"
        let accepted = acceptedGaps.map {
            "\n      AND NOT bucket BETWEEN \(bucket(Self.timestamp($0.from), step)) AND \(Self.timestamp(Self.end(of: $0.to)))"
        }
        return """
            WITH present AS MATERIALIZED (
                SELECT DISTINCT \(bucket("at", step)) AS bucket
                FROM (\(instants(in: scope))) AS instants
            ), expected AS (
                SELECT bucket, number
                FROM generate_series(\(bucket(first, step)), \(last), INTERVAL '\(step.interval)')
                     WITH ORDINALITY AS series (bucket, number)
                WHERE true\(accepted.joined())
            ), missing AS (
                SELECT bucket, number - row_number() OVER (ORDER BY number) AS run
                FROM expected WHERE NOT EXISTS (SELECT 1 FROM present WHERE present.bucket = expected.bucket)
            )
            """
    }

    private func periodsQuery(
        _ step: TimeStep,
        in scope: RuleScope,
        showing examples: ExampleDemand? = nil
    ) -> String {
        let shown =
            examples.map { ",\n       \($0.list(from: "(SELECT bucket AS period FROM missing) AS p")) AS examples" }
            ?? ""
        return """
            \(periods(step, in: scope)), longest AS (
                SELECT count(*) AS length, min(bucket) AS first, max(bucket) + INTERVAL '\(step.interval)' AS last
                FROM missing GROUP BY run ORDER BY 1 DESC, 2 LIMIT 1
            )
            SELECT (SELECT count(*) FROM expected) AS population,
                   (SELECT count(*) FROM missing) AS violations,
                   (SELECT min(bucket) FROM expected) AS first,
                   (SELECT max(bucket) + INTERVAL '\(step.interval)' FROM expected) AS last,
                   (SELECT length FROM longest) AS longest_length,
                   (SELECT first FROM longest) AS longest_first,
                   (SELECT last FROM longest) AS longest_last\(shown)
            """
    }

    private func judgePeriods(_ readings: Readings, _ step: TimeStep, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        let unit = step.plural
        var facts: [Fact] = []
        if let first = readings["first"], let last = readings["last"] {
            facts.append(Fact("from", "\(first) UTC"))
            facts.append(Fact("until", "\(last) UTC"))
        }
        if let first = readings["longest_first"], let last = readings["longest_last"] {
            let count = readings.count("longest_length")
            let length = count == 1 && step.number == 1 ? "1 \(step.unit)" : "\(Wording.count(count)) \(unit)"
            facts.append(Fact("longest run without \(nouns)", "\(length), from \(first) until \(last) UTC"))
        }
        return .rows(
            readings,
            nouns: unit,
            unit: unit,
            broken: "have no \(nouns)",
            kept: "have \(nouns)",
            facts: facts
        )
    }
}

// MARK: - Gaps

extension Coverage {
    /// The common part of the queries: `gaps` with the columns `gap_start` and `gap_end`.
    private func gaps(in scope: RuleScope) -> String {
        let first = from.map { "\n    UNION ALL SELECT \(Self.timestamp($0))" } ?? ""
        let last = to.map { "\n    UNION ALL SELECT \(Self.timestamp(Self.end(of: $0)))" } ?? ""
        let condition = [
            from.map { "at >= \(Self.timestamp($0))" }, to.map { "at <= \(Self.timestamp(Self.end(of: $0)))" },
        ].compactMap(\.self).joined(separator: " AND ")
        return """
            WITH instants AS (
                SELECT at FROM (\(instants(in: scope))) AS all_rows\(condition.isEmpty ? "" : " WHERE \(condition)")\(first)\(last)
            ), gaps AS MATERIALIZED (
                SELECT at AS gap_start, lead(at) OVER (ORDER BY at) AS gap_end FROM instants
            )
            """
    }

    private func tooLong(_ allowed: TimeStep) -> String {
        """
        SELECT gap_start, gap_end, gap_end - gap_start AS length
        FROM gaps WHERE gap_end - gap_start > INTERVAL '\(allowed.interval)'
        """
    }

    private func gapsQuery(
        _ allowed: TimeStep,
        in scope: RuleScope,
        showing examples: ExampleDemand? = nil
    ) -> String {
        let shown = examples.map { ",\n       \($0.list(from: "(\(tooLong(allowed))) AS g")) AS examples" } ?? ""
        return """
            \(gaps(in: scope)), longest AS (
                SELECT gap_start, gap_end FROM gaps
                WHERE gap_end IS NOT NULL ORDER BY gap_end - gap_start DESC, gap_start LIMIT 1
            )
            SELECT count(gap_end) AS population,
                   count(*) FILTER (WHERE gap_end - gap_start > INTERVAL '\(allowed.interval)') AS violations,
                   (SELECT floor(extract(epoch FROM gap_end - gap_start) * 1000)::bigint FROM longest) AS longest_milliseconds,
                   (SELECT gap_start FROM longest) AS longest_start,
                   (SELECT gap_end FROM longest) AS longest_end\(shown)
            FROM gaps
            """
    }

    private func judgeGaps(_ readings: Readings, _ allowed: TimeStep, in scope: RuleScope) -> Measured {
        let nouns = scope.noun(of: dataset.value)
        let population = readings.count("population")
        let violations = readings.count("violations")
        guard population > 0, let start = readings["longest_start"], let end = readings["longest_end"] else {
            return .nothing("there are fewer than two \(nouns), so there is no gap to look at", unit: "gaps")
        }
        let length = Wording.duration(milliseconds: readings.count("longest_milliseconds"))
        let longest = "the longest is \(length), from \(start) to \(end) UTC"
        let sentence =
            violations > 0
            ? "\(Wording.count(violations)) of \(Wording.count(population)) gaps between neighbouring \(nouns) "
                + "\(violations == 1 ? "is" : "are") longer than \(allowed.interval); \(longest)"
            : "no gap between neighbouring \(nouns) is longer than \(allowed.interval); \(longest)"
        return Measured(
            population: population,
            violations: violations,
            unit: "gaps",
            sentence: sentence,
            facts: [Fact("longest gap", length), Fact("it begins", "\(start) UTC"), Fact("it ends", "\(end) UTC")]
        )
    }
}
