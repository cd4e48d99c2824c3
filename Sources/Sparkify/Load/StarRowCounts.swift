import Foundation
import Postgres

/// Counts the rows of the star tables. Counting millions takes longer than finding that no file has changed, so the ledger
/// remembers what the last load counted.
struct StarRowCounts {
    let schemas: SchemaSetup
    let connection: Connection

    /// The name under which the plays that have a song are counted.
    static let linked = "linked"

    /// The rows of each star table by name, and the linked plays, counted now.
    func counted() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for table in StarSchema.tables {
            let linked = table.name == "songplays" ? "count(song_id)" : "0"
            let row = try await connection.query(
                """
                SELECT count(*) AS rows, \(raw: linked) AS linked
                FROM \(identifier: schemas.star).\(identifier: table.name)
                """
            ).first
            counts[table.name] = row?.integer("rows")
            counts[Self.linked, default: 0] += row?.integer("linked") ?? 0
        }
        return counts
    }

    /// The rows of one star table, counted now.
    func count(_ table: String) async throws -> Int {
        try await connection.query(
            "SELECT count(*) AS rows FROM \(identifier: schemas.star).\(identifier: table)"
        ).first?.integer("rows") ?? 0
    }

    /// What the last load counted; counted now when the ledger does not say.
    func remembered() async throws -> [String: Int] {
        let row = try await connection.query(
            """
            SELECT table_rows FROM plumb.loads WHERE star_schema = \(schemas.star) ORDER BY load_id DESC LIMIT 1
            """
        ).first
        guard let text = row?["table_rows"] else { return try await counted() }
        return try JSONDecoder().decode([String: Int].self, from: Data(text.utf8))
    }

    /// Writes what a load counted at its end into the ledger.
    func remember(_ counts: [String: Int], loadID: Int) async throws {
        let text = try StagingCleaning.json(counts)
        try await connection.query("UPDATE plumb.loads SET table_rows = \(text)::jsonb WHERE load_id = \(loadID)")
    }
}
