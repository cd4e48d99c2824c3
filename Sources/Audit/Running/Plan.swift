/// Which queries measure a set of rules: rules that look at the same rows share a scan.
///
/// Made by a pure function from rules and catalog facts; it reads nothing.
public struct Plan: Sendable {
    /// The queries in the order in which they run.
    public private(set) var queries: [PlannedQuery]

    /// The most aggregates that one scan reads; PostgreSQL's target list holds at most 1,664 entries.
    static let aggregatesPerScan = 400

    /// Plans measurements.
    ///
    /// - Parameter measurements: what each rule reads, with the rule's index.
    public init(_ measurements: [(rule: Int, measurement: Measurement)]) {
        queries = []
        var places: [Scan: Int] = [:]
        for (rule, measurement) in measurements {
            switch measurement {
            case .query(let sql):
                queries.append(PlannedQuery(rule: rule, sql: sql))
            case .scan(let scan, let aggregates):
                if let place = places[scan], queries[place].aggregates.count < Self.aggregatesPerScan {
                    queries[place].add(aggregates, for: rule)
                } else {
                    places[scan] = queries.count
                    queries.append(PlannedQuery(rule: rule, scan: scan, aggregates: aggregates))
                }
            }
        }
    }
}

/// One query of a plan and the rules that it serves.
public struct PlannedQuery: Sendable {
    /// Which columns of the result are whose readings.
    struct Share: Sendable {
        var rule: Int
        /// The name of the reading and the place of its value in the row.
        var readings: [(name: String, place: Int)]
    }

    /// The shared scan; `nil` for a query of its own.
    public private(set) var scan: Scan?
    /// The distinct aggregates of the scan, in the order of the columns.
    public private(set) var aggregates: [Aggregate]
    private(set) var shares: [Share]
    private let ownSQL: String?

    init(rule: Int, sql: String) {
        scan = nil
        aggregates = []
        ownSQL = sql
        shares = [Share(rule: rule, readings: [])]
    }

    init(rule: Int, scan: Scan, aggregates: [Aggregate]) {
        self.scan = scan
        self.aggregates = []
        ownSQL = nil
        shares = []
        add(aggregates, for: rule)
    }

    /// The rules that the query serves, as indices.
    public var rules: [Int] { shares.map(\.rule) }

    /// The statement.
    public var sql: String {
        if let ownSQL { return ownSQL }
        guard let scan else { return "" }
        let numbered = aggregates.enumerated().map { Aggregate("r\($0.offset)", $0.element.expression) }
        return scan.sql(reading: numbered)
    }

    mutating func add(_ added: [Aggregate], for rule: Int) {
        let readings = added.map { aggregate in
            if let place = aggregates.firstIndex(where: { $0.expression == aggregate.expression }) {
                return (aggregate.name, place)
            }
            aggregates.append(aggregate)
            return (aggregate.name, aggregates.count - 1)
        }
        shares.append(Share(rule: rule, readings: readings))
    }

    /// The readings of each rule from the query's one row.
    func readings(columns: [String], row: [String?]) -> [(rule: Int, readings: Readings)] {
        shares.map { share in
            let named =
                ownSQL == nil
                ? share.readings.map { ($0.name, row[$0.place]) } : Array(zip(columns, row))
            return (share.rule, Readings(Dictionary(named, uniquingKeysWith: { first, _ in first })))
        }
    }
}
