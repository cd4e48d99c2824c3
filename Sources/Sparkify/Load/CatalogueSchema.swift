/// The part of the staging schema that tells how the catalogue came to be what it is.
enum CatalogueSchema {
    /// The tables.
    static let tables = [conflicts, songHistory, artistHistory]

    private static let conflicts = TableDefinition(
        name: "conflicts",
        comment: """
            Where the records that song files hold, as last read, disagree about a song or an artist. Records that a file no \
            longer holds and files that are gone do not count.
            """,
        columns: [
            .init("load_id", "bigint NOT NULL", "The load that found it, in plumb.loads."),
            .init("entity", "text", "What they disagree about: song or artist."),
            .init("id", "text", "Its identifier."),
            .init("column_name", "text", "The column of songs or artists in which they disagree."),
            .init(
                "kept",
                "text",
                "The value that counts: that of the first record by file and line in the latest load that read one."
            ),
            .init("values", "text[] NOT NULL", "The different values in the order of reading, at most 20."),
            .init("files", "text[] NOT NULL", "For each value the file of its first record."),
            .init("lines", "bigint[] NOT NULL", "For each value the line on which that record begins, from 1."),
        ],
        primaryKey: ["entity", "id", "column_name"]
    )

    private static let songHistory = history(
        of: "song",
        [
            .init("song_id", "text NOT NULL", "Identifier of the song."),
            .init("title", "text NOT NULL", "Title until then."),
            .init("artist_id", "text NOT NULL", "The song's artist until then."),
            .init("year", "integer", "Year of release until then; 0 is unknown."),
            .init("duration", "numeric NOT NULL", "Length until then, in seconds."),
        ]
    )

    private static let artistHistory = history(
        of: "artist",
        [
            .init("artist_id", "text NOT NULL", "Identifier of the artist."),
            .init("name", "text NOT NULL", "Name until then."),
            .init("location", "text", "Place until then."),
            .init("latitude", "double precision", "Latitude until then, in degrees."),
            .init("longitude", "double precision", "Longitude until then, in degrees."),
        ]
    )

    private static func history(of entity: String, _ columns: [TableDefinition.Column]) -> TableDefinition {
        TableDefinition(
            name: "\(entity)_history",
            comment: "What the table of \(entity)s said before a load changed it.",
            columns: columns + [
                .init("replaced_by", "bigint NOT NULL", "The load that brought other values, in plumb.loads."),
                .init("replaced_at", "timestamptz NOT NULL", "When its transaction began."),
            ],
            primaryKey: ["\(entity)_id", "replaced_by"]
        )
    }
}
