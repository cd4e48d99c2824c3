import Postgres

/// Brings the ledger and the staging tables of an earlier version up to date.
struct SchemaUpgrade {
    let connection: Connection

    /// Adds to staging tables what earlier versions lacked.
    func upgradeStaging(_ schema: String) async throws {
        let column = StagingSchema.departure
        let songs = "\(SQLText.name(schema)).songs"
        let found = try await connection.query(
            """
            SELECT FROM pg_attribute
            WHERE attrelid = to_regclass(\(songs)) AND attname = \(column.name) AND NOT attisdropped
            """
        )
        guard found.isEmpty else { return }
        try await connection.execute(
            script: """
                ALTER TABLE \(songs) ADD \(column.name) \(column.type);
                COMMENT ON COLUMN \(songs).\(column.name) IS \(SQLText.text(column.comment));
                """
        )
    }

    /// Adds what earlier versions lacked.
    func upgradeLedger() async throws {
        let columns = try await connection.query(
            """
            SELECT attname FROM pg_attribute
            WHERE attrelid IN (to_regclass('plumb.files'), to_regclass('plumb.loads'))
                AND attname IN ('sha256', 'first_row', 'source_digest') AND NOT attisdropped
            """
        ).compactMap { $0["attname"] }
        guard columns.count < 3 else { return }
        try await connection.execute(
            script: "DROP VIEW IF EXISTS plumb.load_reconciliation, plumb.load_reasons, plumb.file_readings"
        )
        if !columns.contains("sha256") { try await addChecksums() }
        if !columns.contains("first_row") { try await addRanges() }
        if !columns.contains("source_digest") { try await addDigests() }
        try await connection.execute(script: LedgerSchema.viewScript)
    }

    private func addDigests() async throws {
        let indexes = LedgerSchema.tables.map { $0.indexScript(in: LedgerSchema.name) }.joined()
        try await connection.execute(script: "ALTER TABLE plumb.loads ADD source_digest text;\n" + indexes)
    }

    /// Version 0.1.0 knew no checksums and no folders of files, and kept reasons by load: each file is read again by the
    /// next load of its folder, which finds its records staged and writes the ledger anew.
    private func addChecksums() async throws {
        let reasons = LedgerSchema.tables.filter { $0.name == "reasons" }.map { $0.script(in: LedgerSchema.name) }
            .joined()
        try await connection.execute(
            script: """
                DROP TABLE plumb.reasons;
                ALTER TABLE plumb.loads ADD table_rows jsonb;
                ALTER TABLE plumb.files ADD folder text, ADD sha256 text NOT NULL DEFAULT '',
                    ADD repeated bigint NOT NULL DEFAULT 0, ADD removed_by bigint REFERENCES plumb.loads;
                UPDATE plumb.files f SET size_bytes = -1,
                    folder = coalesce(CASE f.source WHEN 'songs' THEN l.songs_folder ELSE l.events_folder END, '')
                    FROM plumb.loads l WHERE l.load_id = f.load_id;
                ALTER TABLE plumb.files ALTER folder SET NOT NULL, ALTER sha256 DROP DEFAULT, ALTER repeated DROP DEFAULT;
                \(reasons)
                """
        )
    }

    /// Which rows of staging a reading made is there to be seen: rows are numbered in the order of reading.
    private func addRanges() async throws {
        try await connection.execute(
            script: """
                ALTER TABLE plumb.files ADD first_row bigint, ADD last_row bigint, ADD first_ts bigint, ADD last_ts bigint
                """
        )
        let schemas = try await connection.query(
            """
            SELECT DISTINCT staging_schema FROM plumb.loads
            WHERE to_regclass(format('%I.events', staging_schema)) IS NOT NULL
            """
        ).compactMap { $0["staging_schema"] }
        for schema in schemas {
            for (table, key, ts) in [("events", "event_id", "ts"), ("songs", "record_id", "NULL::bigint")] {
                try await connection.query(
                    """
                    UPDATE plumb.files f SET first_row = r.first_row, last_row = r.last_row,
                        first_ts = r.first_ts, last_ts = r.last_ts
                    FROM (SELECT file_id, min(\(raw: key)) AS first_row, max(\(raw: key)) AS last_row,
                                 min(\(raw: ts)) AS first_ts, max(\(raw: ts)) AS last_ts
                          FROM \(identifier: schema).\(identifier: table) GROUP BY file_id) r
                    WHERE f.file_id = r.file_id AND f.source = \(table)
                    """
                )
            }
        }
    }
}
