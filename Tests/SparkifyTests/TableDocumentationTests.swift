import Foundation
import Postgres
import Sparkify
import TestSupport
import Testing

@Suite("The documentation of the tables")
struct TableDocumentationTests {
    /// `docs/tables.md` is written by this test from the comments in the database, so it cannot go stale: with
    /// PLUMB_UPDATE_GOLDENS=1 the file is rewritten and the test fails.
    @Test("says of every table and column what the database says")
    func isCurrent() async throws {
        let written = try await TestDatabase.withDatabase { (connection: Connection) in
            let fixture = try LoadFixture()
            try fixture.songs([LoadFixture.song()])
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            return try await TableDocumentation(connection: connection).text()
        }
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/tables.md").standardizedFileURL
        let isUpdate = ProcessInfo.processInfo.environment["PLUMB_UPDATE_GOLDENS"] == "1"
        if isUpdate { try Data(written.utf8).write(to: file) }
        let current = try String(contentsOf: file, encoding: .utf8)
        #expect(current == written)
        #expect(
            !isUpdate,
            "docs/tables.md was rewritten; look at the change and run again without PLUMB_UPDATE_GOLDENS"
        )
    }
}

/// The tables of a loaded database as Markdown.
private struct TableDocumentation {
    var connection: Connection

    func text() async throws -> String {
        var lines = [
            "# The tables of the Sparkify data mart", "",
            "What `plumb load` creates: the star schema in `public` (or the schema that `--schema` names), every source record",
            "in `staging` (or `NAME_staging`), and the ledger of all loads in `plumb`. All times are UTC. The same texts stand in",
            "the database as comments (`\\d+` in psql shows them). This page is written by a test; do not edit it by hand.",
        ]
        for schema in ["public", "staging", "plumb"] {
            lines += ["", "## Schema `\(schema)`"]
            for table in try await connection.query(
                """
                SELECT c.oid::text AS id, c.relname AS name, c.relkind = 'v' AS is_view, obj_description(c.oid, 'pg_class') AS comment
                FROM pg_class AS c WHERE c.relnamespace = to_regnamespace(\(schema)) AND c.relkind IN ('r', 'v')
                ORDER BY c.relkind, c.oid
                """
            ) {
                let kind = table["is_view"] == "t" ? "view" : "table"
                lines += ["", "### \(kind) `\(table["name"] ?? "")`", "", table["comment"] ?? "", ""]
                lines += try await columns(of: table["id"] ?? "")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func columns(of id: String) async throws -> [String] {
        let rows = try await connection.query(
            """
            SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
                   coalesce(a.attnum = ANY (p.conkey), false) AS is_key, col_description(a.attrelid, a.attnum) AS comment
            FROM pg_attribute AS a LEFT JOIN pg_constraint AS p ON p.conrelid = a.attrelid AND p.contype = 'p'
            WHERE a.attrelid = \(raw: id) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
            """
        )
        let lines = rows.map { row in
            let key = row["is_key"] == "t" ? "key" : (row["required"] == "t" ? "required" : "")
            return "| `\(row["name"] ?? "")` | \(row["type"] ?? "") | \(key) | \(row["comment"] ?? "") |"
        }
        return ["| column | type | | meaning |", "| --- | --- | --- | --- |"] + lines
    }
}
