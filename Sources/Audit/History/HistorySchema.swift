import Postgres

/// The tables in which a database keeps runs, in the schema `plumb`, and how older versions become the present one.
enum HistorySchema {
    /// The steps from nothing to the present version; a step, once released, is never changed.
    static let steps = [first]

    /// Brings the tables up to date, inside a transaction.
    ///
    /// - Throws: `PostgresError`, ``NewerHistory`` when a later Plumb has been here.
    static func prepare(over connection: Connection) async throws {
        // Two runs at once would both create.
        try await connection.query("SELECT pg_advisory_xact_lock(hashtextextended('plumb history', 0))")
        let version = try await version(over: connection)
        guard version <= steps.count else { throw NewerHistory(version: version) }
        if version == 0 {
            // IF NOT EXISTS would ask for a right that is not needed when the schema is there.
            let found = try await connection.query("SELECT FROM pg_namespace WHERE nspname = 'plumb'")
            if found.isEmpty { try await connection.query("CREATE SCHEMA plumb") }
        }
        for (index, step) in steps.enumerated().dropFirst(version) {
            try await connection.execute(script: step)
            try await connection.query("INSERT INTO plumb.history_versions (version) VALUES (\(index + 1))")
        }
    }

    /// The version of the tables; 0 when there are none.
    static func version(over connection: Connection) async throws -> Int {
        let found = try await connection.query("SELECT to_regclass('plumb.history_versions') AS found").first
        guard found?["found"] != nil else { return 0 }
        return try await connection.query("SELECT max(version) AS version FROM plumb.history_versions").first?
            .integer("version") ?? 0
    }

    private static let first = """
        CREATE TABLE plumb.history_versions (
            version integer PRIMARY KEY,
            applied_at timestamptz NOT NULL DEFAULT now()
        );
        COMMENT ON TABLE plumb.history_versions IS 'Which versions the tables of audit runs have gone through.';
        CREATE TABLE plumb.runs (
            run_id text PRIMARY KEY,
            sequence bigint NOT NULL,
            started_at timestamptz NOT NULL,
            as_of timestamptz NOT NULL,
            audit text NOT NULL,
            database text NOT NULL,
            default_schema text NOT NULL,
            gate text NOT NULL,
            exit_code integer NOT NULL,
            rules_sha256 text NOT NULL,
            content_sha256 text NOT NULL
        );
        COMMENT ON TABLE plumb.runs IS 'Audits that were run; each was kept in one transaction.';
        COMMENT ON COLUMN plumb.runs.sequence IS 'Microseconds from 1970 to when it was kept; orders the runs.';
        CREATE INDEX runs_by_subject ON plumb.runs (audit, database, default_schema, sequence DESC);
        CREATE TABLE plumb.results (
            run_id text NOT NULL REFERENCES plumb.runs ON DELETE CASCADE,
            rule_id text NOT NULL,
            position integer NOT NULL,
            title text NOT NULL,
            status text NOT NULL,
            population bigint,
            violations bigint,
            query_sha256 text,
            violation_set_sha256 text,
            violation_keys jsonb,
            first_seen text,
            PRIMARY KEY (run_id, rule_id)
        );
        COMMENT ON TABLE plumb.results IS 'What each run found of each rule; no value of the data.';
        COMMENT ON COLUMN plumb.results.violation_keys IS
            'Hashes of the keys of what breaks the rule; only the latest run keeps them.';
        CREATE TABLE plumb.metrics (
            run_id text NOT NULL,
            rule_id text NOT NULL,
            value text NOT NULL,
            PRIMARY KEY (run_id, rule_id),
            FOREIGN KEY (run_id, rule_id) REFERENCES plumb.results ON DELETE CASCADE
        );
        COMMENT ON TABLE plumb.metrics IS 'The numbers that each run measured, for rules that measure one.';
        """
}

/// The tables of runs are of a later version of Plumb.
public struct NewerHistory: Error, CustomStringConvertible {
    /// Their version.
    public var version: Int

    /// What is wrong, in one line.
    public var description: String {
        "its tables of runs have version \(version), which a later plumb made; this one knows \(HistorySchema.steps.count)"
    }
}
