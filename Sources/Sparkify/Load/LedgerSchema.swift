/// The ledger: which loads there were, which files they read and what became of the records.
///
/// There is one ledger per database, for all its star schemas. A file has one row per load that read it.
enum LedgerSchema {
    /// The schema's name.
    static let name = "plumb"

    /// The tables.
    static let tables = [loads, files, reasons]

    /// The views on them, which reports read. A file that was read twice counts once, its records count each time.
    static let viewScript = """
        CREATE VIEW plumb.load_reconciliation AS
            SELECT star_schema, source, count(DISTINCT path) AS files, sum(records)::bigint AS records,
                   sum(loaded)::bigint AS loaded, sum(filtered)::bigint AS filtered, sum(rejected)::bigint AS rejected
            FROM plumb.files GROUP BY star_schema, source;
        COMMENT ON VIEW plumb.load_reconciliation IS
            'For each star schema and kind of source: records read, and what became of them, over all loads.';
        CREATE VIEW plumb.load_reasons AS
            SELECT l.star_schema, r.source, r.outcome, r.reason, sum(r.records)::bigint AS records
            FROM plumb.reasons r JOIN plumb.loads l USING (load_id)
            GROUP BY l.star_schema, r.source, r.outcome, r.reason;
        COMMENT ON VIEW plumb.load_reasons IS
            'For each star schema and kind of source: why records were filtered or rejected, over all loads.';
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
        ],
        primaryKey: ["load_id"]
    )

    private static let files = TableDefinition(
        name: "files",
        comment: "Files that a load read, with the number of their records and what became of them.",
        columns: [
            .init("file_id", "bigint", "Number of the reading."),
            .init("load_id", "bigint NOT NULL REFERENCES plumb.loads", "The load that read it."),
            .init("star_schema", "text NOT NULL", "The schema of the star tables that it was read into."),
            .init("source", "text NOT NULL", "The kind of source: songs or events."),
            .init("path", "text NOT NULL", "Its path from the folder that was loaded."),
            .init("format", "text NOT NULL", "How it holds records."),
            .init("size_bytes", "bigint NOT NULL", "Its size."),
            .init("modified_at", "timestamptz NOT NULL", "When it was last changed."),
            .init("inode", "bigint NOT NULL", "Its number in the file system."),
            .init("records", "bigint NOT NULL", "How many records it held, as counted while reading."),
            .init("loaded", "bigint NOT NULL", "How many are in the star schema, as counted in the database."),
            .init("filtered", "bigint NOT NULL", "How many were left out on purpose, as counted in the database."),
            .init("rejected", "bigint NOT NULL", "How many could not be taken, as counted while reading."),
        ],
        primaryKey: ["file_id"]
    )

    private static let reasons = TableDefinition(
        name: "reasons",
        comment: "Why a load filtered or rejected records.",
        columns: [
            .init("load_id", "bigint NOT NULL REFERENCES plumb.loads", "The load."),
            .init("source", "text NOT NULL", "The kind of source: songs or events."),
            .init("outcome", "text NOT NULL", "What became of the records: filtered or rejected."),
            .init("reason", "text NOT NULL", "Why, in plain words."),
            .init("records", "bigint NOT NULL", "How many records it applied to."),
        ],
        primaryKey: ["load_id", "source", "outcome", "reason"]
    )
}
