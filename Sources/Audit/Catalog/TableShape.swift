import Foundation
import Postgres

/// How a table is built, as far as declarations can name it: read by one query of the catalog as JSON.
struct TableShape {
    /// A column.
    struct Column: Decodable {
        var name: String
        /// The type with its length or precision.
        var type: String
        /// The same with its schema.
        var qualifiedType: String
        /// What a domain is made of.
        var baseType: String?
        /// Whether the column or its domain is NOT NULL.
        var isNotNull: Bool
    }

    /// A key: `p` primary, `u` unique by constraint or index, `f` foreign.
    struct Key: Decodable {
        var kind: String
        var columns: [String]
        var parentSchema: String?
        var parentTable: String?
        var parentColumns: [String]?

        /// Whether it is a declared foreign key, whatever the order of its pairs of columns.
        func isSame(as declared: Schema.ForeignKey) -> Bool {
            guard parentSchema == declared.parent.schema, parentTable == declared.parent.table, let parentColumns else {
                return false
            }
            func pairs(_ left: [String], _ right: [String]) -> Set<[String]> { Set(zip(left, right).map { [$0, $1] }) }
            return pairs(columns, parentColumns) == pairs(declared.columns, declared.parentColumns)
                && columns.count == declared.columns.count
        }
    }

    /// The columns in their order.
    let columns: [Column]
    /// Whether it is a view, which cannot promise anything about NULL.
    let isView: Bool
    private let keys: [Key]

    /// Takes a shape from what ``query(for:)`` returned.
    init(_ readings: Readings) {
        func list<Item: Decodable>(_ name: String, of type: Item.Type) -> [Item] {
            let data = Data((readings[name] ?? "[]").utf8)
            return (try? JSONDecoder().decode([Item].self, from: data)) ?? []
        }
        columns = list("columns", of: Column.self)
        keys = list("keys", of: Key.self)
        isView = ["v", "m"].contains(readings["relation_kind"])
    }

    /// The column with a name.
    func column(_ name: String) -> Column? { columns.first { $0.name == name } }

    /// The columns of the primary key; `nil` without one.
    var primaryKey: [String]? { keys.first { $0.kind == "p" }?.columns }

    /// The sets of columns that are unique, the primary key among them.
    var uniqueKeys: [Set<String>] { keys.filter { $0.kind != "f" }.map { Set($0.columns) } }

    /// The foreign keys.
    var foreignKeys: [Key] { keys.filter { $0.kind == "f" } }

    /// A query that reads the shape of a table in one row.
    static func query(for dataset: DatasetName) -> String {
        """
        SELECT c.relkind AS relation_kind, (
            SELECT json_agg(json_build_object(
                'name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                'qualifiedType', tn.nspname || '.' || t.typname,
                'baseType', CASE WHEN t.typtype = 'd' THEN format_type(t.typbasetype, t.typtypmod) END,
                'isNotNull', a.attnotnull OR t.typnotnull) ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a
            JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_namespace AS tn ON tn.oid = t.typnamespace
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        ) AS columns, (
            SELECT json_agg(json_build_object(
                'kind', k.kind, 'columns', \(names(of: "k.columns", relation: "c.oid")),
                'parentSchema', pn.nspname, 'parentTable', p.relname,
                'parentColumns', \(names(of: "k.parent_columns", relation: "p.oid"))))
            FROM (
                SELECT x.contype::text AS kind, x.conkey AS columns, x.confrelid AS parent, x.confkey AS parent_columns
                FROM pg_catalog.pg_constraint AS x WHERE x.conrelid = c.oid AND x.contype IN ('p', 'u', 'f')
                UNION ALL
                SELECT 'u', (i.indkey::int2[])[0:i.indnkeyatts - 1], 0, NULL
                FROM pg_catalog.pg_index AS i
                WHERE i.indrelid = c.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
            ) AS k
            LEFT JOIN pg_catalog.pg_class AS p ON p.oid = k.parent
            LEFT JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
        ) AS keys
        FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
        WHERE n.nspname = \(SQL.quoted(literal: dataset.schema)) AND c.relname = \(SQL.quoted(literal: dataset.table))
          AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        """
    }

    private static func names(of numbers: String, relation: String) -> String {
        """
        (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(\(numbers)) WITH ORDINALITY AS u (number, place)
                 JOIN pg_catalog.pg_attribute AS a ON a.attrelid = \(relation) AND a.attnum = u.number)
        """
    }
}
