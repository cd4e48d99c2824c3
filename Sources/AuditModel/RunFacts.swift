/// What changes from run to run on the same data. Instants are ISO 8601 in UTC with milliseconds.
public struct RunFacts: Codable, Sendable, Equatable {
    /// A random identifier of the run.
    public var id: String
    /// When the audit began.
    public var startedAt: String
    /// When the audit ended.
    public var finishedAt: String
    /// The instant that counted as now for freshness and expiry.
    public var asOf: String
    /// The time the audit took, in milliseconds.
    public var durationMilliseconds: Int
    /// The snapshot that everything was measured in (`pg_current_snapshot()`).
    public var snapshot: String
    /// When the snapshot was taken, by the server's clock.
    public var snapshotAt: String
    /// Whether the server takes writes or follows one that does; `nil` in reports that do not say it.
    @ExplicitNull public var serverRole: ServerRole?
    /// The write-ahead log position at the snapshot; on a standby the last one that it had replayed.
    @ExplicitNull public var walLSN: String?
    /// The server's version.
    public var serverVersion: String
    /// The database's name.
    public var database: String
    /// The role that the audit ran as.
    public var role: String
    /// What that role may do beyond reading: `superuser`, `can write` (to an audited table), else `read-only`.
    public var rolePowers: [String]
    /// Whether the audit was interrupted, so that results are missing.
    public var incomplete: Bool
    /// How long each query took in milliseconds, by rule; rules that share a query show the query's time.
    public var durationsMilliseconds: [String: Int]
    /// How many connections shared the snapshot.
    @ExplicitNull public var connections: Int?
    /// Why they were fewer than wanted, where the server could not share a snapshot.
    @ExplicitNull public var snapshotNote: String?
    /// The rule files and folders, absolute, as they were given to the audit.
    @EmptyIfMissing public var rulesPaths: [String]
    /// How long each waiver still counts, in the order of the rules.
    @EmptyIfMissing public var waivers: [WaiverTerm]
    /// How old the newest rows were, for the rules that ask, in the order of the rules.
    @EmptyIfMissing public var ages: [DataAge]
    /// What earlier runs found; `nil` when no history is kept.
    @ExplicitNull public var history: RunHistory?
    /// What has changed since the run before; `nil` for the first run and when no history is kept.
    @ExplicitNull public var changes: RunChanges?

    enum CodingKeys: String, CodingKey {
        case id, snapshot, database, role, incomplete, connections, waivers, ages, history, changes
        case rulesPaths = "rules_paths"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case asOf = "as_of"
        case durationMilliseconds = "duration_ms"
        case snapshotAt = "snapshot_at"
        case walLSN = "wal_lsn"
        case rolePowers = "role_powers"
        case serverVersion = "server_version"
        case serverRole = "server_role"
        case durationsMilliseconds = "durations_ms"
        case snapshotNote = "snapshot_note"
    }

    /// Creates the facts of a run.
    public init(
        id: String,
        startedAt: String,
        finishedAt: String,
        asOf: String,
        durationMilliseconds: Int,
        snapshot: String,
        snapshotAt: String,
        walLSN: String?,
        serverVersion: String,
        serverRole: ServerRole? = nil,
        database: String,
        role: String,
        rolePowers: [String],
        incomplete: Bool,
        durationsMilliseconds: [String: Int],
        connections: Int? = nil,
        snapshotNote: String? = nil,
        rulesPaths: [String] = [],
        waivers: [WaiverTerm] = [],
        ages: [DataAge] = [],
        history: RunHistory? = nil,
        changes: RunChanges? = nil
    ) {
        self.id = id
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.asOf = asOf
        self.durationMilliseconds = durationMilliseconds
        self.snapshot = snapshot
        self.snapshotAt = snapshotAt
        self._walLSN = ExplicitNull(wrappedValue: walLSN)
        self.serverVersion = serverVersion
        self._serverRole = ExplicitNull(wrappedValue: serverRole)
        self.database = database
        self.role = role
        self.rolePowers = rolePowers
        self.incomplete = incomplete
        self.durationsMilliseconds = durationsMilliseconds
        self._connections = ExplicitNull(wrappedValue: connections)
        self._snapshotNote = ExplicitNull(wrappedValue: snapshotNote)
        self._rulesPaths = EmptyIfMissing(wrappedValue: rulesPaths)
        self._waivers = EmptyIfMissing(wrappedValue: waivers)
        self._ages = EmptyIfMissing(wrappedValue: ages)
        self._history = ExplicitNull(wrappedValue: history)
        self._changes = ExplicitNull(wrappedValue: changes)
    }
}

/// What a server is to others with the same data.
public enum ServerRole: String, Codable, Sendable, Equatable {
    /// It takes writes.
    case primary
    /// It follows another, whose writes it replays, and can only be read.
    case standby
}
