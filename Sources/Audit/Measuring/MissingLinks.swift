/// Which rows of one dataset have no parent in another.
public struct MissingLinks: Sendable, Hashable {
    /// The rows that are looked at.
    public var child: Scan
    /// The columns of their key.
    public var columns: [String]
    /// The rows that they may refer to.
    public var parent: Scan
    /// The columns of the parent's key.
    public var parentColumns: [String]
    /// Whether a row with an incomplete key is looked at too, and has no parent.
    public var countsMissing: Bool

    /// Creates a measurement.
    public init(
        of child: Scan,
        columns: [String],
        to parent: Scan,
        parentColumns: [String],
        countsMissing: Bool
    ) {
        self.child = child
        self.columns = columns
        self.parent = parent
        self.parentColumns = parentColumns
        self.countsMissing = countsMissing
    }

    /// A query that reads all figures.
    public var sql: String {
        "SELECT \(population) AS population,\n       count(*) AS violations\(missing)\n\(orphans)"
    }

    /// A query that reads how many rows have no parent and shows some of them; alone, all figures.
    func orphans(showing examples: ExampleDemand?, alone: Bool) -> String {
        guard let examples else { return alone ? sql : "SELECT count(*) AS violations\n\(orphans)" }
        return """
            WITH orphans AS MATERIALIZED (
            \(examples.offenders.sql)
            )
            SELECT \(alone ? "\(population) AS population, " : "")count(*) AS violations\(alone ? missing : ""),
                   \(examples.list(from: "orphans")) AS examples
            FROM orphans
            """
    }

    private var population: String {
        "(SELECT count(*) \(child.rows(where: countsMissing ? nil : SQLText.allPresent(columns))))"
    }

    private var missing: String {
        countsMissing ? ",\n       \(withoutKey.expression) AS \(withoutKey.name)" : ""
    }

    /// The rows without a parent as `FROM … AS child WHERE …`.
    var orphans: String { child.rows(where: isOrphan, as: "child") }

    /// The figures that need no look at the parent, as aggregates over the rows.
    var childAggregates: [Aggregate] {
        countsMissing ? [.population, withoutKey] : [.rowsWithKey(columns)]
    }

    private var withoutKey: Aggregate {
        columns.count == 1
            ? Aggregate("without_key", "count(*) - count(\(SQLText.columns(columns)))")
            : Aggregate("without_key", "count(*) FILTER (WHERE \(SQLText.anyMissing(columns)))")
    }

    /// What is true of a row without a parent.
    private var isOrphan: String {
        let pairs = zip(columns, parentColumns).map { child, parent in
            "\(SQLText.column(parent, of: "parent")) = \(SQLText.column(child, of: "child"))"
        }
        let match = "SELECT 1 \(parent.rows(where: pairs.joined(separator: " AND "), as: "parent"))"
        // A key with a missing part equals nothing, so the anti-join counts it as an orphan by itself.
        let isOrphan = "NOT EXISTS (\(match))"
        return countsMissing ? isOrphan : "\(SQLText.allPresent(columns, of: "child")) AND \(isOrphan)"
    }

    /// All figures as aggregates over the rows, which are called `child`.
    var aggregates: [Aggregate] {
        childAggregates + [Aggregate("violations", "count(*) FILTER (WHERE \(isOrphan))")]
    }

    /// The same of a reference that rides on a list of keys, which `$?` stands for.
    var condition: RowCondition {
        let isListed = "(\(SQLText.columns(columns)) = ANY ($?))"
        return RowCondition(
            scan: child,
            condition: "",
            withList: "\(isListed) IS \(countsMissing ? "NOT TRUE" : "FALSE")"
        )
    }
}
