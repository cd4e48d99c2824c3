import Foundation
import Ingest
import Postgres

/// Records that a load does not stage again because an earlier reading of the same file did.
struct RepeatedRecords: Sendable {
    /// The file's number in this load.
    var fileID: Int
    /// What became of the records then: loaded, filtered or rejected.
    var outcome: String
    /// Why they were filtered or rejected then.
    var reason: String?
    /// How many they are.
    var count: Int
}

/// Finds what came more than once among the records that a load has just staged.
struct StagingCleaning {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection

    private var staging: String { schemas.staging }
    private var loadID: Int { plan.loadID }

    /// Decides what becomes of each new record, and takes away again what an earlier version of its file held.
    ///
    /// - Returns: what was taken away.
    func run() async throws -> [RepeatedRecords] {
        let rereads = try await listRereadFiles()
        // New tables have no statistics, and the joins below are as good as their plans.
        try await connection.query("ANALYZE \(identifier: staging).songs")
        try await connection.query("ANALYZE \(identifier: staging).events")
        try await filterSongs()
        try await filterEvents()
        try await CatalogueConflicts(schemas: schemas, plan: plan, connection: connection).record()
        guard rereads > 0 else { return [] }
        var repeated: [RepeatedRecords] = []
        for statement in [removeRereadSongs, removeRereadEvents, removeRereadRejects] {
            repeated += try await connection.query(statement).map { row in
                RepeatedRecords(
                    fileID: row.integer("file_id") ?? 0,
                    outcome: row["outcome"] ?? "",
                    reason: row["reason"],
                    count: row.integer("records") ?? 0
                )
            }
        }
        return repeated
    }

    /// Lists the earlier readings of the files.
    private func listRereadFiles() async throws -> Int {
        let known = SourceKind.allCases.flatMap { kind in
            (plan.files[kind] ?? []).filter(\.isKnown).map {
                [
                    "source": kind.rawValue, "folder": plan.folders[kind] ?? "", "path": $0.file.relativePath,
                    "file_id": String($0.id),
                ]
            }
        }
        guard !known.isEmpty else { return 0 }
        try await connection.query("CREATE TEMPORARY TABLE plumb_reread (new_id bigint, old_id bigint) ON COMMIT DROP")
        return try await connection.query(
            """
            INSERT INTO pg_temp.plumb_reread
            SELECT n.file_id, o.file_id FROM json_to_recordset(\(try Self.json(known))::json)
                AS n(source text, folder text, path text, file_id bigint)
            JOIN plumb.files o ON o.star_schema = \(schemas.star) AND o.source = n.source
                AND o.folder || '/' || o.path = n.folder || '/' || n.path
            """
        ).affected
    }

    /// Of each song the first record of this load counts; it is loaded unless it says what is loaded already.
    private func filterSongs() async throws {
        let same = Self.sameValues("s", "o")
        try await connection.query(
            """
            WITH ranked AS (
                SELECT record_id, first_value(record_id) OVER same_song AS first_id
                FROM \(identifier: staging).songs WHERE load_id = \(loadID)
                WINDOW same_song AS (PARTITION BY song_id ORDER BY record_id))
            UPDATE \(identifier: staging).songs s SET outcome = 'filtered',
                reason = CASE WHEN \(raw: same) THEN \(FilterReason.duplicateSong) ELSE \(FilterReason.conflictingSong) END
            FROM ranked r JOIN \(identifier: staging).songs o ON o.record_id = r.first_id
            WHERE s.record_id = r.record_id AND r.record_id <> r.first_id
            """
        )
        try await connection.query(
            """
            UPDATE \(identifier: staging).songs s SET outcome = 'filtered', reason = \(FilterReason.duplicateSong)
            FROM (SELECT DISTINCT ON (song_id) * FROM \(identifier: staging).songs
                  WHERE load_id < \(loadID) AND outcome = 'loaded' ORDER BY song_id, record_id DESC) o
            WHERE s.load_id = \(loadID) AND s.outcome = 'loaded' AND s.song_id = o.song_id AND \(raw: same)
            """
        )
    }

    /// Of events that agree in time, user, session, place in the session and page, the first one read counts.
    private func filterEvents() async throws {
        try await connection.query(
            """
            WITH repeated AS (
                SELECT ts FROM \(identifier: staging).events
                GROUP BY ts HAVING count(*) > 1 AND max(load_id) = \(loadID)),
            ranked AS (
                SELECT event_id, load_id,
                       row_number() OVER (PARTITION BY \(raw: SQLText.columns(Self.eventKey)) ORDER BY event_id) AS copy
                FROM \(identifier: staging).events JOIN repeated USING (ts))
            UPDATE \(identifier: staging).events e
            SET outcome = 'filtered', reason = \(FilterReason.duplicateEvent), songplay_id = NULL
            FROM ranked r WHERE e.event_id = r.event_id AND r.load_id = \(loadID) AND r.copy > 1
            """
        )
    }

    private var removeRereadSongs: SQL {
        removal(
            from: "songs",
            key: "record_id",
            joinedBy: "song_id",
            same: SourceField.song.map(\.column) + ["extra"],
            // A record that changes its song back to what it once was is news.
            where: "outcome = 'filtered'"
        )
    }

    private var removeRereadEvents: SQL {
        removal(from: "events", key: "event_id", joinedBy: "ts", same: Self.eventKey, where: "true")
    }

    private var removeRereadRejects: SQL {
        removal(from: "rejects", key: "ctid", joinedBy: "raw", same: ["reason_code", "raw"], where: "true")
    }

    /// Takes records away that an earlier reading of the same file staged: of records that are the same so many as there
    /// were then, so that one that has come again since is still counted.
    private func removal(
        from table: String,
        key: String,
        joinedBy join: String,
        same columns: [String],
        where condition: String
    ) -> SQL {
        let isReject = table == "rejects"
        let name = "\(SQLText.name(staging)).\(SQLText.name(table))"
        let order = isReject ? "byte_offset" : key
        func ranked(_ alias: String, by file: String) -> String {
            "row_number() OVER (PARTITION BY \(file), \(SQLText.columns(columns, of: alias)) ORDER BY \(alias).\(order))"
        }
        return """
            WITH old AS (
                SELECT r.new_id, \(raw: SQLText.columns(columns, of: "o")), \(raw: isReject ? "'rejected'" : "o.outcome") AS outcome,
                       o.\(raw: isReject ? "message" : "reason") AS reason, \(raw: ranked("o", by: "r.new_id")) AS copy
                FROM pg_temp.plumb_reread r JOIN \(raw: name) o ON o.file_id = r.old_id),
            new AS (
                SELECT n.\(raw: key) AS key, n.file_id, \(raw: SQLText.columns(columns, of: "n")),
                       \(raw: ranked("n", by: "n.file_id")) AS copy
                FROM \(raw: name) n
                WHERE n.load_id = \(loadID) AND \(raw: condition) AND n.file_id IN (SELECT new_id FROM pg_temp.plumb_reread)),
            repeated AS (
                SELECT n.key, n.file_id, o.outcome, o.reason FROM new n
                JOIN old o ON o.new_id = n.file_id AND o.copy = n.copy AND o.\(raw: join) = n.\(raw: join)
                    AND (\(raw: SQLText.columns(columns, of: "n"))) IS NOT DISTINCT FROM (\(raw: SQLText.columns(columns, of: "o")))),
            removed AS (DELETE FROM \(raw: name) s USING repeated r WHERE s.\(raw: key) = r.key)
            SELECT file_id, outcome, reason, count(*) AS records FROM repeated GROUP BY file_id, outcome, reason
            """
    }

    /// The columns that tell one event from another.
    private static let eventKey = ["ts", "user_id", "session_id", "item_in_session", "page"]

    private static func sameValues(_ one: String, _ other: String) -> String {
        let columns = SourceField.song.map(\.column) + ["extra"]
        return "(\(SQLText.columns(columns, of: one))) IS NOT DISTINCT FROM (\(SQLText.columns(columns, of: other)))"
    }

    /// Rows as one JSON parameter.
    static func json(_ rows: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
    }
}
