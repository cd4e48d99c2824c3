import AuditModel

// Periods: stretches of time of one length that must all have rows.

extension Coverage {
    /// The common part of the queries.
    ///
    /// - `hourly`: the hours with rows, with how many they have as `n`, where periods and hours fit into each other.
    /// - `present`: the periods with rows, with `first_at` and `last_at`.
    /// - `candidates`: the periods in which the calendar lets rows be expected, numbered, with `is_accepted`.
    /// - `expected`: those of them that count.
    /// - `absent`: those without rows, accepted or not, with the `run` that they are part of; `missing`: those that count.
    func periods(_ step: TimeStep, in scope: RuleScope) -> String {
        let interval = "INTERVAL '\(step.interval)'"
        let own = promise == nil ? "present" : "promised"
        let first = from.map { Self.timestamp($0) } ?? "(SELECT min(bucket) FROM \(own))"
        let last = to.map { Self.timestamp(Self.end(of: $0)) } ?? "(SELECT max(bucket) FROM \(own))"
        let accepted = acceptedGaps.map {
            "bucket BETWEEN \(step.bucket(Self.timestamp($0.from))) AND \(Self.timestamp(Self.end(of: $0.to)))"
        }
        let filters = [
            promise.map { _ in "bucket IN (SELECT bucket FROM promised)" }, accepted.isEmpty ? nil : "NOT is_accepted",
        ].compactMap(\.self)
        return """
            WITH instants AS NOT MATERIALIZED (
                \(instants(in: scope))
            ), \(present(step)), \(promised(step, in: scope))series AS (
                SELECT bucket FROM generate_series(\(step.bucket(first)), \(last), \(interval)) AS series (bucket)
            ), \(open(step))candidates AS (
                SELECT bucket, row_number() OVER (ORDER BY bucket) AS number,
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
                SELECT bucket, run FROM absent WHERE NOT is_accepted
            )
            """
    }

    /// The rows are looked at once: the larger of hour and period is made of the smaller.
    private func present(_ step: TimeStep) -> String {
        let columns = "count(*) AS n, min(at) AS first_at, max(at) AS last_at FROM instants GROUP BY 1"
        switch step.fit {
        case .wholeHours:
            return """
                hourly AS MATERIALIZED (
                    SELECT \(TimeStep.hour.bucket("at")) AS hour, \(columns)
                ), present AS MATERIALIZED (
                    SELECT \(step.bucket("hour")) AS bucket, min(first_at) AS first_at, max(last_at) AS last_at
                    FROM hourly GROUP BY 1
                )
                """
        case .partsOfHours:
            return """
                present AS MATERIALIZED (
                    SELECT \(step.bucket("at")) AS bucket, \(columns)
                ), hourly AS (
                    SELECT \(TimeStep.hour.bucket("bucket")) AS hour, sum(n) AS n FROM present GROUP BY 1
                )
                """
        case .neither:
            return """
                present AS MATERIALIZED (
                    SELECT \(step.bucket("at")) AS bucket, \(columns)
                )
                """
        }
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
        withActivity: Bool = false
    ) -> String {
        let shown =
            examples.map { ",\n       \($0.list(from: "(\(Self.missingPeriods)) AS periods")) AS examples" } ?? ""
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
                   (SELECT last FROM longest) AS longest_last\(shown)\(withActivity ? activityColumns(step) : "")
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
