import AuditModel

/// When rows are expected: hours of the week, without holidays.
struct ExpectedHours: Sendable {
    /// Hours of one day of the week; what closes at or before it opens ends on the day after.
    struct Window: Sendable {
        /// Monday is 1.
        var weekday: Int
        /// Minutes from midnight.
        var opens: Int
        /// Minutes from midnight of the same day, more than those of ``opens``.
        var closes: Int
    }

    var windows: [Window]
    var holidays: [String]
    var timeZone: String
    /// The calendar as the author wrote it.
    var inWords: String

    /// The keys of `calendar`.
    static let keys = [
        KindKey("hours", "hours of the week, such as 'mon-fri 08:00-18:00'", .list(.text), isRequired: true),
        KindKey("holidays", "days on which nothing is expected", .list(.day)),
        KindKey("time_zone", "the zone of the hours, such as Europe/Berlin; UTC without it", .text),
    ]

    /// Reads `calendar`; `nil` when it is not there or wrong.
    init?(reading settings: SettingReader) {
        guard let inner = settings.mapping("calendar", keys: Self.keys.map(\.name)) else { return nil }
        defer { settings.adopt(inner) }
        let hours = inner.requiredStrings("hours") ?? []
        windows = []
        for text in hours {
            if let read = Self.windows(text.value) {
                windows += read
            } else {
                inner.report(
                    "'\(text.value)' are no hours of the week; write for example 'mon-fri 08:00-18:00', 'sat' or '22:00-06:00'",
                    at: text.location
                )
            }
        }
        let days = inner.days("holidays") ?? []
        holidays = days.map(\.value)
        timeZone = inner.string("time_zone")?.value ?? "UTC"
        inWords =
            hours.map(\.value).joined(separator: ", ") + " (\(timeZone))"
            + (days.isEmpty ? "" : ", not on \(holidays.joined(separator: ", "))")
        if windows.isEmpty { return nil }
    }

    /// The hours of the days from one instant to another as a query with the columns `opens` and `closes`, in UTC.
    ///
    /// - Parameters:
    ///   - first: an expression of type `timestamp`, in UTC.
    ///   - last: another one.
    func spans(from first: String, to last: String) -> String {
        let rows = windows.map { "(\($0.weekday), INTERVAL '\($0.opens) minutes', INTERVAL '\($0.closes) minutes')" }
        let zone = SQLLiteral(timeZone).sql
        let isWorkday =
            holidays.isEmpty
            ? "" : "\nWHERE day::date NOT IN (\(holidays.map { SQLLiteral($0).sql }.joined(separator: ", ")))"
        // The days around the ends, for zones ahead and behind and for hours past midnight.
        return """
            SELECT (day + opens) AT TIME ZONE \(zone) AT TIME ZONE 'UTC' AS opens,
                   (day + closes) AT TIME ZONE \(zone) AT TIME ZONE 'UTC' AS closes
            FROM generate_series(date_trunc('day', \(first)) - INTERVAL '2 days', \(last) + INTERVAL '2 days', INTERVAL '1 day')
                 AS days (day)
            JOIN (VALUES \(rows.joined(separator: ", "))) AS hours (weekday, opens, closes)
              ON weekday = extract(isodow FROM day)\(isWorkday)
            """
    }

    // MARK: - Reading

    private static let weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]

    private static func windows(_ text: String) -> [Window]? {
        let words = text.lowercased().split(separator: " ")
        guard (1...2).contains(words.count) else { return nil }
        let hasDays = words[0].contains { $0.isLetter }
        let days = hasDays ? weekdays(String(words[0])) : Array(1...7)
        let hours = hasDays && words.count == 1 ? (0, 1_440) : words.last.flatMap { minutes(String($0)) }
        guard let days, let hours, hasDays || words.count == 1 else { return nil }
        return days.map { Window(weekday: $0, opens: hours.0, closes: hours.1) }
    }

    private static func weekdays(_ text: String) -> [Int]? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map {
            weekdays.firstIndex(of: String($0))
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
        return (0...(last + 7 - first) % 7).map { (first + $0) % 7 + 1 }
    }

    private static func minutes(_ text: String) -> (Int, Int)? {
        guard let match = text.wholeMatch(of: /(\d\d):(\d\d)-(\d\d):(\d\d)/) else { return nil }
        let numbers = [match.1, match.2, match.3, match.4].compactMap { Int($0) }
        guard numbers.count == 4, numbers[1] < 60, numbers[3] < 60 else { return nil }
        let opens = numbers[0] * 60 + numbers[1]
        let closes = numbers[2] * 60 + numbers[3]
        guard opens < 1_440, closes <= 1_440, opens != closes else { return nil }
        return (opens, closes > opens ? closes : closes + 1_440)
    }
}
