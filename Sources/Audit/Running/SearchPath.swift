import Postgres

/// Where names without a schema are looked for: in the schema of the rules, then wherever the database keeps operators and
/// extensions, and nowhere else, whatever the role's own path is. Without the latter the server would compare values of
/// types such as citext as plain texts, without a word.
///
/// Of those, only what belongs to the server's or the database's owner, or to the role that audits: in a schema of its own,
/// any other role could define an operator and a `count(text)` that fits better than the server's, and so change verdicts and
/// run code with the rights of whoever audits.
struct SearchPath {
    var defaultSchema: String

    /// An expression for the path, as the setting takes it.
    var sql: String {
        """
        (SELECT string_agg(quote_ident(path.name), ', ' ORDER BY path.name <> \(first), path.name) FROM (
            SELECT \(first)::text AS name UNION
            SELECT n.nspname::text FROM pg_catalog.pg_namespace AS n WHERE n.nspname <> 'pg_catalog' AND n.oid IN (
                SELECT oprnamespace FROM pg_catalog.pg_operator UNION SELECT extnamespace FROM pg_catalog.pg_extension)
                AND EXISTS (
                    SELECT FROM pg_catalog.pg_roles AS r WHERE r.oid = n.nspowner
                    AND (r.rolsuper OR r.rolname IN ('pg_database_owner', current_user) OR r.oid IN (
                        SELECT datdba FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())))
        ) AS path)
        """
    }

    private var first: String { SQL.quoted(literal: defaultSchema) }
}
