import AuditModel
import Foundation
import Postgres

// The closer look: when rows happened, and where they are missing. Every query returns a bounded number of rows.

extension Coverage: LooksCloser {
    private static let mostRanges = 100
    private static let mostGaps = 10
    /// From how many values on PostgreSQL looks up `IN` in a hash table and does not compare one by one
    /// (`MIN_ARRAY_SIZE_FOR_HASHED_SAOP`): shorter lists are slower.
    private static let leastHashedValues = 9

    func closerLook(
        at measured: Measured,
        _ readings: Readings,
        status: Status,
        in scope: RuleScope,
        reading snapshot: SnapshotReader
    ) async throws -> CloserLook? {
        guard measured.emptyReason == nil else { return nil }
        var activity = ActivityCalendar(noun: scope.noun(of: dataset.value))
        switch demand {
        case .members, .promisedMembers: return nil
        case .every(let step):
            activity.add(try Self.list(readings["absences"]).map(Absence.init))
            activity.bucketNoun = step.plural
            activity.expectedBuckets = measured.population
            activity.missingBuckets = measured.violations
        case .longestGap(let allowed):
            let rows = try await snapshot.rows(longestGaps(longerThan: allowed, in: scope))
            activity.add(rows.values.map(Absence.init))
        }
        try await nameRows(beside: &activity.gaps, in: scope, reading: snapshot)
        let days = try Self.list(readings["days"])
        activity.days = (days.isEmpty ? try await snapshot.rows(self.days(in: scope)).values : days).compactMap { row in
            guard row.count == 2, let day = row[0], let hours = row[1] else { return nil }
            return ActivityDay(day: day, hours: Self.hours(hours))
        }
        var look = CloserLook()
        look.activity = activity
        return look
    }

    // MARK: - Ranges and gaps

    /// What the statement that measures periods reads for the closer look, so that the rows are looked at once: `absences`,
    /// and `days` where hours can be told from it.
    func activityColumns(_ step: TimeStep) -> String {
        let days =
            step.fit != .neither && [from, to].allSatisfy(Self.isOnTheHour)
            ? ",\n       \(Self.list(["day", "hours"], of: daysOfHours(within: hourlyEnds))) AS days" : ""
        let columns = ["part", "beginning", "finish", "size", "total"]
        return ",\n       \(Self.list(columns, of: absences(step))) AS absences\(days)"
    }

    /// Rows of a query as one JSON text, to be read again by its other half.
    private static func list(_ columns: [String], of query: String) -> String {
        "(SELECT json_agg(to_json(ARRAY[\(columns.map { "\($0)::text" }.joined(separator: ", "))])) FROM (\(query)) AS listed_rows)"
    }

    private static func list(_ json: String?) throws -> [[String?]] {
        guard let json else { return [] }
        return try JSONDecoder().decode([[String?]].self, from: Data(json.utf8))
    }

    /// Whether an end lies between two hours, so that whole hours can be counted.
    private static func isOnTheHour(_ end: String?) -> Bool {
        guard let end, end.count > 10 else { return true }
        return end.dropFirst(13).allSatisfy { ":0.".contains($0) }
    }

    /// Rows of `part` (missing, accepted or gap), `beginning`, `finish`, `size` and `total`.
    private func absences(_ step: TimeStep) -> String {
        let interval = "INTERVAL '\(step.interval)'"
        return """
            WITH listed AS (
                SELECT CASE WHEN is_accepted THEN 'accepted' ELSE 'missing' END AS part, first AS beginning, last AS finish,
                       length AS size, count(*) OVER (PARTITION BY is_accepted) AS total,
                       row_number() OVER (PARTITION BY is_accepted ORDER BY first) AS place
                FROM runs
            ), neighbours AS (
                SELECT last_at AS beginning, lead(first_at) OVER (ORDER BY bucket) AS finish FROM present
                JOIN (SELECT min(bucket) AS first, max(bucket) AS last FROM series) AS ends ON bucket BETWEEN first AND last
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
        FROM \(longestSource) WHERE gap_end > gap_start
        ORDER BY counted DESC, gap_start LIMIT \(Self.mostGaps)
        """
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
        var instants = Set(gaps.flatMap { [$0.from, $0.to] }).sorted().map {
            Self.timestamp($0.replacing("Z", with: ""))
        }
        if let last = instants.last {
            instants += Array(repeating: last, count: max(0, Self.leastHashedValues - instants.count))
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

    /// Rows of `day` and `hours`, from the rows of the dataset.
    private func days(in scope: RuleScope) -> String {
        let ends = ends(of: "at")
        return """
            WITH hourly AS (
                SELECT date_trunc('hour', at) AS hour, count(*) AS n
                FROM (\(instants(in: scope))) AS instants\(ends.isEmpty ? "" : " WHERE " + ends.joined(separator: " AND "))
                GROUP BY 1
            )
            SELECT day, hours FROM (\(daysOfHours(within: []))) AS listed_days ORDER BY day
            """
    }

    /// The same from the counts in `hourly`; only hours with rows are named, each with its number, such as `05:12 17:3`.
    private func daysOfHours(within ends: [String]) -> String {
        let within = ends.map { " AND \($0)" }.joined()
        return """
            WITH ends AS (
                SELECT greatest(
                           date_trunc('day', min(hour)),
                           date_trunc('day', max(hour)) - INTERVAL '\(ActivityCalendar.mostDays - 1) days'
                       ) AS first, date_trunc('day', max(hour)) AS last
                FROM hourly WHERE true\(within)
            ), busy AS (
                SELECT date_trunc('day', hour) AS day, string_agg(to_char(hour, 'HH24:') || n, ' ') AS hours
                FROM hourly WHERE hour >= (SELECT first FROM ends)\(within) GROUP BY 1
            )
            SELECT to_char(day, 'YYYY-MM-DD') AS day, coalesce(hours, '') AS hours
            FROM ends CROSS JOIN LATERAL generate_series(first, last, INTERVAL '1 day') AS days (day)
            LEFT JOIN busy USING (day) ORDER BY day
            """
    }

    /// The number of rows of each hour, from what ``daysOfHours(within:)`` says of a day.
    private static func hours(_ named: String) -> [Int] {
        var hours = Array(repeating: 0, count: 24)
        for part in named.split(separator: " ") {
            // Two digits, a colon and the number: days are many, and splitting each part takes several times as long.
            guard let hour = Int(part.prefix(2)), hours.indices.contains(hour) else { continue }
            hours[hour] = Int(part.dropFirst(3)) ?? 0
        }
        return hours
    }

    private var hourlyEnds: [String] { ends(of: "hour") }

    private func ends(of instant: String) -> [String] {
        [
            from.map { "\(instant) >= \(Self.timestamp($0))" },
            to.map { "\(instant) <= \(Self.timestamp(Self.end(of: $0)))" },
        ].compactMap(\.self)
    }

    // MARK: - Instants

    private static func iso(_ instant: String) -> String {
        "to_char(\(instant), 'YYYY-MM-DD\"T\"HH24:MI:SS.US')"
    }

    /// An instant without a fraction of nothing, marked as UTC.
    static func short(_ instant: String) -> String {
        var text = instant
        while text.hasSuffix("0"), text.contains(".") { text.removeLast() }
        if text.hasSuffix(".") { text.removeLast() }
        return text + "Z"
    }
}

/// Time without rows: a range of periods that are missing or accepted, or a gap between two rows.
private struct Absence {
    var part: String
    var beginning: String
    var finish: String
    var size: Int
    var total: Int

    /// Takes a row of `part`, `beginning`, `finish`, `size` and `total`.
    init(_ row: [String?]) {
        func value(_ place: Int) -> String { row.indices.contains(place) ? row[place] ?? "" : "" }
        part = value(0)
        beginning = Coverage.short(value(1))
        finish = Coverage.short(value(2))
        size = Int(value(3)) ?? 0
        total = Int(value(4)) ?? 0
    }
}

extension ActivityCalendar {
    /// Takes ranges and gaps in their order.
    fileprivate mutating func add(_ absences: [Absence]) {
        for absence in absences {
            let (beginning, finish) = (absence.beginning, absence.finish)
            if absence.part == "gap" {
                gaps.append(TimeGap(from: beginning, to: finish, seconds: absence.size))
            } else {
                let isAccepted = absence.part == "accepted"
                missing.append(TimeRange(from: beginning, to: finish, buckets: absence.size, isAccepted: isAccepted))
                if !isAccepted { missingRanges = absence.total }
            }
        }
    }
}
