import Foundation
import Ingest
import Postgres

/// Finds what came more than once among the records that a load has just staged.
struct StagingCleaning {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection

    private var staging: String { schemas.staging }
    private var loadID: Int { plan.loadID }

    /// Decides what becomes of each new record, and takes away again what an earlier version of its file held.
    ///
    /// - Returns: how many records were taken away, by file number.
    func run() async throws -> [Int: Int] {
        let rereads = try await listRereadFiles()
        // New tables have no statistics, and the joins below are as good as their plans.
        try await connection.query("ANALYZE \(identifier: staging).songs")
        try await connection.query("ANALYZE \(identifier: staging).events")
        try await filterSongs()
        try await filterEvents()
        guard rereads > 0 else { return [:] }
        var removed: [Int: Int] = [:]
        for statement in [removeRereadSongs, removeRereadEvents, removeRereadRejects] {
            for row in try await connection.query(statement) {
                removed[row.integer("file_id") ?? 0, default: 0] += row.integer("records") ?? 0
            }
        }
        return removed
    }

    /// Lists the files that earlier loads have read under the same path.
    private func listRereadFiles() async throws -> Int {
        let known = SourceKind.allCases.flatMap { kind in
            (plan.files[kind] ?? []).filter(\.isKnown).map {
                ["source": kind.rawValue, "path": $0.file.relativePath, "file_id": String($0.id)]
            }
        }
        guard !known.isEmpty else { return 0 }
        try await connection.query("CREATE TEMPORARY TABLE plumb_reread (new_id bigint, old_id bigint) ON COMMIT DROP")
        return try await connection.query(
            """
            INSERT INTO pg_temp.plumb_reread
            SELECT n.file_id, o.file_id FROM json_to_recordset(\(try Self.json(known))::json)
                AS n(source text, path text, file_id bigint)
            JOIN plumb.files o ON o.star_schema = \(schemas.star) AND o.source = n.source AND o.path = n.path
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
        """
        WITH removed AS (
            DELETE FROM \(identifier: staging).songs s USING pg_temp.plumb_reread r, \(identifier: staging).songs o
            WHERE s.load_id = \(loadID) AND s.file_id = r.new_id AND s.outcome = 'filtered'
                AND o.file_id = r.old_id AND o.song_id = s.song_id AND \(raw: Self.sameValues("s", "o"))
            RETURNING s.file_id)
        SELECT file_id, count(*) AS records FROM removed GROUP BY file_id
        """
    }

    private var removeRereadEvents: SQL {
        """
        WITH removed AS (
            DELETE FROM \(identifier: staging).events s USING pg_temp.plumb_reread r, \(identifier: staging).events o
            WHERE s.load_id = \(loadID) AND s.file_id = r.new_id AND s.reason = \(FilterReason.duplicateEvent)
                AND o.file_id = r.old_id AND o.ts = s.ts
                AND (\(raw: SQLText.columns(Self.eventKey, of: "s")))
                    IS NOT DISTINCT FROM (\(raw: SQLText.columns(Self.eventKey, of: "o")))
            RETURNING s.file_id)
        SELECT file_id, count(*) AS records FROM removed GROUP BY file_id
        """
    }

    private var removeRereadRejects: SQL {
        """
        WITH removed AS (
            DELETE FROM \(identifier: staging).rejects s USING pg_temp.plumb_reread r, \(identifier: staging).rejects o
            WHERE s.load_id = \(loadID) AND s.file_id = r.new_id AND o.file_id = r.old_id
                AND (s.byte_offset, s.reason_code, s.raw) = (o.byte_offset, o.reason_code, o.raw)
            RETURNING s.file_id)
        SELECT file_id, count(*) AS records FROM removed GROUP BY file_id
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
