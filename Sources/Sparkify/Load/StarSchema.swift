/// The star schema: one fact table and four dimensions. Every instant is UTC.
enum StarSchema {
    /// The tables, in the order in which a summary lists them.
    static let tables = [songplays, users, songs, artists, time]

    /// The table of plays.
    static let songplays = TableDefinition(
        name: "songplays",
        comment: "Plays: one row per event of the log whose page is 'NextSong'.",
        columns: [
            .init("songplay_id", "bigint", "Number of the play, in the order in which plays were read."),
            .init("start_time", "timestamp NOT NULL", "When the play began, UTC."),
            .init("user_id", "bigint NOT NULL", "Who played."),
            .init("level", "text", "The user's level at that time: free or paid."),
            .init("song_id", "text", "The played song; none when title, artist name and length match no song."),
            .init("artist_id", "text", "The artist of the played song; none when there is no song."),
            .init("session_id", "bigint NOT NULL", "The session in which it was played."),
            .init("location", "text", "Where the user was."),
            .init("user_agent", "text", "The user's browser."),
        ],
        primaryKey: ["songplay_id"],
        isLarge: true
    )

    private static let users = TableDefinition(
        name: "users",
        comment: "Users who have played something, with what their latest play says about them.",
        columns: [
            .init("user_id", "bigint", "Number of the user."),
            .init("first_name", "text", "First name."),
            .init("last_name", "text", "Last name."),
            .init("gender", "text", "Gender."),
            .init("level", "text", "Level at the latest play: free or paid."),
        ],
        primaryKey: ["user_id"]
    )

    /// The table of songs.
    static let songs = TableDefinition(
        name: "songs",
        comment: "The catalogue's songs.",
        columns: [
            .init("song_id", "text", "Identifier of the song."),
            .init("title", "text NOT NULL", "Title."),
            .init("artist_id", "text NOT NULL", "The song's artist."),
            .init("year", "integer", "Year of release; 0 is unknown."),
            .init("duration", "numeric NOT NULL", "Length in seconds, exactly as in the source."),
        ],
        primaryKey: ["song_id"],
        isLarge: true
    )

    /// The table of artists.
    static let artists = TableDefinition(
        name: "artists",
        comment: "The artists of the catalogue's songs.",
        columns: [
            .init("artist_id", "text", "Identifier of the artist."),
            .init("name", "text NOT NULL", "Name."),
            .init("location", "text", "Place, as text."),
            .init("latitude", "double precision", "Latitude of the place, in degrees."),
            .init("longitude", "double precision", "Longitude of the place, in degrees."),
        ],
        primaryKey: ["artist_id"],
        isLarge: true
    )

    /// The table of instants.
    static let time = TableDefinition(
        name: "time",
        comment: "The distinct instants at which plays began, UTC, with their parts.",
        columns: [
            .init("start_time", "timestamp", "The instant, UTC."),
            .init("hour", "integer NOT NULL", "Hour, 0 to 23."),
            .init("day", "integer NOT NULL", "Day of the month, 1 to 31."),
            .init("week", "integer NOT NULL", "ISO week, 1 to 53."),
            .init("month", "integer NOT NULL", "Month, 1 to 12."),
            .init("year", "integer NOT NULL", "Calendar year."),
            .init("weekday", "integer NOT NULL", "Day of the week, Monday is 0 and Sunday 6."),
        ],
        primaryKey: ["start_time"],
        isLarge: true
    )
}
