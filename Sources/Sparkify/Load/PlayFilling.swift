import Postgres

/// Fills the tables of plays and users from the events that a load has staged.
struct PlayFilling {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    /// What was noted of the events while they were read.
    let digest: EventDigest
    /// Whether the tables are new.
    let isFresh: Bool

    private var star: String { schemas.star }
    private var staging: String { schemas.staging }

    /// What filling came to.
    struct Result {
        /// How many plays there are more.
        var plays = 0
        /// How many of them are linked to a song.
        var linked = 0
    }

    /// Fills both tables.
    func run() async throws -> Result {
        var result = Result()
        let songs = try await songKeys()
        let hasLinkable = try await listLinkable(songs)
        result.plays = try await addUnlinked(except: songs, hasLinkable: hasLinkable)
        if hasLinkable {
            let row = try await connection.query(linkablePlays).first
            result.plays += row?.integer("plays") ?? 0
            result.linked = row?.integer("linked") ?? 0
        }
        if isFresh { try await schemas.addKey(of: StarSchema.songplays, in: star, connection) }
        try await fillUsers()
        return result
    }

    // MARK: - Plays

    /// In this order rows are sent and selected.
    private static let columns = SQLText.columns(StarSchema.songplays.columns.map(\.name))

    /// What the songs of the catalogue are matched by; `nil` when there are none.
    private func songKeys() async throws -> SongKeys? {
        let count = try await connection.query("SELECT count(*) AS songs FROM \(identifier: star).songs").first
        guard let songs = count?.integer("songs"), songs > 0 else { return nil }
        let keys = SongKeys(expecting: songs, seed: digest.seed)
        try await keys.addCatalogue(of: schemas, connection)
        return keys
    }

    /// Lists the plays whose song may be in the catalogue.
    private func listLinkable(_ songs: SongKeys?) async throws -> Bool {
        guard let songs else { return false }
        try await connection.query("CREATE TEMPORARY TABLE plumb_linkable (event_id bigint) ON COMMIT DROP")
        let digest = digest
        let listed = try await connection.copyIn("COPY pg_temp.plumb_linkable FROM STDIN (FORMAT binary)") {
            try digest.nextLinkable(in: songs)
        }
        guard listed > 0 else { return false }
        try await connection.query("ANALYZE pg_temp.plumb_linkable")
        return true
    }

    /// Adds the plays that have no song: to a new table those that are surely new as they were read, and otherwise what
    /// staging says of them.
    private func addUnlinked(except songs: SongKeys?, hasLinkable: Bool) async throws -> Int {
        guard isFresh else { return try await connection.query(unlinkedPlays(hasLinkable: hasLinkable)).affected }
        let digest = digest
        let certain = try await connection.copyIn(
            "COPY \(identifier: star).songplays (\(raw: Self.columns)) FROM STDIN (FORMAT binary, FREEZE)"
        ) { try digest.nextPlays(except: songs) }
        guard digest.suspectCount > 0 else { return certain }
        let suspects = unlinkedPlays(hasLinkable: hasLinkable, among: "pg_temp.plumb_suspect")
        return certain + (try await connection.query(suspects).affected)
    }

    private func unlinkedPlays(hasLinkable: Bool, among table: String? = nil) -> SQL {
        let among = table.map { "AND event_id IN (SELECT event_id FROM \($0))" } ?? ""
        let others = hasLinkable ? "AND event_id NOT IN (SELECT event_id FROM pg_temp.plumb_linkable)" : ""
        return """
            INSERT INTO \(identifier: star).songplays (\(raw: Self.columns))
            SELECT songplay_id, start_time, user_id, level, NULL, NULL, session_id, location, user_agent
            FROM \(identifier: staging).events
            WHERE \(raw: plan.newRows(.events)) AND songplay_id IS NOT NULL \(raw: among) \(raw: others)
            """
    }

    private var linkablePlays: SQL {
        """
        WITH playing AS MATERIALIZED (
            SELECT e.* FROM pg_temp.plumb_linkable JOIN \(identifier: staging).events e USING (event_id)
            WHERE e.songplay_id IS NOT NULL),
        \(raw: SongLinks.query(in: star, where: "s.title IN (SELECT song FROM playing)")),
        inserted AS (
            INSERT INTO \(identifier: star).songplays (\(raw: Self.columns))
            SELECT e.songplay_id, e.start_time, e.user_id, e.level, l.song_id, l.artist_id, e.session_id, e.location,
                   e.user_agent
            FROM playing e LEFT JOIN links l ON l.title = e.song AND l.name = e.artist AND l.duration = e.length
            ORDER BY e.songplay_id
            RETURNING song_id)
        SELECT count(*) AS plays, count(song_id) AS linked FROM inserted
        """
    }

    // MARK: - Users

    /// A user's values are those of the latest play by time; of plays at the same instant, the one read last. Earlier loads
    /// are asked for a later play only where they have files that reach beyond this load's plays.
    private func fillUsers() async throws {
        let digest = digest
        try await connection.query("CREATE TEMPORARY TABLE plumb_latest (event_id bigint) ON COMMIT DROP")
        try await connection.copyIn("COPY pg_temp.plumb_latest FROM STDIN (FORMAT binary)") {
            try digest.nextLatestPlays()
        }
        if digest.suspectCount > 0 {
            try await connection.query("INSERT INTO pg_temp.plumb_latest SELECT event_id FROM pg_temp.plumb_suspect")
        }
        try await connection.query("ANALYZE pg_temp.plumb_latest")
        try await connection.query(
            """
            WITH latest AS MATERIALIZED (
                SELECT DISTINCT ON (e.user_id) e.user_id, e.ts, e.first_name, e.last_name, e.gender, e.level
                FROM pg_temp.plumb_latest JOIN \(identifier: staging).events e USING (event_id)
                WHERE e.songplay_id IS NOT NULL ORDER BY e.user_id, e.ts DESC, e.event_id DESC)
            INSERT INTO \(identifier: star).users AS old (user_id, first_name, last_name, gender, level)
            SELECT user_id, first_name, last_name, gender, level FROM latest
            WHERE user_id NOT IN (
                SELECT l.user_id FROM (SELECT min(ts) AS first_ts FROM latest) span
                JOIN plumb.files f ON f.last_ts > span.first_ts
                JOIN \(identifier: staging).events e ON e.event_id BETWEEN f.first_row AND f.last_row
                JOIN latest l ON l.user_id = e.user_id AND e.ts > l.ts
                WHERE f.star_schema = \(star) AND f.source = 'events' AND f.load_id < \(plan.loadID)
                    AND e.songplay_id IS NOT NULL)
            ON CONFLICT (user_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
                gender = excluded.gender, level = excluded.level
            WHERE (old.first_name, old.last_name, old.gender, old.level)
                IS DISTINCT FROM (excluded.first_name, excluded.last_name, excluded.gender, excluded.level)
            """
        )
    }
}
