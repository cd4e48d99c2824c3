import Postgres

/// Reads what the database says about the tables that rules name, in one round trip where nothing is missing.
struct CatalogReader {
    var connection: Connection
    /// Whether the sizes of the tables' files are read, which waits for whoever rebuilds a table.
    var readsSizes = true

    /// Reads the given relations and, when one of them is missing, the names of all relations in their schemas and of
    /// those elsewhere that are called like it.
    ///
    /// - Throws: `PostgresError`.
    func read(_ datasets: Set<DatasetName>) async throws -> Catalog {
        guard !datasets.isEmpty else { return Catalog() }
        let rows = try await connection.query(SQL(raw: query(for: datasets)))
        let relations = Self.relations(in: rows)
        let missing = datasets.filter { relations[$0] == nil }
        guard !missing.isEmpty else { return Catalog(relations: relations) }
        return Catalog(
            relations: relations,
            names: try await names(beside: datasets, orCalled: Set(missing.map(\.table)))
        )
    }

    /// Reads all relations in the schemas of the given ones, without partitions, which belong to their tables.
    ///
    /// - Throws: `PostgresError`.
    func readAll(beside datasets: Set<DatasetName>) async throws -> Catalog {
        try await readAll(beside: datasets, atMost: .max) ?? Catalog()
    }

    /// Reads the same, or nothing and `nil` when there are more relations than `most`.
    ///
    /// - Parameter known: relations that have been read in the same snapshot and are not read again.
    /// - Throws: `PostgresError`.
    func readAll(
        beside datasets: Set<DatasetName>,
        atMost most: Int,
        knowing known: [DatasetName: Catalog.Relation] = [:]
    ) async throws -> Catalog? {
        guard !datasets.isEmpty else { return Catalog() }
        let names = Set(try await names(beside: datasets, withPartitions: false))
        guard names.count <= most else { return nil }
        var catalog = try await read(names.filter { known[$0] == nil })
        catalog.relations.merge(known.filter { names.contains($0.key) }) { read, _ in read }
        return catalog
    }

    private func names(
        beside datasets: Set<DatasetName>,
        orCalled tables: Set<String> = [],
        withPartitions: Bool = true
    ) async throws -> [DatasetName] {
        func list(_ names: Set<String>) -> String {
            names.isEmpty ? "NULL" : names.sorted().map { SQL.quoted(literal: $0) }.joined(separator: ", ")
        }
        let rows = try await connection.query(
            """
            SELECT n.nspname AS schema, c.relname AS name
            FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
              AND (n.nspname IN (\(raw: list(Set(datasets.map(\.schema))))) OR c.relname IN (\(raw: list(tables))))
              AND (\(raw: withPartitions ? "true" : "NOT c.relispartition"))
            ORDER BY 1, 2
            """
        )
        return rows.compactMap { row in
            guard let schema = row["schema"], let name = row["name"] else { return nil }
            return DatasetName(schema: schema, table: name)
        }
    }

    // MARK: - The rows

    /// Puts relations together from rows of `part, id` and up to nine texts whose meaning depends on the part.
    private static func relations(in rows: Rows) -> [DatasetName: Catalog.Relation] {
        var names: [String: DatasetName] = [:]
        var relations: [DatasetName: Catalog.Relation] = [:]
        for row in rows {
            let texts = CatalogRow(values: row.values)
            if texts.part == "relation", let name = texts.name {
                names[texts.id] = name
                relations[name] = texts.relation
            } else if let name = names[texts.id] {
                texts.add(to: &relations[name, default: Catalog.Relation(columns: [])])
            }
        }
        return relations
    }

    // MARK: - The query

    private func query(for datasets: Set<DatasetName>) -> String {
        let names = datasets.sorted().map { dataset in
            "(\(SQL.quoted(literal: dataset.schema)), \(SQL.quoted(literal: dataset.table)))"
        }
        let size = readsSizes ? Self.size : "(c.relpages)::text"
        return """
            WITH wanted AS MATERIALIZED (
                SELECT c.*, n.nspname FROM pg_catalog.pg_class AS c
                JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND (n.nspname, c.relname) IN (\(names.joined(separator: ", ")))
            )
            SELECT 1 AS rank, 'relation' AS part, c.oid::text AS id, 0 AS place, c.nspname::text AS a, c.relname::text AS b,
                   c.relkind::text AS c, (\(Self.rowCount))::text AS d, (\(size))::text AS e, (\(Self.keepsConstraints))::text AS f,
                   (\(Self.isReadable))::text AS g, NULL AS h, NULL AS i
            FROM wanted AS c
            UNION ALL
            \(Self.columns(of: datasets))
            UNION ALL
            \(Self.indexes)
            UNION ALL
            \(Self.constraints)
            ORDER BY 1, 3, 4
            """
    }

    /// The rows of a table or of all its partitions, as the last ANALYZE or the activity statistics have it.
    private static let rowCount = """
        CASE WHEN c.relkind = 'p' THEN (
            SELECT sum(greatest(l.reltuples, pg_catalog.pg_stat_get_live_tuples(l.oid)))
            FROM pg_catalog.pg_partition_tree(c.oid) AS t JOIN pg_catalog.pg_class AS l ON l.oid = t.relid WHERE t.isleaf)
        ELSE greatest(c.reltuples, pg_catalog.pg_stat_get_live_tuples(c.oid)) END
        """

    private static let size = """
        CASE WHEN c.relkind IN ('r', 'm') THEN pg_catalog.pg_relation_size(c.oid) / 8192
             WHEN c.relkind = 'p' THEN (
                 SELECT sum(pg_catalog.pg_relation_size(t.relid) / 8192)::bigint
                 FROM pg_catalog.pg_partition_tree(c.oid) AS t WHERE t.isleaf)
        END
        """

    private static let keepsConstraints = """
        CASE c.relkind WHEN 'r' THEN NOT c.relhassubclass
        WHEN 'p' THEN NOT EXISTS (
            SELECT 1 FROM pg_catalog.pg_partition_tree(c.oid) AS t JOIN pg_catalog.pg_class AS l ON l.oid = t.relid
            WHERE l.relkind = 'f')
        ELSE false END
        """

    private static let isReadable = """
        pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT')
        """

    /// The statistics' view checks the rights on every column of the database unless it is told the tables as constants.
    private static func columns(of datasets: Set<DatasetName>) -> String {
        let tables = Set(datasets.map(\.table)).sorted().map { SQL.quoted(literal: $0) }
        return """
            SELECT 2, 'column', c.oid::text, a.attnum, a.attname::text, pg_catalog.format_type(a.atttypid, NULL), t.typcategory::text,
                   (a.attnotnull)::text || (a.attgenerated <> '')::text || (t.typtype = 'd')::text,
                   CASE WHEN t.typtype = 'e' THEN (
                       SELECT pg_catalog.string_agg(e.enumlabel, E'\\n' ORDER BY e.enumsortorder)
                       FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid) END,
                   s.correlation::text, s.avg_width::text, s.null_frac::text, s.n_distinct::text
            FROM wanted AS c
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            LEFT JOIN (
                SELECT * FROM pg_catalog.pg_stats WHERE tablename IN (\(tables.joined(separator: ", ")))
            ) AS s ON s.schemaname = c.nspname AND s.tablename = c.relname AND s.attname = a.attname
                 AND s.inherited = (c.relkind = 'p')
            """
    }

    /// An index says something about its columns only when it compares them as queries do.
    private static let indexes = """
        SELECT 3, 'index', c.oid::text, 0, x.relname::text, (i.indisunique AND i.indimmediate)::text, i.indisprimary::text,
               (SELECT pg_catalog.string_agg(a.attname, E'\\n' ORDER BY k.place)
                FROM pg_catalog.unnest(i.indkey[0:i.indnkeyatts - 1]) WITH ORDINALITY AS k (number, place)
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = k.number),
               NULL, NULL, NULL, NULL, NULL
        FROM wanted AS c
        JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
        JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid
        JOIN pg_catalog.pg_am AS m ON m.oid = x.relam AND m.amname = 'btree'
        WHERE i.indisvalid AND i.indisready AND i.indislive AND i.indpred IS NULL AND i.indexprs IS NULL
          AND NOT EXISTS (
              SELECT 1 FROM pg_catalog.unnest(i.indclass) AS u (class)
              JOIN pg_catalog.pg_opclass AS o ON o.oid = u.class WHERE NOT o.opcdefault)
          AND NOT EXISTS (
              SELECT 1 FROM pg_catalog.generate_subscripts(i.indkey, 1) AS k
              JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[k]
              WHERE k < i.indnkeyatts AND a.attcollation <> i.indcollation[k])
        """

    private static let constraints = """
        SELECT 4, 'constraint', c.oid::text, 0, k.conname::text, k.contype::text, (k.convalidated)::text,
               (SELECT pg_catalog.string_agg(a.attname, E'\\n' ORDER BY n.place)
                FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS n (number, place)
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = n.number),
               pn.nspname::text, p.relname::text,
               (SELECT pg_catalog.string_agg(a.attname, E'\\n' ORDER BY n.place)
                FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS n (number, place)
                JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = n.number),
               NULL, NULL
        FROM wanted AS c
        JOIN pg_catalog.pg_constraint AS k ON k.conrelid = c.oid AND k.contype IN ('c', 'f')
        LEFT JOIN pg_catalog.pg_class AS p ON p.oid = k.confrelid
        LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
        """
}
