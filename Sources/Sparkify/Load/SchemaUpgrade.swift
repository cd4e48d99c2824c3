import Postgres

/// Brings the ledger of an earlier version up to date.
struct SchemaUpgrade {
    let connection: Connection

    /// Adds what version 0.1.0 lacked. It knew no checksums and no folders of files, and kept reasons by load: each file is
    /// read again by the next load of its folder, which finds its records staged and writes the ledger anew.
    func upgradeLedger() async throws {
        let found = try await connection.query(
            """
            SELECT FROM pg_attribute WHERE attrelid = to_regclass('plumb.files') AND attname = 'sha256' AND NOT attisdropped
            """
        )
        guard found.isEmpty else { return }
        let reasons = LedgerSchema.tables.filter { $0.name == "reasons" }.map { $0.script(in: LedgerSchema.name) }
            .joined()
        try await connection.execute(
            script: """
                DROP VIEW plumb.load_reconciliation, plumb.load_reasons;
                DROP TABLE plumb.reasons;
                ALTER TABLE plumb.loads ADD table_rows jsonb;
                ALTER TABLE plumb.files ADD folder text, ADD sha256 text NOT NULL DEFAULT '',
                    ADD repeated bigint NOT NULL DEFAULT 0, ADD removed_by bigint REFERENCES plumb.loads;
                UPDATE plumb.files f SET size_bytes = -1,
                    folder = coalesce(CASE f.source WHEN 'songs' THEN l.songs_folder ELSE l.events_folder END, '')
                    FROM plumb.loads l WHERE l.load_id = f.load_id;
                ALTER TABLE plumb.files ALTER folder SET NOT NULL, ALTER sha256 DROP DEFAULT, ALTER repeated DROP DEFAULT;
                \(reasons)\(LedgerSchema.viewScript)
                """
        )
    }
}
