import Foundation
import Ingest
import Postgres

/// What finding repetitions came to.
struct CleanedRecords: Sendable {
    /// The kinds of which some records have another outcome now than when they were read.
    var changed: Set<SourceKind> = []
    /// What earlier readings of the same files had staged, and was taken away.
    var repeated: [RepeatedRecords] = []
}

/// Finds what came more than once among the records that a load has just staged.
struct StagingCleaning {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    /// What was noted of the events while they were read; `nil` when none were.
    let digest: EventDigest?

    private var staging: String { schemas.staging }
    private var loadID: Int { plan.loadID }

    /// Decides what becomes of each new record, and takes away again what an earlier version of its file held.
    func run() async throws -> CleanedRecords {
        var cleaned = CleanedRecords()
        let removal = RereadRemoval(schemas: schemas, plan: plan, connection: connection)
        let isReread = try await removal.listFiles()
        if plan.files[.songs] != nil {
            // New tables have no statistics, and the joins below are as good as their plans.
            try await connection.query("ANALYZE \(identifier: staging).songs")
            if isReread { cleaned.repeated = try await removal.removeSongs() }
            if try await filterSongs() > 0 { cleaned.changed.insert(.songs) }
        }
        if let digest, digest.suspectCount > 0 {
            try await connection.query("ANALYZE \(identifier: staging).events")
            try await listSuspects(digest)
            if try await filterEvents() > 0 { cleaned.changed.insert(.events) }
        }
        if isReread { cleaned.repeated += try await removal.removeOthers() }
        if !cleaned.repeated.isEmpty { cleaned.changed = Set(SourceKind.allCases) }
        cleaned.repeated += try await continuedRecords()
        return cleaned
    }

    /// What became of the records that stand before the part of a file that was read now.
    private func continuedRecords() async throws -> [RepeatedRecords] {
        let files = plan.allFiles.filter { $0.continued != nil }
        guard !files.isEmpty else { return [] }
        var numbers: [Int: Int] = [:]
        var records: [RepeatedRecords] = []
        for file in files {
            guard let continued = file.continued else { continue }
            numbers[continued.id] = file.id
            records.append(RepeatedRecords(fileID: file.id, outcome: "loaded", count: continued.loaded))
        }
        let list = "{\(numbers.keys.map(String.init).joined(separator: ","))}"
        let rows = try await connection.query(
            "SELECT file_id, outcome, reason, records FROM plumb.reasons WHERE file_id = ANY (\(list)::bigint[])"
        )
        for row in rows {
            guard let number = numbers[row.integer("file_id") ?? 0] else { continue }
            records.append(
                RepeatedRecords(
                    fileID: number,
                    outcome: row["outcome"] ?? "",
                    reason: row["reason"],
                    count: row.integer("records") ?? 0
                )
            )
        }
        return records
    }

    private func listSuspects(_ digest: EventDigest) async throws {
        try await connection.query("CREATE TEMPORARY TABLE plumb_suspect (event_id bigint) ON COMMIT DROP")
        try await connection.copyIn("COPY pg_temp.plumb_suspect FROM STDIN (FORMAT binary)") {
            try digest.nextSuspects()
        }
        try await connection.query("ANALYZE pg_temp.plumb_suspect")
    }

    /// Of each song the first record of this load counts; it is loaded unless it says what is loaded already, of the song by
    /// the record that counts and of the artist in the star table, which another song may have changed since.
    private func filterSongs() async throws -> Int {
        let same = Self.sameValues("s", "o")
        let repeated = try await connection.query(
            """
            WITH ranked AS (
                SELECT record_id, first_value(record_id) OVER same_song AS first_id
                FROM \(identifier: staging).songs WHERE \(raw: plan.newRows(.songs))
                WINDOW same_song AS (PARTITION BY song_id ORDER BY record_id))
            UPDATE \(identifier: staging).songs s SET outcome = 'filtered',
                reason = CASE WHEN \(raw: same) THEN \(FilterReason.duplicateSong) ELSE \(FilterReason.conflictingSong) END
            FROM ranked r JOIN \(identifier: staging).songs o ON o.record_id = r.first_id
            WHERE s.record_id = r.record_id AND r.record_id <> r.first_id
            """
        ).affected
        guard plan.firstRecordID > 1 else { return repeated }
        return repeated
            + (try await connection.query(
                """
                UPDATE \(identifier: staging).songs s SET outcome = 'filtered', reason = \(FilterReason.duplicateSong)
                FROM (SELECT DISTINCT ON (song_id) * FROM \(identifier: staging).songs
                      WHERE record_id < \(plan.firstRecordID) AND outcome = 'loaded' ORDER BY song_id, record_id DESC) o
                JOIN \(identifier: schemas.star).artists a USING (artist_id)
                WHERE \(raw: plan.newRows(.songs, of: "s")) AND s.outcome = 'loaded' AND s.song_id = o.song_id AND \(raw: same)
                    AND (a.name, a.location, a.latitude, a.longitude) IS NOT DISTINCT FROM
                        (s.artist_name, s.artist_location, s.artist_latitude, s.artist_longitude)
                """
            ).affected)
    }

    /// Of events that agree in time, user, session, place in the session and page, the first one read counts. Only events
    /// at the times of suspects are looked at, and of earlier loads only files that reach over those times.
    private func filterEvents() async throws -> Int {
        let key = SQLText.columns(Self.eventKey, of: "e")
        return try await connection.query(
            """
            WITH suspect AS MATERIALIZED (
                SELECT DISTINCT e.ts FROM pg_temp.plumb_suspect JOIN \(identifier: staging).events e USING (event_id)),
            span AS (SELECT min(ts) AS first_ts, max(ts) AS last_ts FROM suspect),
            candidate AS (
                SELECT e.event_id, \(raw: key) FROM \(identifier: staging).events e JOIN suspect USING (ts)
                WHERE \(raw: plan.newRows(.events, of: "e"))
                UNION ALL
                SELECT e.event_id, \(raw: key) FROM span
                JOIN plumb.files f ON f.first_ts <= span.last_ts AND f.last_ts >= span.first_ts
                JOIN \(identifier: staging).events e ON e.event_id BETWEEN f.first_row AND f.last_row
                JOIN suspect USING (ts)
                WHERE f.star_schema = \(schemas.star) AND f.source = 'events' AND f.load_id < \(loadID)),
            ranked AS (
                SELECT event_id,
                       row_number() OVER (PARTITION BY \(raw: SQLText.columns(Self.eventKey)) ORDER BY event_id) AS copy
                FROM candidate)
            UPDATE \(identifier: staging).events e
            SET outcome = 'filtered', reason = \(FilterReason.duplicateEvent), songplay_id = NULL
            FROM ranked r WHERE e.event_id = r.event_id AND r.copy > 1 AND \(raw: plan.newRows(.events, of: "r"))
            """
        ).affected
    }

    /// The columns that tell one event from another.
    static let eventKey = ["ts", "user_id", "session_id", "item_in_session", "page"]

    private static func sameValues(_ one: String, _ other: String) -> String {
        let columns = SourceField.song.map(\.column) + ["extra"]
        return "(\(SQLText.columns(columns, of: one))) IS NOT DISTINCT FROM (\(SQLText.columns(columns, of: other)))"
    }

    /// Rows as one JSON parameter.
    static func json(_ rows: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(rows), as: UTF8.self)
    }
}
