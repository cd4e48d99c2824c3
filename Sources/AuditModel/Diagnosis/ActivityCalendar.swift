/// When rows happened: counts by day and hour, and where they are missing.
public struct ActivityCalendar: Codable, Sendable, Equatable {
    /// How many days a calendar holds at most.
    public static let mostDays = 400

    /// What is counted, in the plural, such as `plays`.
    public var noun: String
    /// What the buckets are, in the plural, such as `hours`; `nil` where none is expected.
    @ExplicitNull public var bucketNoun: String?
    /// How many buckets are expected to have rows; `nil` where none is expected.
    @ExplicitNull public var expectedBuckets: Int?
    /// How many of them have none; `nil` where none is expected.
    @ExplicitNull public var missingBuckets: Int?
    /// How many ranges without rows there are that nobody has accepted, listed or not.
    public var missingRanges: Int
    /// How many unusual buckets there are, listed or not.
    public var anomalyCount: Int
    /// The days from the first to the last, each with its hours; the last 400 at most.
    public var days: [ActivityDay]
    /// Where buckets have no rows, as ranges in the order of time; the first 100 at most of those that are missing and of
    /// those that are accepted.
    public var missing: [TimeRange]
    /// The longest gaps between neighbouring rows, longest first; 10 at most.
    public var gaps: [TimeGap]
    /// Buckets with unusually few or many rows, furthest off first; 100 at most.
    public var anomalies: [VolumeAnomaly]

    enum CodingKeys: String, CodingKey {
        case noun, days, missing, gaps, anomalies
        case bucketNoun = "bucket_noun"
        case expectedBuckets = "expected_buckets"
        case missingBuckets = "missing_buckets"
        case missingRanges = "missing_ranges"
        case anomalyCount = "anomaly_count"
    }

    /// Creates the value from its parts; what is listed counts as all there is until a count says otherwise.
    public init(
        noun: String,
        days: [ActivityDay] = [],
        missing: [TimeRange] = [],
        gaps: [TimeGap] = [],
        anomalies: [VolumeAnomaly] = []
    ) {
        self.noun = noun
        self._bucketNoun = ExplicitNull(wrappedValue: nil)
        self._expectedBuckets = ExplicitNull(wrappedValue: nil)
        self._missingBuckets = ExplicitNull(wrappedValue: nil)
        self.missingRanges = missing.count { !$0.isAccepted }
        self.anomalyCount = anomalies.count
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

    /// Encodes the hours number by number: as an array, each would go through the encoder's search for types that it treats
    /// in a special way, which is most of what encoding a year of days takes.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(day, forKey: .day)
        var list = container.nestedUnkeyedContainer(forKey: .hours)
        for hour in hours { try list.encode(hour) }
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
    /// When the row before it happened, ISO 8601 in UTC.
    public var from: String
    /// When the row after it happened, ISO 8601 in UTC.
    public var to: String
    /// Its length in seconds.
    public var seconds: Int
    /// A row at its beginning by its key, such as `songplay id 17`; `nil` where the key is unknown or sensitive.
    @ExplicitNull public var rowBefore: String?
    /// A row at its end by its key.
    @ExplicitNull public var rowAfter: String?

    enum CodingKeys: String, CodingKey {
        case from, to, seconds
        case rowBefore = "row_before"
        case rowAfter = "row_after"
    }

    /// Creates the value from its parts.
    public init(
        from: String,
        to: String,
        seconds: Int,
        rowBefore: String? = nil,
        rowAfter: String? = nil
    ) {
        self.from = from
        self.to = to
        self.seconds = seconds
        self._rowBefore = ExplicitNull(wrappedValue: rowBefore)
        self._rowAfter = ExplicitNull(wrappedValue: rowAfter)
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
