import Postgres

/// Fills the tables of songs and artists from the records that a load has staged, and links earlier plays to them.
struct CatalogueFilling {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    /// Whether the tables are new. Then they have no keys yet.
    let isFresh: Bool

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

    /// Fills both tables.
    ///
    /// - Parameter hasEarlierPlays: whether plays of earlier loads may wait for their songs.
    func run(hasEarlierPlays: Bool) async throws -> Changes {
        var changes = Changes()
        guard !isFresh else {
            try await connection.query("INSERT INTO \(identifier: star).artists \(raw: newArtists)")
            try await connection.query("INSERT INTO \(identifier: star).songs \(raw: newSongs)")
            return changes
        }
        let history = CatalogueHistory(schemas: schemas, loadID: plan.loadID, connection: connection)
        changes.artists = try await history.keepArtists(newArtists)
        changes.songs = try await history.keepSongs(newSongs)
        var catalogueChanges = try await connection.query(artists).affected
        catalogueChanges += try await connection.query(songs).affected
        if changes.songs > 0 { try await history.correctArtistsOfPlays() }
        if hasEarlierPlays, catalogueChanges > 0 {
            changes.newlyLinkedPlays = try await connection.query(earlierPlays).affected
        }
        return changes
    }

    /// A song's values are those of its record in the latest load that has one.
    private var newSongs: String {
        """
        SELECT song_id, title, artist_id, year, duration FROM \(SQLText.name(staging)).songs
        WHERE \(plan.newRows(.songs)) AND outcome = 'loaded' ORDER BY record_id
        """
    }

    /// An artist's values are those of the first record, by file and line, in the latest load that has one, whether or not it
    /// says anything new.
    private var newArtists: String {
        """
        SELECT DISTINCT ON (artist_id) artist_id, artist_name AS name, artist_location AS location,
               artist_latitude AS latitude, artist_longitude AS longitude
        FROM \(SQLText.name(staging)).songs
        WHERE \(plan.newRows(.songs)) AND (outcome = 'loaded' OR reason = \(SQLText.text(FilterReason.duplicateSong)))
        ORDER BY artist_id, record_id
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

    /// Links plays of earlier loads whose song has come since.
    private var earlierPlays: SQL {
        """
        WITH \(raw: SongLinks.query(in: star))
        UPDATE \(identifier: star).songplays p SET song_id = l.song_id, artist_id = l.artist_id
        FROM \(identifier: staging).events e
        JOIN links l ON l.title = e.song AND l.name = e.artist AND l.duration = e.length
        WHERE p.songplay_id = e.songplay_id AND e.event_id < \(plan.firstEventID) AND p.song_id IS NULL
        """
    }
}

/// What plays are linked by: title, artist name and length. Of several songs that agree in all three, the one with the
/// lowest identifier is taken.
enum SongLinks {
    /// A named query `links` of the songs, each with what it is matched by.
    ///
    /// - Parameter condition: which songs `s` are of interest.
    static func query(in schema: String, where condition: String = "true") -> String {
        let schema = SQLText.name(schema)
        return """
            links AS (
                SELECT DISTINCT ON (s.title, a.name, s.duration) s.title, a.name, s.duration, s.song_id, s.artist_id
                FROM \(schema).songs s JOIN \(schema).artists a USING (artist_id)
                WHERE \(condition)
                ORDER BY s.title, a.name, s.duration, s.song_id COLLATE "C")
            """
    }
}
