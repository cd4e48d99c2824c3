public import AuditModel
import Foundation
public import Postgres

/// Keeps runs in the schema `plumb` of a database. Each call has a connection of its own and is one transaction.
public struct DatabaseRunStore: RunStore {
    private let target: ConnectionTarget

    /// What reports call it.
    public var name: String { "database" }

    /// Creates a store in a database; its tables are made when the first run is kept.
    public init(target: ConnectionTarget) {
        self.target = target
    }

    /// The latest runs, newest first; none when there are no tables.
    ///
    /// - Throws: `PostgresError`.
    public func runs(of subject: RunSubject?, last count: Int) async throws -> [RunRecord] {
        try await connected { connection in
            guard try await HistorySchema.version(over: connection) > 0 else { return [] }
            let parameters = [subject == nil ? "true" : "false", subject?.audit, subject?.database, subject?.schema]
            let rows = try await connection.query(
                SQL(raw: Self.selection, parameters: parameters + [String(count)])
            )
            return try rows.compactMap { row in
                guard let text = row["record"] else { return nil }
                return try JSONDecoder().decode(RunRecord.self, from: Data(text.utf8))
            }
        }
    }

    /// Writes a run; the run before it lets go of the hashes of its keys.
    ///
    /// - Throws: `PostgresError`, ``NewerHistory``.
    public func keep(_ run: RunRecord) async throws {
        let record = String(decoding: try JSONEncoder().encode(run), as: UTF8.self)
        try await connected { connection in
            try await connection.transaction(.readWrite) { connection in
                try await HistorySchema.prepare(over: connection)
                for statement in Self.insertions {
                    try await connection.query(SQL(raw: statement, parameters: [record]))
                }
                let subject = run.subject
                // Only the latest run is compared by keys, whichever of several at once is kept last.
                try await connection.query(
                    """
                    UPDATE plumb.results SET violation_keys = NULL
                    WHERE violation_keys IS NOT NULL AND run_id IN (
                        SELECT run_id FROM plumb.runs WHERE audit = \(subject.audit) AND database = \(subject.database)
                        AND default_schema = \(subject.schema) ORDER BY sequence DESC OFFSET 1)
                    """
                )
                try await connection.query(
                    """
                    DELETE FROM plumb.runs WHERE run_id IN (
                        SELECT run_id FROM plumb.runs WHERE audit = \(subject.audit) AND database = \(subject.database)
                        AND default_schema = \(subject.schema) ORDER BY sequence DESC OFFSET \(Retention.database))
                    """
                )
            }
        }
    }

    // MARK: - Inside

    private func connected<Value: Sendable>(_ body: (Connection) async throws -> Value) async throws -> Value {
        let connection = try await Connection.open(target)
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }

    private static let insertions = [
        """
        INSERT INTO plumb.runs SELECT j->>'id', (j->>'sequence')::bigint, (j->>'at')::timestamptz, (j->>'as_of')::timestamptz,
            j->'subject'->>'audit', j->'subject'->>'database', j->'subject'->>'schema', j->>'gate', (j->>'exit_code')::integer,
            j->>'rules_sha256', j->>'content_sha256'
        FROM (SELECT $1::jsonb AS j) AS record
        """,
        """
        INSERT INTO plumb.results SELECT j->>'id', r->>'rule', n, r->>'title', r->>'status', (r->>'population')::bigint,
            (r->>'violations')::bigint, r->>'query_sha256', r->>'violation_set_sha256', r->'violation_keys', r->>'first_seen'
        FROM (SELECT $1::jsonb AS j) AS record, jsonb_array_elements(j->'results') WITH ORDINALITY AS e(r, n)
        """,
        """
        INSERT INTO plumb.metrics SELECT j->>'id', r->>'rule', r->>'value'
        FROM (SELECT $1::jsonb AS j) AS record, jsonb_array_elements(j->'results') AS r WHERE r->>'value' IS NOT NULL
        """,
    ]

    private static let selection = """
        SELECT jsonb_strip_nulls(jsonb_build_object(
            'record_version', \(RunRecord.currentVersion), 'id', r.run_id, 'sequence', r.sequence,
            'at', to_char(r.started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'as_of', to_char(r.as_of AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
            'subject', jsonb_build_object('audit', r.audit, 'database', r.database, 'schema', r.default_schema),
            'gate', r.gate, 'exit_code', r.exit_code, 'rules_sha256', r.rules_sha256, 'content_sha256', r.content_sha256,
            'results', coalesce((
                SELECT jsonb_agg(jsonb_build_object(
                    'rule', rule_id, 'title', title, 'status', status, 'population', population, 'violations', violations,
                    'value', value, 'query_sha256', query_sha256, 'violation_set_sha256', violation_set_sha256,
                    'violation_keys', violation_keys, 'first_seen', first_seen) ORDER BY position)
                FROM plumb.results LEFT JOIN plumb.metrics USING (run_id, rule_id) WHERE run_id = r.run_id), '[]')
        ))::text AS record
        FROM (
            SELECT * FROM plumb.runs WHERE $1 OR (audit = $2 AND database = $3 AND default_schema = $4)
            ORDER BY sequence DESC LIMIT $5::bigint
        ) AS r ORDER BY r.sequence DESC
        """
}
