import Ingest
import Postgres

/// Finds where the records that song files hold at present disagree about one song or one artist, whichever load read them.
struct CatalogueConflicts {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    /// Whether the tables are new, so that every song and artist is.
    let isFresh: Bool

    private var loadID: Int { plan.loadID }

    /// What can be disagreed about: the entity, its star table and key, and for each column of the star table the one in
    /// `staging.songs`.
    private struct Entity {
        var name: String
        var table: String
        var key: String
        var columns: [(star: String, staging: String)]
    }

    private static let entities = [
        Entity(
            name: "song",
            table: "songs",
            key: "song_id",
            columns: ["title", "artist_id", "year", "duration"].map { ($0, $0) }
        ),
        Entity(
            name: "artist",
            table: "artists",
            key: "artist_id",
            columns: ["name", "location", "latitude", "longitude"].map { ($0, "artist_" + $0) }
        ),
    ]

    /// Writes into `staging.conflicts` what is disagreed about the songs and artists that this load read of or whose records
    /// it found gone, in place of what stood there about them. Call it once the ledger and the catalogue are written.
    ///
    /// - Returns: how many conflicts are new or have other values than before.
    func record() async throws -> Int {
        var count = 0
        for entity in Self.entities {
            if !isFresh { try await listTouched(entity) }
            try await connection.query(found(entity))
            if !isFresh {
                try await connection.query(
                    """
                    DELETE FROM \(identifier: schemas.staging).conflicts c
                    USING pg_temp.plumb_touched t WHERE c.entity = \(entity.name) AND c.id = t.id
                    """
                )
                try await connection.query("DROP TABLE pg_temp.plumb_touched")
            }
            try await connection.query(
                "INSERT INTO \(identifier: schemas.staging).conflicts SELECT * FROM pg_temp.plumb_conflict"
            )
            count +=
                try await connection.query(
                    "SELECT count(*) AS conflicts FROM pg_temp.plumb_conflict WHERE load_id = \(loadID)::bigint"
                ).first?.integer("conflicts") ?? 0
            try await connection.query("DROP TABLE pg_temp.plumb_conflict")
        }
        return count
    }

    /// Lists the songs or artists that this load has to do with.
    private func listTouched(_ entity: Entity) async throws {
        try await connection.query(
            """
            CREATE TEMPORARY TABLE plumb_touched ON COMMIT DROP AS
            SELECT \(identifier: entity.key) AS id FROM \(identifier: schemas.staging).songs
            WHERE \(raw: plan.newRows(.songs)) OR departed_in = \(loadID)::bigint\(raw: changedFiles)
            GROUP BY 1
            """
        )
        try await connection.query("ANALYZE pg_temp.plumb_touched")
    }

    /// The condition on records of files that this load found gone or read again, such as one that has come back.
    private var changedFiles: String {
        guard !plan.removed.isEmpty || plan.files[.songs]?.contains(where: \.isKnown) == true else { return "" }
        return """
             OR file_id IN (
                SELECT f.file_id FROM plumb.files f JOIN plumb.files r USING (star_schema, source, folder, path)
                WHERE \(loadID) IN (r.removed_by, r.load_id) AND f.source = 'songs'
                    AND f.star_schema = \(SQLText.text(schemas.star)))
            """
    }

    /// NULL is a value like others: whether the song gets it depends on which record comes first. A conflict that has not
    /// changed stays that of the load that found it.
    private func found(_ entity: Entity) -> SQL {
        let claims = entity.columns.map { "(\(SQLText.text($0.star)), \(Self.value("s", $0.staging)))" }
        let kept = entity.columns.map { "WHEN \(SQLText.text($0.star)) THEN \(Self.value("k", $0.star))" }
        let values = entity.columns.map { SQLText.name($0.staging) }.joined(separator: ", ")
        let touched = isFresh ? "" : "JOIN pg_temp.plumb_touched ON id = \(SQLText.name(entity.key))"
        return """
            CREATE TEMPORARY TABLE plumb_conflict ON COMMIT DROP AS
            WITH several AS MATERIALIZED (
                SELECT id FROM (
                    SELECT \(identifier: entity.key) AS id, hashtextextended(ROW(\(raw: values))::text, 0) AS said
                    FROM \(identifier: schemas.staging).songs \(raw: touched)
                    WHERE departed_in IS NULL) AS s
                GROUP BY 1 HAVING min(said) <> max(said)),
            files AS (
                SELECT file_id, path, first_value(removed_by) OVER (
                           PARTITION BY folder, path ORDER BY file_id DESC) IS NULL AS is_present
                FROM plumb.files WHERE star_schema = \(schemas.star) AND source = 'songs'),
            claims AS (
                SELECT several.id, c.column_name, c.value, min(s.record_id) AS record_id
                FROM several JOIN \(identifier: schemas.staging).songs s ON s.\(identifier: entity.key) = several.id
                JOIN files f ON f.file_id = s.file_id AND f.is_present
                CROSS JOIN LATERAL (VALUES \(raw: claims.joined(separator: ", "))) AS c(column_name, value)
                WHERE s.departed_in IS NULL
                GROUP BY 1, 2, 3),
            conflicts AS (
                SELECT id, column_name, (array_agg(value ORDER BY record_id))[1:20] AS values,
                       (array_agg(record_id ORDER BY record_id))[1:20] AS records
                FROM claims GROUP BY id, column_name HAVING count(*) > 1)
            SELECT coalesce(max(o.load_id), \(loadID)::bigint) AS load_id, \(entity.name)::text AS entity, c.id, c.column_name,
                   (SELECT CASE c.column_name \(raw: kept.joined(separator: " ")) END
                    FROM \(identifier: schemas.star).\(identifier: entity.table) k
                    WHERE k.\(identifier: entity.key) = c.id) AS kept,
                   c.values, array_agg(f.path ORDER BY s.record_id) AS files, array_agg(s.line ORDER BY s.record_id) AS lines
            FROM conflicts c JOIN \(identifier: schemas.staging).songs s ON s.record_id = ANY (c.records)
            JOIN files f ON f.file_id = s.file_id
            LEFT JOIN \(identifier: schemas.staging).conflicts o ON o.entity = \(entity.name) AND o.id = c.id
                AND o.column_name = c.column_name AND o.values = c.values
            GROUP BY c.id, c.column_name, c.values
            """
    }

    /// A value as text; of numbers that are the same however they are written, the same.
    private static func value(_ alias: String, _ column: String) -> String {
        let name = "\(alias).\(SQLText.name(column))"
        return (column == "duration" ? "trim_scale(\(name))" : name) + "::text"
    }
}
