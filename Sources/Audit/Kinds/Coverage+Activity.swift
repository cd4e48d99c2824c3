import AuditModel
import Postgres

// The closer look: when rows happened, and where they are missing. Every query returns a bounded number of rows.

extension Coverage: LooksCloser {
    private static let mostDays = 400
    private static let mostRanges = 100
    private static let mostGaps = 10

    func closerLook(
        at measured: Measured,
        status: Status,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook? {
        guard measured.emptyReason == nil else { return nil }
        var activity = ActivityCalendar(noun: scope.noun(of: dataset.value))
        switch demand {
        case .members, .promisedMembers: return nil
        case .every(let step):
            try await add(absences(step, in: scope), to: &activity, reading: snapshot)
            activity.bucketNoun = step.plural
            activity.expectedBuckets = measured.population
            activity.missingBuckets = measured.violations
        case .longestGap(let allowed):
            try await add(longestGaps(longerThan: allowed, in: scope), to: &activity, reading: snapshot)
        }
        try await nameRows(beside: &activity.gaps, in: scope, reading: snapshot)
        activity.days = try await snapshot.rows(days(in: scope)).compactMap { row in
            guard let day = row["day"], let hours = row["hours"] else { return nil }
            return ActivityDay(day: day, hours: hours.split(separator: " ").compactMap { Int($0) })
        }
        var look = CloserLook()
        look.activity = activity
        return look
    }

    // MARK: - Ranges and gaps

    /// Rows of `part` (missing, accepted or gap), `beginning`, `finish`, `size` and `total`.
    private func absences(_ step: TimeStep, in scope: RuleScope) -> String {
        let interval = "INTERVAL '\(step.interval)'"
        return """
            \(periods(step, in: scope)), ranges AS (
                SELECT CASE WHEN is_accepted THEN 'accepted' ELSE 'missing' END AS part,
                       min(bucket) AS beginning, max(bucket) + \(interval) AS finish, count(*) AS size
                FROM absent GROUP BY is_accepted, run
            ), listed AS (
                SELECT part, beginning, finish, size, count(*) OVER (PARTITION BY part) AS total,
                       row_number() OVER (PARTITION BY part ORDER BY beginning) AS place
                FROM ranges
            ), neighbours AS (
                SELECT last_at AS beginning, lead(first_at) OVER (ORDER BY bucket) AS finish FROM present
                WHERE bucket BETWEEN (SELECT min(bucket) FROM series) AND (SELECT max(bucket) FROM series)
            ), longest AS (
                SELECT beginning, finish FROM neighbours WHERE finish - beginning > \(interval)
                ORDER BY finish - beginning DESC, beginning LIMIT \(Self.mostGaps)
            )
            SELECT part, \(Self.iso("beginning")) AS beginning, \(Self.iso("finish")) AS finish, size, total
            FROM (
                SELECT part, beginning, finish, size, total FROM listed WHERE place <= \(Self.mostRanges)
                UNION ALL
                SELECT 'gap', beginning, finish, floor(extract(epoch FROM finish - beginning))::bigint, 0 FROM longest
            ) AS parts
            ORDER BY CASE part WHEN 'gap' THEN 1 ELSE 0 END, CASE part WHEN 'gap' THEN -size END, parts.beginning
            """
    }

    private func longestGaps(longerThan allowed: TimeStep, in scope: RuleScope) -> String {
        """
        \(gaps(longerThan: allowed, in: scope))
        SELECT 'gap' AS part, \(Self.iso("gap_start")) AS beginning, \(Self.iso("gap_end")) AS finish,
               floor(extract(epoch FROM gap_end - gap_start))::bigint AS size, 0 AS total
        FROM gaps WHERE gap_end > gap_start
        ORDER BY gap_end - gap_start DESC, gap_start LIMIT \(Self.mostGaps)
        """
    }

    private func add(
        _ query: String,
        to activity: inout ActivityCalendar,
        reading snapshot: SnapshotReader
    ) async throws {
        for row in try await snapshot.rows(query) {
            guard let beginning = row["beginning"].map(Self.short), let finish = row["finish"].map(Self.short) else {
                continue
            }
            let size = row.integer("size") ?? 0
            if row["part"] == "gap" {
                activity.gaps.append(TimeGap(from: beginning, to: finish, seconds: size))
            } else {
                let isAccepted = row["part"] == "accepted"
                activity.missing.append(TimeRange(from: beginning, to: finish, buckets: size, isAccepted: isAccepted))
                if !isAccepted { activity.missingRanges = row.integer("total") ?? 0 }
            }
        }
    }

    // MARK: - Rows on either side

    private func nameRows(
        beside gaps: inout [TimeGap],
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws {
        let key = scope.key(of: dataset.value)
        let sensitive = scope.datasets[dataset.value]?.sensitive ?? []
        guard !gaps.isEmpty, !key.isEmpty, key != [column.value], sensitive.isDisjoint(with: key) else { return }
        let names = key.map { column in
            "\(SQLLiteral(Measured.words(for: [column]) + " ").sql) || \(SQLText.column(column))::text"
        }
        let instants = Set(gaps.flatMap { [$0.from, $0.to] }).sorted().map {
            Self.timestamp($0.replacing("Z", with: ""))
        }
        let at = scope.catalog.utc(column.value, of: dataset.value)
        let rows = try await snapshot.rows(
            """
            SELECT DISTINCT ON (instant) \(Self.iso("instant")) AS at, name FROM (
                SELECT \(at) AS instant, concat_ws(', ', \(names.joined(separator: ", "))) AS name, \(SQLText.columns(key))
                \(scope.rows(of: dataset.value, where: "\(at) IN (\(instants.joined(separator: ", ")))"))
            ) AS beside ORDER BY instant, \(SQLText.columns(key, of: "beside"))
            """
        )
        var found: [String: String] = [:]
        for row in rows {
            if let at = row["at"] { found[Self.short(at)] = row["name"] }
        }
        for index in gaps.indices {
            gaps[index].rowBefore = found[gaps[index].from]
            gaps[index].rowAfter = found[gaps[index].to]
        }
    }

    // MARK: - Days and hours

    private func days(in scope: RuleScope) -> String {
        let ends = [
            from.map { "at >= \(Self.timestamp($0))" }, to.map { "at <= \(Self.timestamp(Self.end(of: $0)))" },
        ].compactMap(\.self)
        return """
            WITH counted AS (
                SELECT date_trunc('hour', at) AS hour, count(*) AS n
                FROM (\(instants(in: scope))) AS instants\(ends.isEmpty ? "" : " WHERE " + ends.joined(separator: " AND "))
                GROUP BY 1
            ), ends AS (
                SELECT greatest(
                           date_trunc('day', min(hour)),
                           date_trunc('day', max(hour)) - INTERVAL '\(Self.mostDays - 1) days'
                       ) AS first,
                       date_trunc('day', max(hour)) + INTERVAL '23 hours' AS last
                FROM counted
            )
            SELECT to_char(slot, 'YYYY-MM-DD') AS day, string_agg(coalesce(n, 0)::text, ' ' ORDER BY slot) AS hours
            FROM ends CROSS JOIN LATERAL generate_series(first, last, INTERVAL '1 hour') AS slots (slot)
            LEFT JOIN counted ON hour = slot
            GROUP BY date_trunc('day', slot), 1 ORDER BY date_trunc('day', slot)
            """
    }

    // MARK: - Instants

    private static func iso(_ instant: String) -> String {
        "to_char(\(instant), 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    }

    /// An instant without a fraction of nothing, marked as UTC.
    private static func short(_ instant: String) -> String {
        var text = instant
        while text.hasSuffix("0"), text.contains(".") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + "Z"
    }
}
