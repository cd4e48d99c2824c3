/// What became of the records that a load read from one source.
///
/// `records == loaded + filtered + rejected` unless something was lost, see ``addsUp``.
public struct LoadReconciliation: Codable, Sendable, Equatable {
    /// What the records are, such as `events`.
    public var source: String
    /// How many files were read.
    public var files: Int
    /// How many records they hold.
    public var records: Int
    /// How many of them were loaded.
    public var loaded: Int
    /// How many were left out on purpose, see ``filteredReasons``.
    public var filtered: Int
    /// How many could not be loaded, see ``rejectedReasons``.
    public var rejected: Int
    /// Why records were left out, with counts, most first.
    public var filteredReasons: [ReasonCount]
    /// Why records were rejected, with counts, most first.
    public var rejectedReasons: [ReasonCount]

    enum CodingKeys: String, CodingKey {
        case source, files, records, loaded, filtered, rejected
        case filteredReasons = "filtered_reasons"
        case rejectedReasons = "rejected_reasons"
    }

    /// Creates a reconciliation.
    public init(
        source: String,
        files: Int,
        records: Int,
        loaded: Int,
        filtered: Int,
        rejected: Int,
        filteredReasons: [ReasonCount],
        rejectedReasons: [ReasonCount]
    ) {
        self.source = source
        self.files = files
        self.records = records
        self.loaded = loaded
        self.filtered = filtered
        self.rejected = rejected
        self.filteredReasons = filteredReasons
        self.rejectedReasons = rejectedReasons
    }

    /// Whether every record is accounted for.
    public var addsUp: Bool { records == loaded + filtered + rejected }
}

/// A reason with how often it applied.
public struct ReasonCount: Codable, Sendable, Equatable {
    /// The reason in plain words.
    public var reason: String
    /// How many records it applied to.
    public var records: Int

    /// Creates a count.
    public init(reason: String, records: Int) {
        self.reason = reason
        self.records = records
    }
}
