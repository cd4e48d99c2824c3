/// One field of a source record: its key in the JSON, its column in staging and what it must be.
struct SourceField: Sendable {
    /// How a value is stored.
    enum Storage: String, Sendable {
        /// Text of any length; a number is taken as it is written.
        case text
        /// Text that is a key of the star schema, which an index must be able to hold.
        case key
        /// A whole number of 64 bits.
        case bigint
        /// A whole number of 32 bits.
        case integer
        /// An exact decimal number.
        case numeric
        /// A floating-point number.
        case double

        /// The column's type.
        var sqlType: String {
            switch self {
            case .text, .key: "text"
            case .double: "double precision"
            default: rawValue
            }
        }
    }

    /// The key.
    var key: String
    /// The column.
    var column: String
    /// How a value is stored.
    var storage: Storage
    /// Whether a record without it is rejected.
    var isNeeded = false
    /// What it means, for the column's comment.
    var comment: String

    /// The fields of an event, in the order of the slots of its shape.
    static let event: [SourceField] = [
        SourceField(key: "artist", column: "artist", storage: .text, comment: "Name of the played song's artist."),
        SourceField(key: "auth", column: "auth", storage: .text, comment: "Whether the user was logged in."),
        SourceField(key: "firstName", column: "first_name", storage: .text, comment: "First name of the user."),
        SourceField(key: "gender", column: "gender", storage: .text, comment: "Gender of the user."),
        SourceField(
            key: "itemInSession",
            column: "item_in_session",
            storage: .bigint,
            comment: "Number of the event in its session, from 0."
        ),
        SourceField(key: "lastName", column: "last_name", storage: .text, comment: "Last name of the user."),
        SourceField(
            key: "length",
            column: "length",
            storage: .numeric,
            comment: "Length of the played song, in seconds."
        ),
        SourceField(key: "level", column: "level", storage: .text, comment: "Level of the user at that time."),
        SourceField(key: "location", column: "location", storage: .text, comment: "Where the user was."),
        SourceField(key: "method", column: "method", storage: .text, comment: "HTTP method of the request."),
        SourceField(
            key: "page",
            column: "page",
            storage: .text,
            isNeeded: true,
            comment: "Page that was asked for; 'NextSong' is a play."
        ),
        SourceField(
            key: "registration",
            column: "registration",
            storage: .numeric,
            comment: "When the user registered, in milliseconds since 1970, UTC."
        ),
        SourceField(key: "sessionId", column: "session_id", storage: .bigint, comment: "Number of the session."),
        SourceField(key: "song", column: "song", storage: .text, comment: "Title of the played song."),
        SourceField(key: "status", column: "status", storage: .integer, comment: "HTTP status of the answer."),
        SourceField(
            key: "ts",
            column: "ts",
            storage: .bigint,
            isNeeded: true,
            comment: "When it happened, in milliseconds since 1970, UTC."
        ),
        SourceField(key: "userAgent", column: "user_agent", storage: .text, comment: "Browser of the user."),
        SourceField(
            key: "userId",
            column: "user_id",
            storage: .bigint,
            comment: "Number of the user; none if logged out."
        ),
    ]

    /// The fields of a song record, in the order of the slots of its shape.
    static let song: [SourceField] = [
        SourceField(
            key: "num_songs",
            column: "num_songs",
            storage: .integer,
            comment: "How many songs the record says it describes."
        ),
        SourceField(
            key: "artist_id",
            column: "artist_id",
            storage: .key,
            isNeeded: true,
            comment: "Identifier of the artist."
        ),
        SourceField(
            key: "artist_latitude",
            column: "artist_latitude",
            storage: .double,
            comment: "Latitude of the artist's place, in degrees."
        ),
        SourceField(
            key: "artist_longitude",
            column: "artist_longitude",
            storage: .double,
            comment: "Longitude of the artist's place, in degrees."
        ),
        SourceField(key: "artist_location", column: "artist_location", storage: .text, comment: "The artist's place."),
        SourceField(
            key: "artist_name",
            column: "artist_name",
            storage: .text,
            isNeeded: true,
            comment: "Name of the artist."
        ),
        SourceField(
            key: "song_id",
            column: "song_id",
            storage: .key,
            isNeeded: true,
            comment: "Identifier of the song."
        ),
        SourceField(key: "title", column: "title", storage: .text, isNeeded: true, comment: "Title of the song."),
        SourceField(
            key: "duration",
            column: "duration",
            storage: .numeric,
            isNeeded: true,
            comment: "Length of the song, in seconds, exactly as in the source."
        ),
        SourceField(key: "year", column: "year", storage: .integer, comment: "Year of release; 0 is unknown."),
    ]

    /// The slot of a key that is known to be there.
    static func slot(_ key: String, in fields: [SourceField]) -> Int {
        guard let slot = fields.firstIndex(where: { $0.key == key }) else { preconditionFailure("no field '\(key)'") }
        return slot
    }
}
