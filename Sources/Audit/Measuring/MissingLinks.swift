import Foundation

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
        return counting(examples.offenders.sql, "\(examples.list(from: "orphans")) AS examples", alone: alone)
    }

    /// The same of a key of one column, with the keys instead of rows where they are few: sorting keys alone takes half as
    /// long as sorting rows, and ``offenders(_:withKeys:)`` finds their rows.
    func orphansByKey(alone: Bool) -> String {
        counting(
            "SELECT \(SQLText.columns(columns, of: "child"))\n\(orphans)",
            """
            CASE WHEN count(*) <= \(Self.mostKeys)
                        THEN (SELECT json_agg(DISTINCT \(SQLText.columns(columns))::text) FROM orphans) END AS \(Self.keysReading)
            """,
            alone: alone
        )
    }

    /// The name of the reading that holds the keys of the rows without a parent as a JSON list.
    static let keysReading = "orphan_keys"
    /// The most rows whose keys are listed.
    private static let mostKeys = 1_000

    /// The rows without a parent by their keys, as ``keysReading`` lists them; `nil` when it lists none.
    func offenders(_ offenders: Offenders, withKeys list: String) -> Offenders? {
        guard let keys = try? JSONDecoder().decode([String?].self, from: Data(list.utf8)) else { return nil }
        let name = SQLText.column(columns[0])
        let values = keys.compactMap { $0.map { SQLLiteral($0).sql } }
        let conditions = [
            values.isEmpty ? nil : "\(name) IN (\(values.joined(separator: ", ")))",
            values.count < keys.count ? "\(name) IS NULL" : nil,
        ].compactMap(\.self)
        guard !conditions.isEmpty else { return nil }
        var offenders = offenders
        offenders.take(child, where: conditions.joined(separator: " OR "))
        return offenders
    }

    private func counting(_ rows: String, _ further: String, alone: Bool) -> String {
        """
        WITH orphans AS MATERIALIZED (
        \(rows)
        )
        SELECT \(alone ? "\(population) AS population, " : "")count(*) AS violations\(alone ? missing : ""),
               \(further)
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
