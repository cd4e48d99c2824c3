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

/// Takes records away again that an earlier reading of the same file staged.
struct RereadRemoval {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection

    /// Takes song records away; call it before others are compared with them.
    ///
    /// - Returns: what was taken away.
    func removeSongs() async throws -> [RepeatedRecords] {
        try await run([removeRereadSongs])
    }

    /// Takes events and rejects away.
    ///
    /// - Returns: what was taken away.
    func removeOthers() async throws -> [RepeatedRecords] {
        try await run([removeRereadEvents, removeRereadRejects])
    }

    private func run(_ statements: [SQL]) async throws -> [RepeatedRecords] {
        var repeated: [RepeatedRecords] = []
        for statement in statements {
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
    ///
    /// - Returns: whether there are any.
    func listFiles() async throws -> Bool {
        let known = SourceKind.allCases.flatMap { kind in
            (plan.files[kind] ?? []).filter(\.isKnown).map {
                [
                    "source": kind.rawValue, "folder": plan.folders[kind] ?? "", "path": $0.file.relativePath,
                    "file_id": String($0.id),
                ]
            }
        }
        guard !known.isEmpty else { return false }
        try await connection.query(
            """
            CREATE TEMPORARY TABLE plumb_reread (new_id bigint, old_id bigint, first_row bigint, last_row bigint)
            ON COMMIT DROP
            """
        )
        return try await connection.query(
            """
            INSERT INTO pg_temp.plumb_reread
            SELECT n.file_id, o.file_id, o.first_row, o.last_row FROM json_to_recordset(\(try StagingCleaning.json(known))::json)
                AS n(source text, folder text, path text, file_id bigint)
            JOIN plumb.files o ON o.star_schema = \(schemas.star) AND o.source = n.source
                AND o.folder || '/' || o.path = n.folder || '/' || n.path
            """
        ).affected > 0
    }

    private var removeRereadSongs: SQL {
        statement(
            from: "songs",
            key: "record_id",
            joinedBy: "song_id",
            same: SourceField.song.map(\.column) + ["extra"],
            marksDeparted: true
        )
    }

    private var removeRereadEvents: SQL {
        statement(from: "events", key: "event_id", joinedBy: "ts", same: StagingCleaning.eventKey)
    }

    private var removeRereadRejects: SQL {
        statement(from: "rejects", key: "ctid", joinedBy: "raw", same: ["reason_code", "raw"])
    }

    /// Takes records away that an earlier reading of the same file staged: of records that are the same so many as there
    /// were then, so that one that has come again since is still counted.
    ///
    /// - Parameter marksDeparted: whether earlier records that the file no longer holds are marked. Such a record is news when
    ///   it comes back, since the file has said something else meanwhile. Of the others the line is brought up to date.
    private func statement(
        from table: String,
        key: String,
        joinedBy join: String,
        same columns: [String],
        marksDeparted: Bool = false
    ) -> SQL {
        let isReject = table == "rejects"
        let isSong = table == "songs"
        let name = "\(SQLText.name(schemas.staging)).\(SQLText.name(table))"
        let order = isReject ? "byte_offset" : key
        let new = isReject ? "n.load_id = \(plan.loadID)" : plan.newRows(isSong ? .songs : .events, of: "n")
        // Rows are numbered in the order of reading, so those of one reading need no search.
        let range = isReject ? "" : " AND o.\(key) BETWEEN r.first_row AND r.last_row"
        func ranked(_ alias: String, by file: String) -> String {
            "row_number() OVER (PARTITION BY \(file), \(SQLText.columns(columns, of: alias)) ORDER BY \(alias).\(order))"
        }
        let standing = marksDeparted ? " AND o.\(StagingSchema.departure.name) IS NULL" : ""
        let departed =
            marksDeparted
            ? """
            ,
            departed AS (UPDATE \(name) s SET \(StagingSchema.departure.name) = \(plan.loadID)
                         FROM old o WHERE s.\(key) = o.key AND o.key NOT IN (SELECT old_key FROM repeated)),
            moved AS (UPDATE \(name) s SET line = r.line FROM repeated r WHERE s.\(key) = r.old_key AND s.line <> r.line)
            """ : ""
        return """
            WITH old AS (
                SELECT r.new_id, o.\(raw: key) AS key, \(raw: SQLText.columns(columns, of: "o")), \(raw: isReject ? "'rejected'" : "o.outcome") AS outcome,
                       o.\(raw: isReject ? "message" : "reason") AS reason, \(raw: ranked("o", by: "r.new_id")) AS copy
                FROM pg_temp.plumb_reread r JOIN \(raw: name) o ON o.file_id = r.old_id\(raw: range)\(raw: standing)),
            new AS (
                SELECT n.\(raw: key) AS key, n.file_id, n.line, \(raw: SQLText.columns(columns, of: "n")),
                       \(raw: ranked("n", by: "n.file_id")) AS copy
                FROM \(raw: name) n
                WHERE \(raw: new) AND n.file_id IN (SELECT new_id FROM pg_temp.plumb_reread)),
            repeated AS (
                SELECT n.key, o.key AS old_key, n.file_id, n.line, o.outcome, o.reason FROM new n
                JOIN old o ON o.new_id = n.file_id AND o.copy = n.copy AND o.\(raw: join) = n.\(raw: join)
                    AND (\(raw: SQLText.columns(columns, of: "n"))) IS NOT DISTINCT FROM (\(raw: SQLText.columns(columns, of: "o")))),
            removed AS (DELETE FROM \(raw: name) s USING repeated r WHERE s.\(raw: key) = r.key)\(raw: departed)
            SELECT file_id, outcome, reason, count(*) AS records FROM repeated GROUP BY file_id, outcome, reason
            """
    }
}
