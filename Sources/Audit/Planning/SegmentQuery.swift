import AuditModel

/// A query that reads the figures of rules for each group of rows. Rules over the same rows share one, each with its own
/// columns as a grouping set.
struct SegmentQuery: Sendable {
    /// What one rule reads.
    struct Share: Sendable {
        var rule: Int
        /// The columns that make its groups.
        var columns: [String]
        var aggregates: [Aggregate]
    }

    /// What `FROM` reads, with its conditions.
    var source: String
    var shares: [Share]

    /// The most groups of all rules together; more are refused.
    static let mostGroups = 10_000

    init(source: String, shares: [Share]) {
        self.source = source
        self.shares = shares
    }

    /// The queries for rules that judge groups apart, but for those that have a query of their own.
    static func queries(for requests: [(request: Request, rule: Int, columns: [String])]) -> [SegmentQuery] {
        var shared: [SharedScans.Key: Int] = [:]
        var queries: [SegmentQuery] = []
        for (request, rule, columns) in requests {
            switch request.measurement {
            case .scan(let scan, let aggregates):
                let share = Share(rule: rule, columns: columns, aggregates: aggregates)
                let key = SharedScans.Key(scan: scan, timeout: request.timeout)
                if let place = shared[key], queries[place].takes(share) {
                    queries[place].shares.append(share)
                } else {
                    shared[key] = queries.count
                    queries.append(SegmentQuery(source: scan.rows(), shares: [share]))
                }
            case .links(let links):
                let share = Share(rule: rule, columns: columns, aggregates: links.aggregates)
                let source = links.child.rows(as: "child")
                queries.append(SegmentQuery(source: source, shares: [share]))
            case .keys(let keys):
                let share = Share(rule: rule, columns: columns, aggregates: RepeatedKeys.groupAggregates)
                queries.append(SegmentQuery(source: "FROM " + keys.groups(by: columns), shares: [share]))
            case .query: continue
            }
        }
        return queries
    }

    /// Whether a rule fits in: the server's GROUPING takes at most 31 columns.
    private func takes(_ share: Share) -> Bool {
        Set(columns + share.columns).count <= 31 && shares.count < 200
    }

    private var columns: [String] {
        var seen: Set<String> = []
        return shares.flatMap(\.columns).filter { seen.insert($0).inserted }
    }

    private var aggregates: [Aggregate] {
        var seen: Set<String> = []
        return shares.flatMap(\.aggregates).filter { seen.insert($0.expression).inserted }
    }

    /// The statement: which grouping set a row is of, the columns, the aggregates.
    var sql: String {
        let names = columns.map { SQLText.column($0) }
        let sets = Set(shares.map { "(\(SQLText.columns($0.columns)))" }).sorted()
        let values = names.map { "left(\($0)::text, \(ExampleDemand.longestValue))" }
        let list = ["GROUPING(\(names.joined(separator: ", ")))"] + values + aggregates.map(\.expression)
        return """
            SELECT \(list.joined(separator: ",\n       "))
            \(source)
            GROUP BY GROUPING SETS (\(sets.joined(separator: ", ")))
            LIMIT \(Self.mostGroups + 1)
            """
    }

    /// The groups of a share from the rows of the query: the values of its columns and the readings.
    func groups(of share: Share, in rows: [[String?]]) -> [(values: [String?], readings: Readings)] {
        // A bit is set for each column that a row is not grouped by, the first column being the highest bit.
        let wanted = columns.reduce(0) { $0 * 2 + (share.columns.contains($1) ? 0 : 1) }
        let places = share.columns.compactMap { columns.firstIndex(of: $0) }
        let expressions = aggregates.map(\.expression)
        return rows.filter { $0.first.flatMap { $0.flatMap { Int($0) } } == wanted }.map { row in
            let readings = share.aggregates.map { aggregate in
                let place = expressions.firstIndex(of: aggregate.expression)
                return (aggregate.name, place.flatMap { row[1 + columns.count + $0] })
            }
            return (
                places.map { row[1 + $0] },
                Readings(Dictionary(readings, uniquingKeysWith: { first, _ in first }))
            )
        }
    }

    /// The same for one rule alone.
    func serving(_ share: Share) -> SegmentQuery {
        SegmentQuery(source: source, shares: [share])
    }
}
