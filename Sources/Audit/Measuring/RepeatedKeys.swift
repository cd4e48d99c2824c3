/// How often the keys of one dataset occur: rows with a complete key, rows beyond the first of each key, repeated keys.
public struct RepeatedKeys: Sendable, Hashable {
    /// The rows that are looked at.
    public var scan: Scan
    /// The columns of the key.
    public var columns: [String]

    /// Creates a measurement.
    public init(of columns: [String], in scan: Scan) {
        self.scan = scan
        self.columns = columns
    }

    /// A query that reads all figures.
    public var sql: String {
        """
        SELECT coalesce(sum(n), 0) AS population, coalesce(sum(n - 1), 0) AS violations,
               count(*) FILTER (WHERE n > 1) AS repeated_keys
        FROM (SELECT count(*) AS n \(rows) GROUP BY \(SQLText.columns(columns))) AS keys
        """
    }

    /// A query that reads all figures but the population: keys that occur once go no further than their group.
    func repetitions(showing examples: ExampleDemand?) -> String {
        """
        WITH repeated AS MATERIALIZED (
        \(repeated)
        )
        SELECT coalesce(sum(\(SQLText.column(countName)) - 1), 0) AS violations, count(*) AS repeated_keys,
               \(examples?.list(from: "repeated") ?? "NULL") AS examples
        FROM repeated
        """
    }

    /// The repeated keys and how often they occur.
    var repeated: String {
        let list = SQLText.columns(columns)
        return "SELECT \(list), count(*) AS \(SQLText.column(countName)) \(rows) GROUP BY \(list) HAVING count(*) > 1"
    }

    /// What the number of rows of a key is called beside it.
    var countName: String { columns.contains("rows") ? "number of rows" : "rows" }

    /// The population as an aggregate over the rows.
    var population: Aggregate { .rowsWithKey(columns) }

    /// The keys with the columns that make groups of rows, as what a query reads from.
    func groups(by segments: [String]) -> String {
        let both = segments + columns.filter { !segments.contains($0) }
        return
            "(SELECT \(SQLText.columns(both)), count(*) AS plumb_n \(rows) GROUP BY \(SQLText.columns(both))) AS keys"
    }

    /// All figures as aggregates over ``groups(by:)``.
    static let groupAggregates = [
        Aggregate("population", "coalesce(sum(plumb_n), 0)"), Aggregate("violations", "coalesce(sum(plumb_n - 1), 0)"),
        Aggregate("repeated_keys", "count(*) FILTER (WHERE plumb_n > 1)"),
    ]

    private var rows: String { scan.rows(where: SQLText.allPresent(columns)) }
}

extension Aggregate {
    /// How many rows have a value in each of some columns.
    static func rowsWithKey(_ columns: [String]) -> Aggregate {
        columns.count == 1
            ? Aggregate("population", "count(\(SQLText.columns(columns)))")
            : Aggregate("population", "count(*) FILTER (WHERE \(SQLText.allPresent(columns)))")
    }
}
