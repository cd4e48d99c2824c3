import Ingest
import Postgres

/// Finds where the records that a load has read disagree about one song or one artist.
struct CatalogueConflicts {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection

    private var loadID: Int { plan.loadID }
    private var staging: String { schemas.staging }

    /// What can be disagreed about: the entity, its key in `staging.songs`, and for each column of the star table the one
    /// in `staging.songs`.
    private static let entities: [(name: String, key: String, columns: [(star: String, staging: String)])] = [
        ("song", "song_id", ["title", "artist_id", "year", "duration"].map { ($0, $0) }),
        ("artist", "artist_id", ["name", "location", "latitude", "longitude"].map { ($0, "artist_" + $0) }),
    ]

    /// Writes the conflicts of this load into `staging.conflicts`, in place of older ones about the same songs and artists.
    func record() async throws {
        for entity in Self.entities {
            try await connection.query(
                """
                DELETE FROM \(identifier: staging).conflicts c WHERE c.entity = \(entity.name) AND EXISTS (
                    SELECT FROM \(identifier: staging).songs s
                    WHERE \(raw: plan.newRows(.songs, of: "s")) AND s.\(identifier: entity.key) = c.id)
                """
            )
            try await connection.query(insertion(entity.name, entity.key, entity.columns))
        }
        try await namePaths()
    }

    /// Puts the paths of files where their numbers stand; the ledger does not have them yet.
    private func namePaths() async throws {
        let numbers = Set(
            try await connection.query(
                """
                SELECT DISTINCT unnest(files) AS file FROM \(identifier: staging).conflicts WHERE load_id = \(loadID)
                """
            ).compactMap { $0["file"] }
        )
        guard !numbers.isEmpty else { return }
        let files = (plan.files[.songs] ?? []).map { ("\($0.id)", $0.file.relativePath) }
        let paths = Dictionary(uniqueKeysWithValues: files.filter { numbers.contains($0.0) })
        try await connection.query(
            """
            UPDATE \(identifier: staging).conflicts SET files = ARRAY(
                SELECT \(try StagingCleaning.json(paths))::jsonb ->> file
                FROM unnest(files) WITH ORDINALITY AS f(file, place) ORDER BY place)
            WHERE load_id = \(loadID)
            """
        )
    }

    /// How many conflicts this load has recorded.
    func count() async throws -> Int {
        try await connection.query(
            "SELECT count(*) AS conflicts FROM \(identifier: staging).conflicts WHERE load_id = \(loadID)"
        ).first?.integer("conflicts") ?? 0
    }

    /// NULL is a value like others: whether the song gets it depends on which record comes first.
    private func insertion(
        _ name: String,
        _ key: String,
        _ columns: [(star: String, staging: String)]
    ) -> SQL {
        let claims = columns.map { "(\(SQLText.text($0.star)), s.\(SQLText.name($0.staging))::text)" }
        return """
            WITH several AS (
                SELECT \(identifier: key) AS id FROM \(identifier: staging).songs WHERE \(raw: plan.newRows(.songs))
                GROUP BY 1 HAVING count(*) > 1),
            claims AS (
                SELECT id, c.column_name, c.value, min(s.record_id) AS record_id,
                       min(s.record_id) FILTER (WHERE s.outcome = 'loaded') AS loaded_id
                FROM several JOIN \(identifier: staging).songs s ON s.\(identifier: key) = id AND \(raw: plan.newRows(.songs, of: "s"))
                CROSS JOIN LATERAL (VALUES \(raw: claims.joined(separator: ", "))) AS c(column_name, value)
                GROUP BY 1, 2, 3),
            conflicts AS (
                SELECT id, column_name, (array_agg(value ORDER BY loaded_id, record_id))[1] AS kept,
                       (array_agg(value ORDER BY record_id))[1:20] AS values,
                       (array_agg(record_id ORDER BY record_id))[1:20] AS records
                FROM claims GROUP BY id, column_name HAVING count(*) > 1)
            INSERT INTO \(identifier: staging).conflicts (load_id, entity, id, column_name, kept, values, files, lines)
            SELECT \(loadID)::bigint, \(name), c.id, c.column_name, c.kept, c.values,
                   array_agg(s.file_id::text ORDER BY s.record_id),
                   array_agg(s.line ORDER BY s.record_id)
            FROM conflicts c JOIN \(identifier: staging).songs s ON s.record_id = ANY (c.records)
            GROUP BY c.id, c.column_name, c.kept, c.values
            """
    }
}
