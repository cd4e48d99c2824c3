import Postgres

/// Keeps what songs and artists said before a load changes them.
struct CatalogueHistory {
    let schemas: SchemaSetup
    let loadID: Int
    let connection: Connection

    /// Keeps the songs whose values are about to change.
    ///
    /// - Parameter new: a query for the columns of the table with the new values.
    /// - Returns: how many there are.
    func keepSongs(_ new: String) async throws -> Int {
        try await keep("song", ["title", "artist_id", "year", "duration"], new)
    }

    /// Keeps the artists whose values are about to change.
    ///
    /// - Parameter new: a query for the columns of the table with the new values.
    /// - Returns: how many there are.
    func keepArtists(_ new: String) async throws -> Int {
        try await keep("artist", ["name", "location", "latitude", "longitude"], new)
    }

    /// Gives plays the artist that their song has now. A play stays linked to its song when the song is corrected.
    func correctArtistsOfPlays() async throws {
        try await connection.query(
            """
            UPDATE \(identifier: schemas.star).songplays p SET artist_id = s.artist_id
            FROM \(identifier: schemas.staging).song_history h JOIN \(identifier: schemas.star).songs s USING (song_id)
            WHERE h.replaced_by = \(loadID) AND p.song_id = s.song_id AND p.artist_id <> s.artist_id
            """
        )
    }

    private func keep(_ entity: String, _ columns: [String], _ new: String) async throws -> Int {
        let key = entity + "_id"
        func values(of alias: String) -> String { "(\(SQLText.columns(columns, of: alias)))" }
        return try await connection.query(
            """
            INSERT INTO \(identifier: schemas.staging).\(identifier: entity + "_history")
            SELECT \(raw: SQLText.columns([key] + columns, of: "old")), \(loadID)::bigint, now()
            FROM \(identifier: schemas.star).\(identifier: entity + "s") old
            JOIN (\(raw: new)) new USING (\(identifier: key))
            WHERE \(raw: values(of: "old")) IS DISTINCT FROM \(raw: values(of: "new"))
            """
        ).affected
    }
}
