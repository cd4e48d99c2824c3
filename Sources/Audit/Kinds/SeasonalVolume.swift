import AuditModel
import Postgres

/// Holds the count of every period against those of the same time of other weeks, by median and median distance.
///
/// - What is usual: the median of the counts at the same time of the other weeks, 26 at most on either side. The period under
///   test is not among them. The first and the last period may be incomplete; they are neither judged nor compared with.
/// - What is unusual: counts vary the more the larger they are, their square roots about equally; so the square roots are
///   compared. The distance is that of the median period from what is usual for it. It is taken over all periods, since
///   the few weeks of one hour tell no reliable distance, and never as smaller than pure chance makes it.
/// - Too little to tell: not applicable when no period has enough other weeks, or when most periods usually have no row.
/// - Sources: F. R. Hampel (1974), see ``RobustBaseline``, and P. J. Rousseeuw and C. Croux, "Alternatives to the Median
///   Absolute Deviation", Journal of the American Statistical Association 88 (1993), pages 1273 to 1283, for median and
///   distance; B. Iglewicz and D. C. Hoaglin, "How to Detect and Handle Outliers" (1993), whose limit of 3.5 modified
///   z-scores is 5.19 median distances; M. S. Bartlett, "The Square Root Transformation in Analysis of Variance",
///   Supplement to the Journal of the Royal Statistical Society 3 (1936), pages 68 to 78, for the square roots.
struct SeasonalVolume: Sendable {
    /// What a period is compared with.
    enum Comparison: String, CaseIterable {
        case otherWeeks = "other weeks"
    }

    var periods: Metric.Periods
    var value: String
    var expectation: Metric.Expectation

    private static let mostAnomalies = 100
    private static let secondsOfWeek = 604_800
    /// The median distance of the square root of a count that varies by chance (Poisson): its standard deviation is a half.
    private static let leastDistance = "0.33724"

    /// Reads `compare_with` within `expect`; `nil` when it is not there or does not fit.
    init?(
        reading settings: SettingReader,
        _ periods: Metric.Periods?,
        _ value: String?,
        _ expectation: Metric.Expectation
    ) {
        guard let expect = settings.setting("expect"), case .mapping(let entries) = expect.content,
            entries.contains(where: { $0.key == "compare_with" }), let value
        else { return nil }
        guard Metric.isCount(value) else {
            settings.report(
                "'compare_with' goes with a count, such as count(*), not with '\(value)'",
                at: expect.location
            )
            return nil
        }
        guard let periods, let seconds = periods.step.seconds, seconds < Self.secondsOfWeek,
            Self.secondsOfWeek.isMultiple(of: seconds)
        else {
            settings.report(
                "'compare_with' needs 'per' with a period that a week is made of, such as 'start_time by hour'",
                at: expect.location
            )
            return nil
        }
        self.periods = periods
        self.value = value
        self.expectation = expectation
    }

    /// What is asserted, in plain words.
    func assertion(of metric: Metric, in scope: RuleScope) -> String {
        "each of the \(periods.step.plural) by \(periods.column.value) has about as many rows in "
            + "\(scope.name(of: metric.dataset.value)) as the same time of other weeks: at most \(expectation.deviations) usual "
            + "distances from their median"
    }

    // MARK: - Measuring

    /// How far other weeks may lie. A longer time without rows counts on neither side: one row from another age must not make
    /// all time between be empty periods.
    private static let reach = "INTERVAL '26 weeks'"

    /// The common part of the queries: `judged` with the columns `bucket`, `n`, `usual`, `lower`, `upper` and `is_unusual`.
    private func common(of metric: Metric, in scope: RuleScope) -> String {
        let step = periods.step
        let column = SQLText.column(periods.column.value)
        let bucket = step.bucket(scope.catalog.utc(periods.column.value, of: metric.dataset.value))
        let interval = "INTERVAL '\(step.interval)'"
        let reach = "\(expectation.deviations) * greatest(distance, \(Self.leastDistance))"
        return """
            WITH filled AS (
                SELECT \(bucket) AS bucket, \(SQLText.parenthesized(value))::bigint AS n
                \(scope.rows(of: metric.dataset.value, where: "\(column) >= '0001-01-01' AND \(column) < '9999-01-01'"))
                GROUP BY 1
            ), stretches AS (
                SELECT min(bucket) + \(interval) AS opens, max(bucket) - \(interval) AS closes
                FROM (SELECT bucket, count(*) FILTER (WHERE is_far) OVER (ORDER BY bucket) AS stretch
                      FROM (SELECT bucket, bucket - lag(bucket) OVER (ORDER BY bucket) > \(Self.reach) AS is_far
                            FROM filled) AS marked) AS numbered
                GROUP BY stretch
            ), counted AS MATERIALIZED (
                SELECT series.bucket, coalesce(n, 0) AS n,
                       extract(epoch FROM series.bucket)::bigint / \(Self.secondsOfWeek) AS week,
                       extract(epoch FROM series.bucket)::bigint % \(Self.secondsOfWeek) AS place
                FROM stretches CROSS JOIN LATERAL generate_series(opens, closes, \(interval)) AS series (bucket)
                LEFT JOIN filled ON filled.bucket = series.bucket
            ), compared AS MATERIALIZED (
                SELECT this.bucket, this.n, percentile_cont(0.5) WITHIN GROUP (ORDER BY other.n) AS usual
                FROM counted AS this JOIN counted AS other
                  ON other.place = this.place AND other.week <> this.week AND other.week BETWEEN this.week - 26 AND this.week + 26
                GROUP BY this.bucket, this.n HAVING count(*) >= \(max(1, expectation.minimum))
            ), spread AS (
                SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY abs(sqrt(n) - sqrt(usual))) AS distance,
                       percentile_cont(0.5) WITHIN GROUP (ORDER BY usual) AS usual
                FROM compared
            ), judged AS (
                SELECT bucket, n, usual, lower, upper, n < lower OR n > upper AS is_unusual
                FROM (
                    SELECT bucket, n, compared.usual,
                           ceil(power(greatest(0, sqrt(compared.usual) - \(reach)), 2) - 1e-9)::bigint AS lower,
                           floor(power(sqrt(compared.usual) + \(reach), 2) + 1e-9)::bigint AS upper
                    FROM compared CROSS JOIN spread
                    WHERE spread.usual > 0
                ) AS bounded
            )
            """
    }

    func query(of metric: Metric, in scope: RuleScope) -> String {
        """
        \(common(of: metric, in: scope))
        SELECT count(*) AS population, count(*) FILTER (WHERE is_unusual) AS violations,
               count(*) FILTER (WHERE n < lower) AS low,
               (SELECT count(*) FROM counted) AS periods, (SELECT count(*) FROM compared) AS compared
        FROM judged
        """
    }

    func offenders(of metric: Metric, in scope: RuleScope) -> Offenders {
        Offenders(
            columns: ["period", "rows", "expected_from", "expected_to"],
            sql: """
                \(common(of: metric, in: scope))
                SELECT bucket AS period, n AS "rows", lower AS expected_from, upper AS expected_to FROM judged WHERE is_unusual
                """,
            datasets: [metric.dataset.value]
        )
    }

    // MARK: - Judging

    func judge(_ readings: Readings, of metric: Metric, in scope: RuleScope) -> Measured {
        let unit = periods.step.plural
        let nouns = scope.noun(of: metric.dataset.value)
        let population = readings.count("population")
        guard population > 0 else {
            let reason =
                readings.count("compared") > 0
                ? "most \(unit) usually have no \(nouns), so that an unusual number cannot be told"
                : "there are no \(unit) with \(expectation.minimum) other weeks to compare with"
            return .nothing(reason, unit: unit)
        }
        let low = readings.count("low")
        let high = readings.count("violations") - low
        let left = readings.count("periods") - population
        var facts = [
            Fact("unusually few \(nouns)", Wording.count(low)), Fact("unusually many \(nouns)", Wording.count(high)),
        ]
        if left > 0 { facts.append(Fact("\(unit) with too few other weeks to compare with", Wording.count(left))) }
        return .rows(
            readings,
            nouns: unit,
            unit: unit,
            broken: "have unusually few or many \(nouns) for their time of the week",
            kept: "have about as many \(nouns) as the same time of other weeks",
            facts: facts
        )
    }
}

extension Metric: LooksCloser {
    func closerLook(
        at measured: Measured,
        _ readings: Readings,
        status: Status,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook? {
        guard let seasons, measured.emptyReason == nil else { return nil }
        var activity = ActivityCalendar(noun: scope.noun(of: dataset.value))
        activity.bucketNoun = seasons.periods.step.plural
        activity.anomalyCount = measured.violations
        if measured.violations > 0 {
            activity.anomalies = try await snapshot.rows(seasons.anomalies(of: self, in: scope)).compactMap { row in
                guard let from = row["beginning"] else { return nil }
                return VolumeAnomaly(
                    from: from,
                    rows: row.integer("n") ?? 0,
                    expectedLow: row.integer("lower") ?? 0,
                    expectedHigh: row.integer("upper") ?? 0
                )
            }
        }
        var look = CloserLook()
        look.activity = activity
        return look
    }
}

extension SeasonalVolume {
    /// The unusual periods, furthest off first.
    fileprivate func anomalies(of metric: Metric, in scope: RuleScope) -> String {
        """
        \(common(of: metric, in: scope))
        SELECT to_char(bucket, 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS beginning, n, lower, upper
        FROM judged WHERE is_unusual
        ORDER BY abs(sqrt(n) - sqrt(usual)) DESC, bucket LIMIT \(Self.mostAnomalies)
        """
    }
}
