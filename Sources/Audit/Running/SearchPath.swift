import Postgres

/// Where names without a schema are looked for: in the schema of the rules, then wherever the database keeps operators and
/// extensions, and nowhere else, whatever the role's own path is. Without the latter the server would compare values of
/// types such as citext as plain texts, without a word.
struct SearchPath {
    var defaultSchema: String

    /// An expression for the path, as the setting takes it.
    var sql: String {
        """
        (SELECT string_agg(quote_ident(path.name), ', ' ORDER BY path.name <> \(first), path.name) FROM (
            SELECT \(first)::text AS name UNION
            SELECT n.nspname::text FROM pg_catalog.pg_namespace AS n WHERE n.nspname <> 'pg_catalog' AND n.oid IN (
                SELECT oprnamespace FROM pg_catalog.pg_operator UNION SELECT extnamespace FROM pg_catalog.pg_extension)
        ) AS path)
        """
    }

    private var first: String { SQL.quoted(literal: defaultSchema) }
}
