import Postgres

/// Finds where else the values of sensitive columns are: in partitions and tables that inherit, in the tables they belong
/// to, and in views.
struct SensitiveColumns {
    var connection: Connection

    /// Declares the columns of related tables and views as sensitive as those that they take their values from.
    ///
    /// A column of a view is harmless only where the server's own record of the view says that it is a plain column that is
    /// not sensitive. What a function of the database reads is not known.
    /// - Parameter related: the tables and views that matter.
    /// - Throws: `PostgresError`.
    func spread(
        _ datasets: [DatasetName: DatasetDeclaration],
        to related: Set<DatasetName>
    ) async throws -> [DatasetName: DatasetDeclaration] {
        let declared = datasets.filter { !$0.value.sensitive.isEmpty }.sorted { $0.key < $1.key }
        guard !declared.isEmpty, !related.isEmpty else { return datasets }
        let columns = declared.flatMap { dataset, declaration in
            declaration.sensitive.sorted().map { Self.row([dataset.schema, dataset.table, $0]) }
        }
        let rows = try await connection.query(
            SQL(raw: Self.query(columns, related.sorted().map { Self.row([$0.schema, $0.table]) }))
        )
        var spread = datasets
        for row in rows {
            guard let schema = row["schema"], let table = row["name"], let column = row["column"] else { continue }
            let name = DatasetName(schema: schema, table: table)
            spread[name, default: DatasetDeclaration(location: declared[0].value.location)].sensitive.insert(column)
        }
        return spread
    }

    private static func row(_ names: [String]) -> String {
        "(\(names.map { SQL.quoted(literal: $0) }.joined(separator: ", ")))"
    }

    private static func query(_ columns: [String], _ related: [String]) -> String {
        """
        WITH RECURSIVE sensitive AS (
            SELECT c.oid, a.attnum, a.attname
            FROM (VALUES \(columns.joined(separator: ", "))) AS d (schema_name, table_name, column_name)
            JOIN pg_catalog.pg_namespace AS n ON n.nspname = d.schema_name
            JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = d.table_name
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attname = d.column_name AND a.attnum > 0
            UNION
            SELECT a.attrelid, a.attnum, a.attname FROM sensitive CROSS JOIN LATERAL (
                SELECT inhrelid, sensitive.attname, NULL::text FROM pg_catalog.pg_inherits WHERE inhparent = sensitive.oid
                UNION ALL
                SELECT inhparent, sensitive.attname, NULL FROM pg_catalog.pg_inherits WHERE inhrelid = sensitive.oid
                UNION ALL
                SELECT r.ev_class, NULL, r.ev_action::text
                FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
                WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.refclassid = 'pg_catalog.pg_class'::regclass
                  AND d.refobjid = sensitive.oid AND r.ev_class <> sensitive.oid
                  -- A whole row is written as its column 0, and beside other columns not recorded as a dependency.
                  AND (d.refobjsubid IN (0, sensitive.attnum) OR strpos(r.ev_action::text, ':varattno 0 ') > 0)
            ) AS next (oid, column_name, definition)
            JOIN pg_catalog.pg_attribute AS a ON a.attrelid = next.oid AND a.attnum > 0 AND NOT a.attisdropped
            WHERE a.attname = next.column_name OR next.definition IS NOT NULL AND NOT coalesce((
                SELECT bool_and(m.parts[2] <> '0'
                    AND (m.parts[2], m.parts[3]) <> (sensitive.oid::text, sensitive.attnum::text))
                FROM regexp_matches(next.definition,
                    ':resname (\\S+) :ressortgroupref \\d+ :resorigtbl (\\d+) :resorigcol (\\d+)', 'g') AS m (parts)
                WHERE m.parts[1] = a.attname), false)
        )
        SELECT DISTINCT n.nspname AS schema, c.relname AS name, s.attname AS column
        FROM sensitive AS s
        JOIN pg_catalog.pg_class AS c ON c.oid = s.oid
        JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE (n.nspname, c.relname) IN (\(related.joined(separator: ", ")))
        """
    }
}
