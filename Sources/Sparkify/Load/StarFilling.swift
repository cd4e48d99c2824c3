import Postgres

/// Fills the star tables from the records that a load has staged, set by set.
struct StarFilling {
    let schemas: SchemaSetup
    let loadID: Int
    let connection: Connection

    private var star: String { schemas.star }
    private var staging: String { schemas.staging }

    /// What filling changed of what was there before.
    struct Changes {
        /// How many songs had other values.
        var songs = 0
        /// How many artists had other values.
        var artists = 0
        /// How many earlier plays became linked.
        var newlyLinkedPlays = 0
    }

    /// Fills all five tables.
    ///
    /// - Parameter hasEarlierPlays: whether plays of earlier loads may wait for their songs.
    func run(hasEarlierPlays: Bool) async throws -> Changes {
        var changes = Changes()
        let history = CatalogueHistory(schemas: schemas, loadID: loadID, connection: connection)
        changes.artists = try await history.keepArtists(newArtists)
        changes.songs = try await history.keepSongs(newSongs)
        var catalogueChanges = try await connection.query(artists).affected
        catalogueChanges += try await connection.query(songs).affected
        if changes.songs > 0 { try await history.correctArtistsOfPlays() }
        if hasEarlierPlays, catalogueChanges > 0 {
            changes.newlyLinkedPlays = try await connection.query(earlierPlays).affected
        }
        for statement in [plays, users, time] { try await connection.query(statement) }
        return changes
    }

    /// A song's values are those of its record in the latest load that has one.
    private var newSongs: String {
        """
        SELECT song_id, title, artist_id, year, duration FROM \(SQLText.name(staging)).songs
        WHERE load_id = \(loadID) AND outcome = 'loaded' ORDER BY record_id
        """
    }

    /// An artist's values are those of the first record, by file and line, in the latest load that has one.
    private var newArtists: String {
        """
        SELECT DISTINCT ON (artist_id) artist_id, artist_name AS name, artist_location AS location,
               artist_latitude AS latitude, artist_longitude AS longitude
        FROM \(SQLText.name(staging)).songs WHERE load_id = \(loadID) AND outcome = 'loaded' ORDER BY artist_id, record_id
        """
    }

    private var songs: SQL {
        """
        INSERT INTO \(identifier: star).songs AS old (song_id, title, artist_id, year, duration)
        \(raw: newSongs)
        ON CONFLICT (song_id) DO UPDATE SET title = excluded.title, artist_id = excluded.artist_id,
            year = excluded.year, duration = excluded.duration
        WHERE (old.title, old.artist_id, old.year, old.duration)
            IS DISTINCT FROM (excluded.title, excluded.artist_id, excluded.year, excluded.duration)
        """
    }

    private var artists: SQL {
        """
        INSERT INTO \(identifier: star).artists AS old (artist_id, name, location, latitude, longitude)
        \(raw: newArtists)
        ON CONFLICT (artist_id) DO UPDATE SET name = excluded.name, location = excluded.location,
            latitude = excluded.latitude, longitude = excluded.longitude
        WHERE (old.name, old.location, old.latitude, old.longitude)
            IS DISTINCT FROM (excluded.name, excluded.location, excluded.latitude, excluded.longitude)
        """
    }

    /// What a play is linked by. Of several songs that agree in all three, the one with the lowest identifier is taken.
    private var links: String {
        let schema = SQLText.name(star)
        return """
            links AS (
                SELECT DISTINCT ON (s.title, a.name, s.duration) s.title, a.name, s.duration, s.song_id, s.artist_id
                FROM \(schema).songs s JOIN \(schema).artists a USING (artist_id)
                ORDER BY s.title, a.name, s.duration, s.song_id COLLATE "C")
            """
    }

    private var plays: SQL {
        """
        WITH \(raw: links)
        INSERT INTO \(identifier: star).songplays
            (songplay_id, start_time, user_id, level, song_id, artist_id, session_id, location, user_agent)
        SELECT e.songplay_id, e.start_time, e.user_id, e.level, l.song_id, l.artist_id, e.session_id, e.location, e.user_agent
        FROM \(identifier: staging).events e
        LEFT JOIN links l ON l.title = e.song AND l.name = e.artist AND l.duration = e.length
        WHERE e.load_id = \(loadID) AND e.songplay_id IS NOT NULL
        """
    }

    /// Links plays of earlier loads whose song has come since.
    private var earlierPlays: SQL {
        """
        WITH \(raw: links)
        UPDATE \(identifier: star).songplays p SET song_id = l.song_id, artist_id = l.artist_id
        FROM \(identifier: staging).events e
        JOIN links l ON l.title = e.song AND l.name = e.artist AND l.duration = e.length
        WHERE p.songplay_id = e.songplay_id AND e.load_id < \(loadID) AND p.song_id IS NULL
        """
    }

    /// A user's values are those of the latest play by time; of plays at the same instant, the one read last.
    private var users: SQL {
        """
        WITH latest AS (
            SELECT user_id, max(ts) AS ts FROM \(identifier: staging).events WHERE songplay_id IS NOT NULL
            GROUP BY user_id HAVING max(load_id) = \(loadID))
        INSERT INTO \(identifier: star).users AS old (user_id, first_name, last_name, gender, level)
        SELECT DISTINCT ON (e.user_id) e.user_id, e.first_name, e.last_name, e.gender, e.level
        FROM latest l JOIN \(identifier: staging).events e
            ON e.user_id = l.user_id AND e.ts = l.ts AND e.songplay_id IS NOT NULL
        ORDER BY e.user_id, e.event_id DESC
        ON CONFLICT (user_id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
            gender = excluded.gender, level = excluded.level
        WHERE (old.first_name, old.last_name, old.gender, old.level)
            IS DISTINCT FROM (excluded.first_name, excluded.last_name, excluded.gender, excluded.level)
        """
    }

    /// In the order of time, which is the order of the key: an index grows fastest at its end.
    private var time: SQL {
        """
        INSERT INTO \(identifier: star).time (start_time, hour, day, week, month, year, weekday)
        SELECT start_time, date_part('hour', start_time), date_part('day', start_time), date_part('week', start_time),
               date_part('month', start_time), date_part('year', start_time), date_part('isodow', start_time) - 1
        FROM (SELECT DISTINCT start_time FROM \(identifier: staging).events
              WHERE load_id = \(loadID) AND songplay_id IS NOT NULL) AS instants
        WHERE NOT EXISTS (SELECT FROM \(identifier: star).time known WHERE known.start_time = instants.start_time)
        ORDER BY start_time
        """
    }
}
