/// What the database says about the tables that rules name.
public struct Catalog: Sendable {
    /// The relations that rules name and that exist.
    public var relations: [DatasetName: Relation]
    /// The names of all relations in the schemas that rules name, and of those elsewhere that are called like a missing
    /// one, for suggestions; read only when a table is missing.
    public var names: [DatasetName]

    /// Creates a catalog.
    public init(relations: [DatasetName: Relation] = [:], names: [DatasetName] = []) {
        self.relations = relations
        self.names = names
    }

    /// A table, view, partitioned or foreign table.
    public struct Relation: Sendable, Hashable {
        /// What kind of relation there is.
        public enum Kind: String, Sendable {
            case table = "r"
            case partitioned = "p"
            case view = "v"
            case materializedView = "m"
            case foreign = "f"
        }

        /// The kind.
        public var kind: Kind
        /// The columns in their order.
        public var columns: [Column]
        /// The columns of the primary key in the order of the key; empty without one.
        public var primaryKey: [String]
        /// The indexes that can be used, over plain columns.
        public var indexes: [Index]
        /// The constraints.
        public var constraints: [Constraint]
        /// About how many rows there are; `nil` where nothing is known, as of a view.
        public var estimatedRows: Double?
        /// How many pages of 8 KiB the relation and its partitions fill; `nil` where nothing is known.
        public var pages: Int?
        /// Whether its constraints hold for every row that a query of it returns: not with children of old-style inheritance,
        /// which do not share them, nor with foreign parts, for which nobody checks them.
        public var keepsConstraints: Bool
        /// Whether the role may read any of it.
        public var isReadable: Bool

        /// Creates a relation.
        public init(
            kind: Kind = .table,
            columns: [Column],
            primaryKey: [String] = [],
            indexes: [Index] = [],
            constraints: [Constraint] = [],
            estimatedRows: Double? = nil,
            pages: Int? = nil,
            keepsConstraints: Bool = true,
            isReadable: Bool = true
        ) {
            self.kind = kind
            self.columns = columns
            self.primaryKey = primaryKey
            self.indexes = indexes
            self.constraints = constraints
            self.estimatedRows = estimatedRows
            self.pages = pages
            self.keepsConstraints = keepsConstraints
            self.isReadable = isReadable
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
        /// Whether it is declared NOT NULL.
        public var isNotNull: Bool
        /// Whether it is computed from others.
        public var isGenerated: Bool
        /// Whether its type is a domain.
        public var isDomain: Bool
        /// The values of its enum type; empty for other types.
        public var labels: [String]
        /// What `ANALYZE` found; `nil` where it has not been.
        public var statistics: Statistics?

        /// Whether rows can be sorted by it: PostgreSQL knows no order of JSON, XML and geometric values, nor of arrays of them.
        var hasOrder: Bool {
            let element = type.replacing("[]", with: "")
            return category != "G"
                && !["json", "xml", "point", "line", "lseg", "box", "path", "polygon", "circle"].contains(element)
        }

        /// Creates a column.
        public init(
            name: String,
            type: String,
            category: String,
            isNotNull: Bool = false,
            isGenerated: Bool = false,
            isDomain: Bool = false,
            labels: [String] = [],
            statistics: Statistics? = nil
        ) {
            self.name = name
            self.type = type
            self.category = category
            self.isNotNull = isNotNull
            self.isGenerated = isGenerated
            self.isDomain = isDomain
            self.labels = labels
            self.statistics = statistics
        }
    }

    /// What `ANALYZE` found out about a column (`pg_stats`).
    public struct Statistics: Sendable, Hashable {
        /// How far the physical order is the order of the values, -1...1; `nil` for types without order.
        public var correlation: Double?
        /// The average width in bytes.
        public var averageWidth: Int
        /// The share of rows without a value, 0...1.
        public var missingShare: Double
        /// The number of distinct values; negative as a share of the rows.
        public var distinct: Double

        /// Creates statistics.
        public init(correlation: Double? = nil, averageWidth: Int = 8, missingShare: Double = 0, distinct: Double = -1)
        {
            self.correlation = correlation
            self.averageWidth = averageWidth
            self.missingShare = missingShare
            self.distinct = distinct
        }
    }

    /// A valid index without condition over plain columns, in the order and with the equality of their types.
    public struct Index: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The columns of the key, in their order.
        public var columns: [String]
        /// Whether no key occurs twice, at any moment; a NULL makes a key incomparable.
        public var isUnique: Bool
        /// Whether it belongs to the primary key.
        public var isPrimary: Bool

        /// Creates an index.
        public init(name: String, columns: [String], isUnique: Bool, isPrimary: Bool = false) {
            self.name = name
            self.columns = columns
            self.isUnique = isUnique
            self.isPrimary = isPrimary
        }
    }

    /// A declared constraint.
    public struct Constraint: Sendable, Hashable {
        /// What it asserts.
        public enum Kind: Sendable, Hashable {
            case check
            case foreignKey(parent: DatasetName, columns: [String])
        }

        /// The name.
        public var name: String
        /// What it asserts.
        public var kind: Kind
        /// The columns of the table that it is about.
        public var columns: [String]
        /// Whether it was validated for the rows that were there when it was made.
        public var isValidated: Bool

        /// Creates a constraint.
        public init(name: String, kind: Kind, columns: [String], isValidated: Bool = true) {
            self.name = name
            self.kind = kind
            self.columns = columns
            self.isValidated = isValidated
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

    /// The SQL of a column's instant in UTC, without a time zone; of a number, that many milliseconds since 1970.
    ///
    /// What is no instant of the next 3,000 years, such as `NaN`, is NULL.
    public func instant(_ column: String, of dataset: DatasetName) -> String {
        guard relations[dataset]?.column(column)?.category == "N" else { return utc(column, of: dataset) }
        let name = SQLText.column(column)
        return "(CASE WHEN abs(\(name)) < 1e14 THEN TIMESTAMP '1970-01-01' + \(name) * INTERVAL '1 millisecond' END)"
    }
}
