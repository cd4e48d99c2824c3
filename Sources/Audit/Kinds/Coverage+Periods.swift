import AuditModel

// Periods: stretches of time of one length that must all have rows.

extension Coverage {
    /// The common part of the queries.
    ///
    /// - `tallied`: the periods or hours with rows as `slot`; where the data set their own ends, one without a `slot` for rows
    ///   whose time no calendar holds.
    /// - `hourly`: the hours with rows, with how many they have as `n`, where periods and hours fit into each other.
    /// - `present`: the periods with rows, with `first_at` and `last_at`.
    /// - `stretch`: where the data set their own ends, the `first_bucket` and `last_bucket` of what counts of them.
    /// - `candidates`: the periods in which the calendar lets rows be expected, numbered, with `is_accepted`.
    /// - `expected`: those of them that count.
    /// - `absent`: those without rows, accepted or not, with the `run` that they are part of; `missing`: those that count.
    func periods(_ step: TimeStep, in scope: RuleScope) -> String {
        let interval = "INTERVAL '\(step.interval)'"
        let ownFirst = promise == nil ? "(SELECT first_bucket FROM stretch)" : "(SELECT min(bucket) FROM promised)"
        let ownLast = promise == nil ? "(SELECT last_bucket FROM stretch)" : "(SELECT max(bucket) FROM promised)"
        let first = from.map { Self.timestamp($0) } ?? ownFirst
        let last = to.map { Self.timestamp(Self.end(of: $0)) } ?? ownLast
        let accepted = acceptedGaps.map {
            "bucket BETWEEN \(step.bucket(Self.timestamp($0.from))) AND \(Self.timestamp(Self.end(of: $0.to)))"
        }
        let filters = [
            promise.map { _ in "bucket IN (SELECT bucket FROM promised)" }, accepted.isEmpty ? nil : "NOT is_accepted",
        ].compactMap(\.self)
        return """
            WITH instants AS NOT MATERIALIZED (
                \(hasOwnEnds ? allInstants(in: scope) : instants(in: scope))
            ), \(present(step)), \(stretch(step))\(promised(step, in: scope))series AS (
                SELECT bucket, number
                FROM generate_series(\(step.bucket(first)), \(last), \(interval)) WITH ORDINALITY AS series (bucket, number)
            ), \(open(step))candidates AS (
                SELECT bucket, \(calendar == nil ? "number" : "row_number() OVER (ORDER BY bucket) AS number"),
                       \(accepted.isEmpty ? "false" : accepted.joined(separator: " OR ")) AS is_accepted
                FROM series\(calendar == nil ? "" : " WHERE bucket IN (SELECT bucket FROM open)")
            ), expected AS (
                SELECT bucket FROM candidates\(filters.isEmpty ? "" : " WHERE " + filters.joined(separator: " AND "))
            ), absent AS (
                SELECT bucket, is_accepted,
                       number - row_number() OVER (PARTITION BY is_accepted ORDER BY number) AS run
                FROM candidates
                WHERE NOT EXISTS (SELECT 1 FROM present WHERE present.bucket = candidates.bucket)\
            \(promise == nil ? "" : " AND bucket IN (SELECT bucket FROM promised)")
            ), missing AS (
                SELECT bucket FROM absent WHERE NOT is_accepted
            )
            """
    }

    /// The rows are looked at once: the larger of hour and period is made of the smaller.
    private func present(_ step: TimeStep) -> String {
        func tallied(by slot: String) -> String {
            """
            tallied AS MATERIALIZED (
                SELECT \(slot) AS slot, count(*) AS n, min(at) AS first_at, max(at) AS last_at FROM instants GROUP BY 1
            )
            """
        }
        func slots(as name: String) -> String {
            "SELECT slot AS \(name), n, first_at, last_at FROM tallied WHERE slot IS NOT NULL"
        }
        switch step.fit {
        case .wholeHours:
            let periods = """
                SELECT \(step.bucket("hour")) AS bucket, min(first_at) AS first_at, max(last_at) AS last_at
                FROM hourly GROUP BY 1
                """
            let hours = "SELECT hour AS bucket, first_at, last_at FROM hourly"
            return """
                \(tallied(by: TimeStep.hour.bucket("at"))), hourly AS NOT MATERIALIZED (
                    \(slots(as: "hour"))
                ), present AS \(step == .hour ? "NOT MATERIALIZED" : "MATERIALIZED") (
                    \(step == .hour ? hours : periods)
                )
                """
        case .partsOfHours:
            return """
                \(tallied(by: step.bucket("at"))), present AS NOT MATERIALIZED (
                    \(slots(as: "bucket"))
                ), hourly AS (
                    SELECT \(TimeStep.hour.bucket("bucket")) AS hour, sum(n) AS n FROM present GROUP BY 1
                )
                """
        case .neither:
            return """
                \(tallied(by: step.bucket("at"))), present AS NOT MATERIALIZED (
                    \(slots(as: "bucket"))
                )
                """
        }
    }

    /// The instants of the rows that have one, with NULL for those that no calendar holds.
    private func allInstants(in scope: RuleScope) -> String {
        let at = scope.catalog.utc(column.value, of: dataset.value)
        let rows = scope.rows(of: dataset.value, where: "\(SQLText.column(column.value)) IS NOT NULL")
        return "SELECT CASE WHEN \(isPlaceable) THEN \(at) END AS at \(rows)"
    }

    /// Whether the data themselves say from when or until when rows are expected.
    private var hasOwnEnds: Bool { promise == nil && (from == nil || to == nil) }

    /// How many periods without rows may lie between two with rows before the fewer of them are taken for slips of the pen.
    private static let farthest = 5_000_000

    /// One row from the year 294276 must not make all time since then a gap: only the stretch with most periods counts.
    private func stretch(_ step: TimeStep) -> String {
        guard hasOwnEnds else { return "" }
        let farthest = "\(Self.farthest) * INTERVAL '\(step.interval)'"
        return """
            ends AS MATERIALIZED (
                SELECT min(bucket) AS first_bucket, max(bucket) AS last_bucket FROM present
            ), stretch AS MATERIALIZED (
                SELECT first_bucket, last_bucket FROM ends WHERE NOT last_bucket - first_bucket > \(farthest)
                UNION ALL
                (SELECT min(bucket), max(bucket)
                 FROM (SELECT bucket, sum(begins) OVER (ORDER BY bucket) AS number
                       FROM (SELECT bucket, (bucket - lag(bucket) OVER (ORDER BY bucket) > \(farthest))::int AS begins
                             FROM present WHERE (SELECT last_bucket - first_bucket FROM ends) > \(farthest)) AS marked) AS numbered
                 GROUP BY coalesce(number, 0) ORDER BY count(*) DESC, 1 LIMIT 1)
            ), far AS MATERIALIZED (
                SELECT count(*) AS periods, min(bucket) AS first_bucket, max(bucket) AS last_bucket
                FROM present WHERE NOT bucket BETWEEN (SELECT first_bucket FROM stretch) AND (SELECT last_bucket FROM stretch)
            ),\u{20}
            """
    }

    /// Readings of the periods with rows that lie too far from the others to count.
    private var farColumns: String {
        guard hasOwnEnds else { return "" }
        return """
            ,
                   (SELECT periods FROM far) AS far_periods,
                   (SELECT first_bucket FROM far) AS far_first,
                   (SELECT last_bucket FROM far) AS far_last,
                   (SELECT coalesce(sum(n), 0) FROM tallied WHERE slot IS NULL) AS unplaceable
            """
    }

    /// How many texts hold no day although they should promise one.
    private func unreadableColumn(in scope: RuleScope) -> String {
        promise?.unreadable(in: scope).map { ",\n       (\($0)) AS unreadable" } ?? ""
    }

    private func promised(_ step: TimeStep, in scope: RuleScope) -> String {
        guard let promise else { return "" }
        return """
            promised AS MATERIALIZED (
                SELECT DISTINCT bucket
                FROM (\(promise.spans(in: scope))) AS spans
                CROSS JOIN LATERAL generate_series(\(step.bucket("opens")), closes, INTERVAL '\(step.interval)') AS series (bucket)
            ),\u{20}
            """
    }

    private func open(_ step: TimeStep) -> String {
        guard let calendar else { return "" }
        let spans = calendar.spans(
            from: "(SELECT min(bucket) FROM series)",
            to: "(SELECT max(bucket) + INTERVAL '\(step.interval)' FROM series)"
        )
        return """
            open AS (
                SELECT DISTINCT bucket FROM (\(spans)) AS spans
                CROSS JOIN LATERAL generate_series(
                    \(step.bucket("opens")), closes - INTERVAL '1 microsecond', INTERVAL '\(step.interval)'
                ) AS series (bucket)
            ),\u{20}
            """
    }

    /// The periods that break the rule, for examples.
    static let missingPeriods = "SELECT bucket AS period FROM missing"

    func periodsQuery(
        _ step: TimeStep,
        in scope: RuleScope,
        showing examples: ExampleDemand? = nil,
        inRun: Bool = false
    ) -> String {
        let shown =
            examples.map { ",\n       \($0.list(from: "(\(Self.missingPeriods)) AS periods")) AS examples" } ?? ""
        return """
            \(periods(step, in: scope)), span AS MATERIALIZED (
                SELECT count(*) AS periods, min(bucket) AS first_bucket, max(bucket) + INTERVAL '\(step.interval)' AS last_bucket
                FROM expected
            ), runs AS (
                SELECT is_accepted, count(*) AS length, min(bucket) AS first, max(bucket) + INTERVAL '\(step.interval)' AS last
                FROM absent GROUP BY is_accepted, run
            ), longest AS (
                SELECT length, first, last FROM runs WHERE NOT is_accepted ORDER BY length DESC, first LIMIT 1
            )
            SELECT (SELECT periods FROM span) AS population,
                   (SELECT count(*) FROM missing) AS violations,
                   (SELECT first_bucket FROM span) AS first,
                   (SELECT last_bucket FROM span) AS last,
                   (SELECT length FROM longest) AS longest_length,
                   (SELECT first FROM longest) AS longest_first,
                   (SELECT last FROM longest) AS longest_last\(farColumns)\(unreadableColumn(in: scope))\(shown)\(inRun ? activityColumns(step) + digestColumn(in: scope) : "")
            """
    }

    /// Which periods are missing, as other rules' violations are told apart: here they are at hand.
    private func digestColumn(in scope: RuleScope) -> String {
        guard let source = violations(in: scope) else { return "" }
        return """
            ,
                   CASE WHEN (SELECT periods FROM span) <= \(ViolationSource.largestPopulation)
                        THEN \(source.digestColumn(over: Self.missingPeriods)) END AS digest
            """
    }

    func judgePeriods(_ readings: Readings, _ step: TimeStep, in scope: RuleScope) -> Measured {
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
        if readings.count("far_periods") > 0, let first = readings["far_first"], let last = readings["far_last"] {
            let count = readings.count("far_periods")
            facts.append(
                Fact(
                    "\(unit) with \(nouns) too far off to count",
                    "\(Wording.count(count)), \(first == last ? "at \(first)" : "between \(first) and \(last)") UTC"
                )
            )
        }
        if readings.count("unplaceable") > 0 {
            facts.append(
                Fact(
                    "\(nouns) outside the years 1 to 9999, or at infinity",
                    Wording.count(readings.count("unplaceable"))
                )
            )
        }
        let unreadable = readings.count("unreadable")
        if unreadable > 0, let promise {
            let place = promise.inWords(in: scope)
            if readings.count("population") == 0 {
                return .nothing(
                    "\(Wording.count(unreadable, "value")) of \(place) \(unreadable == 1 ? "holds" : "hold") no day such as 2018-11-15",
                    unit: unit
                )
            }
            facts.append(Fact("values of \(place) that hold no day such as 2018-11-15", Wording.count(unreadable)))
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
