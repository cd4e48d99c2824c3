import Postgres

/// Fills the tables of plays, users and instants from the events that a load has staged.
///
/// Large new tables get their keys once they are filled, which is quicker than row by row.
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
        /// How many instants there are more.
        var instants = 0
    }

    /// Fills the three tables.
    func run() async throws -> Result {
        var result = Result()
        let hasLinkable = try await listLinkable()
        result.plays = try await connection.query(unlinkedPlays(hasLinkable: hasLinkable)).affected
        if hasLinkable {
            let row = try await connection.query(linkablePlays).first
            result.plays += row?.integer("plays") ?? 0
            result.linked = row?.integer("linked") ?? 0
        }
        if isFresh { try await schemas.addKey(of: StarSchema.songplays, in: star, connection) }
        result.instants = try await fillTime()
        try await fillUsers()
        return result
    }

    // MARK: - Plays

    private static let columns =
        "songplay_id, start_time, user_id, level, song_id, artist_id, session_id, location, user_agent"

    /// Lists the plays whose song may be in the catalogue.
    private func listLinkable() async throws -> Bool {
        let count = try await connection.query("SELECT count(*) AS songs FROM \(identifier: star).songs").first
        guard let songs = count?.integer("songs"), songs > 0 else { return false }
        let keys = SongKeys(expecting: songs, seed: digest.seed)
        try await keys.addCatalogue(of: schemas, connection)
        try await connection.query("CREATE TEMPORARY TABLE plumb_linkable (event_id bigint) ON COMMIT DROP")
        let digest = digest
        let listed = try await connection.copyIn("COPY pg_temp.plumb_linkable FROM STDIN (FORMAT binary)") {
            try digest.nextLinkable(in: keys)
        }
        guard listed > 0 else { return false }
        try await connection.query("ANALYZE pg_temp.plumb_linkable")
        return true
    }

    private func unlinkedPlays(hasLinkable: Bool) -> SQL {
        let others = hasLinkable ? "AND event_id NOT IN (SELECT event_id FROM pg_temp.plumb_linkable)" : ""
        return """
            INSERT INTO \(identifier: star).songplays (\(raw: Self.columns))
            SELECT songplay_id, start_time, user_id, level, NULL, NULL, session_id, location, user_agent
            FROM \(identifier: staging).events
            WHERE \(raw: plan.newRows(.events)) AND songplay_id IS NOT NULL \(raw: others)
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

    // MARK: - Time

    /// A new table takes the instants that are surely new as they are; all others are compared with what is there.
    private func fillTime() async throws -> Int {
        var added = 0
        let digest = digest
        if isFresh {
            added = try await connection.copyIn("COPY \(identifier: star).time FROM STDIN (FORMAT binary, FREEZE)") {
                try digest.nextNewInstants()
            }
            try await schemas.addKey(of: StarSchema.time, in: star, connection)
            guard digest.doubtfulInstantCount > 0 else { return added }
        }
        try await connection.query(
            "CREATE TEMPORARY TABLE plumb_instant (LIKE \(identifier: star).time) ON COMMIT DROP"
        )
        try await connection.copyIn("COPY pg_temp.plumb_instant FROM STDIN (FORMAT binary)") {
            try digest.nextDoubtfulInstants()
        }
        if !isFresh {
            try await connection.copyIn("COPY pg_temp.plumb_instant FROM STDIN (FORMAT binary)") {
                try digest.nextNewInstants()
            }
        }
        added += try await connection.query(
            """
            INSERT INTO \(identifier: star).time
            SELECT DISTINCT ON (start_time) * FROM pg_temp.plumb_instant new
            WHERE NOT EXISTS (SELECT FROM \(identifier: star).time known WHERE known.start_time = new.start_time)
            ORDER BY start_time
            """
        ).affected
        return added
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
