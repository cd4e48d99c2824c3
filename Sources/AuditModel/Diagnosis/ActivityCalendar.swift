/// When rows happened: counts by day and hour, and where they are missing.
public struct ActivityCalendar: Codable, Sendable, Equatable {
    /// What is counted, in the plural, such as `plays`.
    public var noun: String
    /// The days from the first to the last, each with its hours; at most 400 days.
    public var days: [ActivityDay]
    /// Where expected buckets have no rows, as ranges in the order of time.
    public var missing: [TimeRange]
    /// The longest gaps between neighbouring rows, longest first.
    public var gaps: [TimeGap]
    /// Buckets with unusually few or many rows, furthest off first.
    public var anomalies: [VolumeAnomaly]

    /// Creates the value from its parts.
    public init(
        noun: String,
        days: [ActivityDay] = [],
        missing: [TimeRange] = [],
        gaps: [TimeGap] = [],
        anomalies: [VolumeAnomaly] = []
    ) {
        self.noun = noun
        self.days = days
        self.missing = missing
        self.gaps = gaps
        self.anomalies = anomalies
    }
}

/// One day of a calendar.
public struct ActivityDay: Codable, Sendable, Equatable {
    /// The day, `yyyy-mm-dd` in UTC.
    public var day: String
    /// How many rows each hour has, 0 to 23.
    public var hours: [Int]

    /// Creates the value from its parts.
    public init(
        day: String,
        hours: [Int] = []
    ) {
        self.day = day
        self.hours = hours
    }
}

/// A range of buckets of time.
public struct TimeRange: Codable, Sendable, Equatable {
    /// The first instant, ISO 8601 in UTC.
    public var from: String
    /// The instant behind the last bucket, ISO 8601 in UTC.
    public var to: String
    /// How many buckets it holds.
    public var buckets: Int
    /// Whether it is declared as accepted, by a list or a calendar.
    public var isAccepted: Bool

    enum CodingKeys: String, CodingKey {
        case from, to, buckets
        case isAccepted = "is_accepted"
    }

    /// Creates the value from its parts.
    public init(
        from: String,
        to: String,
        buckets: Int,
        isAccepted: Bool
    ) {
        self.from = from
        self.to = to
        self.buckets = buckets
        self.isAccepted = isAccepted
    }
}

/// Time without rows between two neighbouring rows.
public struct TimeGap: Codable, Sendable, Equatable {
    /// The row before it, ISO 8601 in UTC.
    public var from: String
    /// The row after it, ISO 8601 in UTC.
    public var to: String
    /// Its length in seconds.
    public var seconds: Int

    /// Creates the value from its parts.
    public init(
        from: String,
        to: String,
        seconds: Int
    ) {
        self.from = from
        self.to = to
        self.seconds = seconds
    }
}

/// A bucket whose number of rows is unlike that of others like it.
public struct VolumeAnomaly: Codable, Sendable, Equatable {
    /// When the bucket begins, ISO 8601 in UTC.
    public var from: String
    /// How many rows it has.
    public var rows: Int
    /// The fewest rows that would be usual.
    public var expectedLow: Int
    /// The most rows that would be usual.
    public var expectedHigh: Int

    enum CodingKeys: String, CodingKey {
        case from, rows
        case expectedLow = "expected_low"
        case expectedHigh = "expected_high"
    }

    /// Creates the value from its parts.
    public init(
        from: String,
        rows: Int,
        expectedLow: Int,
        expectedHigh: Int
    ) {
        self.from = from
        self.rows = rows
        self.expectedLow = expectedLow
        self.expectedHigh = expectedHigh
    }
}
