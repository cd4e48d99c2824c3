/// What a rule reads from the database: one row of named values.
public enum Measurement: Sendable, Hashable {
    /// Aggregates over the rows of one dataset, which may share a scan with those of other rules.
    case scan(Scan, [Aggregate])
    /// How often the keys of one dataset occur.
    case keys(RepeatedKeys)
    /// Which rows of one dataset have no parent in another.
    case links(MissingLinks)
    /// A query of its own that returns one row; its column names are the names of the readings. The others read the
    /// same and more: `run` what a closer look shows, `withExamples` that and, as `examples`, the rows to show that
    /// ``ExampleDemand/list(from:)`` gives. What it costs beside the reading of rows, `fixedWork` says in rows.
    case query(String, run: String? = nil, withExamples: String? = nil, fixedWork: Double = 0)

    /// The SQL that reads just this.
    public var sql: String {
        switch self {
        case .query(let sql, _, _, _): sql
        case .scan(let scan, let aggregates): scan.sql(reading: aggregates)
        case .keys(let keys): keys.sql
        case .links(let links): links.sql
        }
    }
}

/// Rows of one dataset, all or those that a condition selects.
public struct Scan: Sendable, Hashable {
    /// The dataset.
    public var dataset: DatasetName
    /// The condition, as the author wrote it.
    public var filter: String?

    /// Creates a scan.
    public init(_ dataset: DatasetName, where filter: String?) {
        self.dataset = dataset
        self.filter = filter
    }

    /// The rows as `FROM … WHERE …`, those that also fulfil a further condition.
    public func rows(where condition: String? = nil, as alias: String? = nil) -> String {
        if let alias, let filter, dataset.isNamed(in: filter) {
            // Under another name the table's own would be unknown.
            let rows = "FROM (SELECT * FROM \(dataset.sql) WHERE \(SQLText.parenthesized(filter))) AS \(alias)"
            return condition.map { "\(rows)\nWHERE \(SQLText.parenthesized($0))" } ?? rows
        }
        let conditions = [filter, condition].compactMap(\.self).map(SQLText.parenthesized)
        let from = "FROM \(dataset.sql)" + (alias.map { " AS \($0)" } ?? "")
        return conditions.isEmpty ? from : "\(from)\nWHERE \(conditions.joined(separator: "\n  AND "))"
    }

    /// A query that reads aggregates over the rows.
    public func sql(reading aggregates: [Aggregate]) -> String {
        let list = aggregates.map { "\($0.expression) AS \(SQLText.column($0.name))" }
        let condition = filter.map { "\nWHERE \(SQLText.parenthesized($0))" } ?? ""
        return "SELECT \(list.joined(separator: ",\n       "))\nFROM \(dataset.sql)\(condition)"
    }
}

/// A named aggregate expression.
public struct Aggregate: Sendable, Hashable {
    /// The name of the reading.
    public var name: String
    /// The aggregate in SQL.
    public var expression: String

    /// Creates an aggregate.
    public init(_ name: String, _ expression: String) {
        self.name = name
        self.expression = expression
    }

    /// How many rows there are.
    public static let population = Aggregate("population", "count(*)")

    /// How many rows fulfil a condition.
    public static func violations(where condition: String) -> Aggregate {
        Aggregate("violations", "count(*) FILTER (WHERE \(condition))")
    }
}

/// What a measurement read, by name, as PostgreSQL's text.
public struct Readings: Sendable {
    private let values: [String: String?]

    /// Creates readings.
    public init(_ values: [String: String?]) {
        self.values = values
    }

    /// These readings and others; where both have a name, the other's counts.
    func merging(_ other: Readings) -> Readings {
        Readings(values.merging(other.values) { _, other in other })
    }

    /// A reading as text; `nil` for NULL.
    public subscript(name: String) -> String? {
        values[name] ?? nil
    }

    /// A reading as a whole number; NULL, as an aggregate gives it over no rows, is 0.
    public func count(_ name: String) -> Int {
        self[name].flatMap { Int($0) } ?? 0
    }
}

/// The rows that break a rule, in SQL.
public struct Offenders: Sendable {
    /// The columns to show, the key first; empty for whatever the query returns.
    public var columns: [String]
    /// The columns by which the rows are ordered.
    public var order: [String]
    /// A query that returns exactly the rows that are violations (or their groups), without order and limit.
    public var sql: String
    /// The datasets whose sensitive columns must be withheld.
    public var datasets: [DatasetName]
    /// Further columns that must be withheld, because they hold sensitive values under other names.
    public var withheld: Set<String> = []
    /// What is true of the rows of one dataset that they are, where the query returns rows of a dataset as they are.
    var condition: RowCondition?
    /// What the query returns and the reading that counts it, where that is not one row per violation.
    public var grouping: Grouping?

    /// Rows of a query of offenders that each stand for several rows of the table, or for a part of a violation.
    public struct Grouping: Sendable {
        /// What one is called, in the plural, such as `repeated keys`.
        public var noun: String
        /// The name of the reading that says how many there are.
        public var reading: String
    }

    /// Creates offenders.
    public init(
        columns: [String],
        order: [String]? = nil,
        sql: String,
        datasets: [DatasetName],
        grouping: Grouping? = nil
    ) {
        self.columns = columns
        self.order = order ?? columns
        self.sql = sql
        self.datasets = datasets
        self.grouping = grouping
    }
}

/// What is true of rows of one dataset.
struct RowCondition: Sendable {
    /// The rows that are looked at.
    var scan: Scan
    /// What is true of those that are meant.
    var condition: String
    /// How the same is said with a list of keys, which `$?` stands for.
    var withList: String?
}
