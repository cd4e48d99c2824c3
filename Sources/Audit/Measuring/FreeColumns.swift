import Postgres

/// Reads the rows of a query whose columns nobody has declared.
///
/// Where sensitive columns are declared, a query can give their values any name. The server says of a plain column which
/// column of which table it is; whatever else comes of a query that may look at sensitive columns is withheld.
struct FreeColumns: Sendable {
    /// The names of the columns.
    let columns: [String]
    /// The places of those whose values never leave the server.
    let withheld: Set<Int>
    private let demand: ExampleDemand

    /// Asks the server for the columns.
    ///
    /// - Throws: `PostgresError`.
    init(of demand: ExampleDemand, over session: SnapshotSession) async throws {
        self.demand = demand
        let described = try await session.query(
            SQL(raw: "SELECT * FROM (\n\(demand.offenders.sql)\n) AS offenders LIMIT 0")
        )
        columns = described.columns
        var withheld = Set(columns.indices.filter { demand.sensitive.contains(described.columns[$0]) })
        if !demand.declared.isEmpty {
            let row = try await session.query(SQL(raw: Self.question(of: demand, described.origins))).first
            // Whatever is not said to be harmless is not.
            if row?["touches"] != "f" {
                let harmless = Set((row?["harmless"] ?? "").split(separator: " ").compactMap { Int($0) })
                withheld.formUnion(Set(columns.indices).subtracting(harmless))
            }
        }
        self.withheld = withheld
    }

    /// The names of the columns that are withheld.
    var redacted: [String] { columns.indices.filter(withheld.contains).map { columns[$0] } }

    /// The first rows; columns go by place, since names may occur twice.
    var query: String {
        select { "left(\($0)::text, \(ExampleDemand.longestValue))" } + " LIMIT \(demand.limit)"
    }

    /// The same for all rows and whole values.
    var fullQuery: String { select { $0 } }

    private func select(showing value: (String) -> String) -> String {
        let places = columns.indices.map { "c\($0)" }
        let values = columns.indices.map { place in
            let shown = withheld.contains(place) ? demand.withheld(places[place]) : value(places[place])
            return "\(shown) AS \(SQLText.column(columns[place]))"
        }
        return """
            SELECT \(values.joined(separator: ", ")) FROM (
            \(demand.offenders.sql)
            ) AS offenders (\(places.joined(separator: ", "))) ORDER BY offenders::text
            """
    }

    /// Asks whether the query may look at sensitive columns, and which of its columns are plain ones that are not sensitive.
    ///
    /// It may when its text holds the name of a table with such columns, of a view over one, of a table that inherits from one
    /// or is inherited by it, or of a function that somebody has written, which can read anything.
    private static func question(of demand: ExampleDemand, _ origins: [Rows.Origin?]) -> String {
        let text = SQL.quoted(literal: demand.offenders.sql.lowercased())
        let declared = demand.declared.sorted { $0.key < $1.key }.flatMap { dataset, columns in
            columns.sorted().map { column in
                "(\([dataset.schema, dataset.table, column].map { SQL.quoted(literal: $0) }.joined(separator: ", ")))"
            }
        }
        let places = origins.enumerated().compactMap { place, origin in
            origin.map { "(\(place), \($0.table)::oid, \($0.column))" }
        }
        return """
            WITH RECURSIVE declared AS (
                SELECT c.oid, d.column_name
                FROM (VALUES \(declared.joined(separator: ", "))) AS d (schema_name, table_name, column_name)
                JOIN pg_catalog.pg_namespace AS n ON n.nspname = d.schema_name
                JOIN pg_catalog.pg_class AS c ON c.relnamespace = n.oid AND c.relname = d.table_name
            ), related AS (
                SELECT oid FROM declared
                UNION
                SELECT next.oid FROM related CROSS JOIN LATERAL (
                    SELECT r.ev_class FROM pg_catalog.pg_depend AS d JOIN pg_catalog.pg_rewrite AS r ON r.oid = d.objid
                    WHERE d.classid = 'pg_catalog.pg_rewrite'::regclass
                      AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = related.oid
                    UNION ALL SELECT inhrelid FROM pg_catalog.pg_inherits WHERE inhparent = related.oid
                    UNION ALL SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = related.oid
                ) AS next (oid)
            )
            SELECT EXISTS (
                       SELECT FROM related JOIN pg_catalog.pg_class AS c USING (oid)
                       WHERE strpos(\(text), lower(c.relname)) > 0
                   ) OR EXISTS (
                       SELECT FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
                       WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
                         AND lower(p.proname) = ANY (regexp_split_to_array(\(text), '[^[:alnum:]_$]+'))
                   ) AS touches,
                   (SELECT string_agg(o.place::text, ' ')
                    FROM (VALUES \((places + ["(NULL::int, NULL::oid, NULL::int)"]).joined(separator: ", ")))
                        AS o (place, relation, number)
                    JOIN pg_catalog.pg_class AS c ON c.oid = o.relation AND c.relkind IN ('r', 'p', 'f')
                    JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = o.number
                    WHERE NOT (c.oid IN (SELECT oid FROM related)
                               AND a.attname IN (SELECT column_name FROM declared))) AS harmless
            """
    }
}
