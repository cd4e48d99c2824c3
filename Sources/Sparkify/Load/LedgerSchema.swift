/// The ledger: which loads there were, which files they read and what became of the records.
///
/// There is one ledger per database, for all its star schemas. A file has one row per load that read it, and the latest
/// row says what is in the file now: a record that stays in a file counts once, however often the file was read.
enum LedgerSchema {
    /// The schema's name.
    static let name = "plumb"

    /// The tables.
    static let tables = [loads, files, reasons]

    /// The views on them, which reports read.
    static let viewScript = """
        CREATE VIEW plumb.file_readings AS
            SELECT *, file_id = max(file_id) OVER (PARTITION BY star_schema, source, folder, path) AS is_latest
            FROM plumb.files;
        COMMENT ON VIEW plumb.file_readings IS
            'The rows of plumb.files, each with whether it is the latest reading of its file.';
        CREATE VIEW plumb.load_reconciliation AS
            SELECT star_schema, source, count(*) FILTER (WHERE is_latest) AS files,
                   (sum(records) FILTER (WHERE is_latest))::bigint AS records,
                   (sum(loaded) FILTER (WHERE is_latest))::bigint AS loaded,
                   (sum(filtered) FILTER (WHERE is_latest))::bigint AS filtered,
                   (sum(rejected) FILTER (WHERE is_latest))::bigint AS rejected,
                   (sum(records - repeated) - sum(records) FILTER (WHERE is_latest))::bigint AS departed,
                   count(*) FILTER (WHERE is_latest AND removed_by IS NOT NULL) AS removed_files
            FROM plumb.file_readings GROUP BY star_schema, source;
        COMMENT ON VIEW plumb.load_reconciliation IS
            'For each star schema and kind of source: the records of the files as last read, each once, and what became '
            'of them. Departed are records that a file does not hold any more; their rows stay, as do those of removed '
            'files, which are counted like the others. Staging holds records + departed rows.';
        CREATE VIEW plumb.load_reasons AS
            SELECT f.star_schema, f.source, r.outcome, r.reason, sum(r.records)::bigint AS records
            FROM plumb.reasons r JOIN plumb.file_readings f USING (file_id) WHERE f.is_latest
            GROUP BY f.star_schema, f.source, r.outcome, r.reason;
        COMMENT ON VIEW plumb.load_reasons IS
            'For each star schema and kind of source: why records of the files as last read were filtered or rejected.';
        """

    private static let loads = TableDefinition(
        name: "loads",
        comment: "Loads that changed something; each was one transaction.",
        columns: [
            .init("load_id", "bigint", "Number of the load."),
            .init("started_at", "timestamptz NOT NULL", "When its transaction began."),
            .init("finished_at", "timestamptz NOT NULL", "When it had everything but the commit behind it."),
            .init("songs_folder", "text", "The folder in which song files were looked for."),
            .init("events_folder", "text", "The folder in which event files were looked for."),
            .init("star_schema", "text NOT NULL", "The schema of the star tables that it filled."),
            .init("staging_schema", "text NOT NULL", "The schema of the staging tables that it filled."),
            .init("table_rows", "jsonb", "The rows of each star table after it, and the linked plays."),
            .init("source_digest", "text", "SHA-256 of the paths, sizes, times and inodes of all files that it found."),
        ],
        primaryKey: ["load_id"]
    )

    private static let files = TableDefinition(
        name: "files",
        comment: "Files that a load read, with the number of their records and what became of them.",
        columns: [
            .init("file_id", "bigint", "Number of the reading."),
            .init("load_id", "bigint NOT NULL", "The load that read it, in plumb.loads."),
            .init("star_schema", "text NOT NULL", "The schema of the star tables that it was read into."),
            .init("source", "text NOT NULL", "The kind of source: songs or events."),
            .init("folder", "text NOT NULL", "The folder that was loaded, absolute and with links resolved."),
            .init("path", "text NOT NULL", "Its path from that folder."),
            .init("format", "text NOT NULL", "How it holds records."),
            .init("size_bytes", "bigint NOT NULL", "Its size."),
            .init("modified_at", "timestamptz NOT NULL", "When it was last changed."),
            .init("inode", "bigint NOT NULL", "Its number in the file system."),
            .init("sha256", "text NOT NULL", "SHA-256 of its bytes, in hexadecimal."),
            .init("records", "bigint NOT NULL", "How many records it held, as counted while reading."),
            .init("repeated", "bigint NOT NULL", "How many of them an earlier reading of the file had found already."),
            .init("loaded", "bigint NOT NULL", "How many of all were taken into the star schema."),
            .init("filtered", "bigint NOT NULL", "How many of all were left out on purpose."),
            .init("rejected", "bigint NOT NULL", "How many of all could not be taken."),
            .init("removed_by", "bigint REFERENCES plumb.loads", "The load that found the file gone; its rows stay."),
            .init("first_row", "bigint", "The first row of staging that the reading made: its event_id or record_id."),
            .init("last_row", "bigint", "The last such row; the reading has all between them."),
            .init("first_ts", "bigint", "The earliest event that the reading staged, in milliseconds since 1970, UTC."),
            .init("last_ts", "bigint", "The latest such event."),
        ],
        primaryKey: ["file_id"],
        indexes: ["star_schema"]
    )

    private static let reasons = TableDefinition(
        name: "reasons",
        comment: "Why records of a file were filtered or rejected.",
        columns: [
            .init("file_id", "bigint NOT NULL REFERENCES plumb.files", "The reading of the file."),
            .init("outcome", "text NOT NULL", "What became of the records: filtered or rejected."),
            .init("reason", "text NOT NULL", "Why, in plain words."),
            .init("records", "bigint NOT NULL", "How many records it applied to."),
        ],
        primaryKey: ["file_id", "outcome", "reason"]
    )
}
