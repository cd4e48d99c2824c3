/// The staging schema: every source record with all its fields, where it stands and what became of it.
///
/// The columns that come from fields are made from ``SourceField``. No foreign key points from here to the ledger:
/// checking one per record would cost more than the rest of the load.
enum StagingSchema {
    /// The tables that every version of the program made.
    static let firstTables = [events, songs, rejects]
    /// The tables that came later: added where they are missing.
    static let laterTables = [drift, keyTypes] + CatalogueSchema.tables

    /// The columns of `events`, in the order in which COPY sends them.
    static var eventColumns: [TableDefinition.Column] { events.columns }
    /// The columns of `songs`, in the order in which COPY sends them.
    static let songColumns =
        [
            TableDefinition.Column(
                "record_id",
                "bigint",
                "Number of the record, in the order in which records were read."
            )
        ]
        + origin + SourceField.song.map(column) + [extra]
    /// The columns of `rejects`, in the order in which COPY sends them.
    static var rejectColumns: [TableDefinition.Column] { rejects.columns }

    /// The table of events.
    static let events = TableDefinition(
        name: "events",
        comment: "Every event that was read and not rejected. Its file is plumb.files.path, joined by file_id.",
        columns: [.init("event_id", "bigint", "Number of the event, in the order in which events were read.")]
            + origin + [
                .init("songplay_id", "bigint", "The play that the event became, in songplays."),
                .init("start_time", "timestamp NOT NULL", "When it happened, UTC; the same instant as ts."),
            ] + SourceField.event.map(column) + [extra],
        primaryKey: ["event_id"],
        isLarge: true
    )

    private static let songs = TableDefinition(
        name: "songs",
        comment: "Every song record that was read and not rejected. Its file is plumb.files.path, joined by file_id.",
        columns: songColumns + [departure],
        primaryKey: ["record_id"]
    )

    private static let rejects = TableDefinition(
        name: "rejects",
        comment: "Every record that could not be taken, where it stands and why.",
        columns: [
            .init("load_id", "bigint NOT NULL", "The load that read it, in plumb.loads."),
            .init("file_id", "bigint NOT NULL", "The file that it stands in, in plumb.files."),
            .init("source", "text NOT NULL", "The kind of source: songs or events."),
            .init("file", "text NOT NULL", "The file's path from the folder that was loaded."),
            .init("line", "bigint NOT NULL", "Line of the fault, from 1."),
            .init("column_number", "bigint NOT NULL", "Column of the fault, in characters from 1."),
            .init("byte_offset", "bigint NOT NULL", "Where in the file the fault stands, in bytes from 0."),
            .init("reason_code", "text NOT NULL", "Why it was rejected, as a stable code."),
            .init("message", "text NOT NULL", "Why it was rejected, in words."),
            .init(
                "raw",
                "text NOT NULL",
                "The record as it stands in the file, its first 8 KiB; bytes that are no text as \\xE9."
            ),
        ]
    )

    private static let drift = TableDefinition(
        name: "drift",
        comment: """
            How the keys of a load's records differ from the known ones, from one another or from those of earlier loads, \
            once per key.
            """,
        columns: [
            .init("load_id", "bigint NOT NULL", "The load that read the records, in plumb.loads."),
            .init("source", "text NOT NULL", "The kind of source: songs or events."),
            .init("key", "text NOT NULL", "The key in the JSON, its first 200 bytes."),
            .init("kind", "text NOT NULL", "What differs: unknown key, missing key or type."),
            .init("detail", "text NOT NULL", "What was found, with the types seen and where first."),
            .init(
                "records",
                "bigint NOT NULL",
                "How many records are concerned; of types those that are not of the most frequent one."
            ),
            .init("first_file", "text NOT NULL", "The file of the first such record."),
            .init("first_line", "bigint NOT NULL", "The line on which it begins, from 1."),
        ]
    )

    private static let keyTypes = TableDefinition(
        name: "key_types",
        comment: "Of which JSON types the values of each key were in the records of all loads; null is no type.",
        columns: [
            .init("source", "text", "The kind of source: songs or events."),
            .init("key", "text", "The key in the JSON, its first 200 bytes."),
            .init("type", "text", "The type: boolean, number, string, object or array."),
            .init("records", "bigint NOT NULL", "In how many records; one that was read again counts again."),
            .init("load_id", "bigint NOT NULL", "The load that saw it first, in plumb.loads."),
            .init("first_file", "text NOT NULL", "The file of the first such record."),
            .init("first_line", "bigint NOT NULL", "The line on which it begins, from 1."),
        ],
        primaryKey: ["source", "key", "type"]
    )

    private static let origin: [TableDefinition.Column] = [
        .init("load_id", "bigint NOT NULL", "The load that read it, in plumb.loads."),
        .init("file_id", "bigint NOT NULL", "The file that it stands in, in plumb.files."),
        .init("line", "bigint NOT NULL", "Line of the file on which it begins, from 1."),
        .init("outcome", "text NOT NULL", "What became of it: loaded into the star schema, or filtered."),
        .init("reason", "text", "Why it was filtered."),
    ]

    private static let extra = TableDefinition.Column(
        "extra",
        "jsonb",
        "Keys that are not known, as they came; and known ones whose empty string their column cannot hold."
    )

    /// What marks a song record that its file no longer holds.
    static let departure = TableDefinition.Column(
        "departed_in",
        "bigint",
        "The load that read the file again and did not find the record any more, in plumb.loads."
    )

    private static func column(_ field: SourceField) -> TableDefinition.Column {
        .init(field.column, field.storage.sqlType + (field.isNeeded ? " NOT NULL" : ""), field.comment)
    }
}
