/// What the database says about the tables that rules name.
public struct Catalog: Sendable {
    /// The relations that rules name and that exist.
    public var relations: [DatasetName: Relation]
    /// The names of all relations in the schemas that rules name, for suggestions.
    public var names: [DatasetName]

    /// Creates a catalog.
    public init(relations: [DatasetName: Relation] = [:], names: [DatasetName] = []) {
        self.relations = relations
        self.names = names
    }

    /// A table, view, partitioned or foreign table.
    public struct Relation: Sendable, Hashable {
        /// The columns in their order.
        public var columns: [Column]
        /// The columns of the primary key in the order of the key; empty without one.
        public var primaryKey: [String]

        /// Creates a relation.
        public init(columns: [Column], primaryKey: [String] = []) {
            self.columns = columns
            self.primaryKey = primaryKey
        }

        /// The column with a name.
        public func column(_ name: String) -> Column? {
            columns.first { $0.name == name }
        }
    }

    /// A column of a relation.
    public struct Column: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The type as PostgreSQL writes it, such as `timestamp without time zone`.
        public var type: String
        /// The type's category letter (`pg_type.typcategory`), of the base type for a domain: `N` numbers, `D` dates and times, `S` texts, ….
        public var category: String

        /// Creates a column.
        public init(name: String, type: String, category: String) {
            self.name = name
            self.type = type
            self.category = category
        }
    }

    /// An expression for a time column that counts in UTC whatever the session's time zone is.
    public func utc(_ column: String, of dataset: DatasetName) -> String {
        let name = SQLText.column(column)
        let known = relations[dataset]?.column(column)
        return switch known?.type {
        case "timestamp with time zone": "(\(name) AT TIME ZONE 'UTC')"
        case "timestamp without time zone": name
        // A domain tells its type only to the server, whose session counts in UTC.
        default: known?.category == "D" ? "\(name)::timestamp" : name
        }
    }
}
