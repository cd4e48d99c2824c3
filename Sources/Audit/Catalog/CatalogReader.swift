import Postgres

/// Reads what the database says about the tables that rules name.
struct CatalogReader {
    var connection: Connection

    /// Reads the given relations, and the names of all relations in their schemas.
    ///
    /// - Throws: `PostgresError`.
    func read(_ datasets: Set<DatasetName>) async throws -> Catalog {
        let schemas = Set(datasets.map(\.schema)).sorted()
        guard !schemas.isEmpty else { return Catalog() }
        let list = schemas.map { SQL.quoted(literal: $0) }.joined(separator: ", ")
        let names = try await connection.query(
            """
            SELECT n.nspname AS schema, c.relname AS name, c.oid::text AS id
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname IN (\(raw: list))
            ORDER BY 1, 2
            """
        )
        var identifiers: [String: DatasetName] = [:]
        for row in names {
            guard let schema = row["schema"], let name = row["name"], let id = row["id"] else { continue }
            identifiers[id] = DatasetName(schema: schema, table: name)
        }
        let wanted = identifiers.filter { datasets.contains($0.value) }
        return Catalog(relations: try await relations(wanted), names: identifiers.values.sorted())
    }

    private func relations(_ identifiers: [String: DatasetName]) async throws -> [DatasetName: Catalog.Relation] {
        guard !identifiers.isEmpty else { return [:] }
        let list = identifiers.keys.sorted().joined(separator: ", ")
        let rows = try await connection.query(
            """
            SELECT a.attrelid::text AS id, a.attname AS name,
                   pg_catalog.format_type(a.atttypid, NULL) AS type, t.typcategory AS category,
                   array_position(p.conkey, a.attnum) AS key_position
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_constraint AS p ON p.conrelid = a.attrelid AND p.contype = 'p'
            WHERE a.attrelid IN (\(raw: list)) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """
        )
        var columns: [DatasetName: [Catalog.Column]] = [:]
        var keys: [DatasetName: [(position: Int, name: String)]] = [:]
        for row in rows {
            guard
                let dataset = row["id"].flatMap({ identifiers[$0] }),
                let name = row["name"], let type = row["type"], let category = row["category"]
            else { continue }
            columns[dataset, default: []].append(Catalog.Column(name: name, type: type, category: category))
            if let position = row.integer("key_position") { keys[dataset, default: []].append((position, name)) }
        }
        return Dictionary(
            uniqueKeysWithValues: identifiers.values.map { dataset in
                let key = (keys[dataset] ?? []).sorted { $0.position < $1.position }.map(\.name)
                return (dataset, Catalog.Relation(columns: columns[dataset] ?? [], primaryKey: key))
            }
        )
    }
}
