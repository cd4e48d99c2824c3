/// One query of a plan and whom it serves.
public struct PlannedQuery: Sendable {
    /// Which columns of the result are whose readings.
    struct Share: Sendable {
        var asker: Asker
        /// The name of each reading and the aggregate that gives it; empty for all columns under their own names.
        var aggregates: [Aggregate]

        /// Whether one of them looks rows up in a list, by its number from 1.
        func uses(list number: Int) -> Bool {
            aggregates.contains { $0.expression.contains("(\(PlannedQuery.listMark)\(number))") }
        }
    }

    /// What stands before the number of a list in an aggregate.
    static let listMark = "$"

    /// What is run.
    enum Form: Sendable {
        /// Aggregates over the rows of one dataset, those of all shares, with lists of the keys of other tables.
        case scan(Scan, [KeyList])
        /// A query as it is.
        case own(String)
    }

    var form: Form
    var shares: [Share]
    /// Settings under which the server plans this query better than it would by itself.
    var hints: [String: String] = [:]
    /// How long its rules may take, all of them the same; `nil` for what the audit allows.
    var timeout: Duration?
    /// How much work it is expected to be, in rows of a plain scan.
    var work = 0.0

    init(form: Form, shares: [Share], timeout: Duration? = nil) {
        self.form = form
        self.shares = shares
        self.timeout = timeout
    }

    /// A query that serves one request alone, as it is.
    init(asking sql: String, for request: Request) {
        self.init(form: .own(sql), shares: [Share(asker: request.asker, aggregates: [])], timeout: request.timeout)
    }

    /// The same scan without anything to read but the rows.
    var bareScan: PlannedQuery? {
        guard case .scan(let scan, _) = form else { return nil }
        return PlannedQuery(
            form: .own(scan.sql(reading: [.population])),
            shares: [],
            timeout: timeout
        )
    }

    /// The rules that the query serves, as indices.
    public var rules: [Int] {
        shares.compactMap { share in
            if case .rule(let index) = share.asker { index } else { nil }
        }
    }

    /// The tables that the query describes.
    var described: [DatasetName] {
        shares.compactMap { share in
            if case .profile(let dataset) = share.asker { dataset } else { nil }
        }
    }

    /// The tables whose keys are read beforehand.
    var keyLists: [KeyList] {
        if case .scan(_, let lists) = form { lists } else { [] }
    }

    /// The distinct aggregates of a scan, in the order of its columns.
    var aggregates: [Aggregate] {
        var seen: Set<String> = []
        return shares.flatMap(\.aggregates).filter { seen.insert($0.expression).inserted }
    }

    /// The statement; `$1`, `$2`, … stand for the lists of keys.
    public var sql: String {
        switch form {
        case .own(let sql):
            return sql
        case .scan(let scan, _):
            let numbered = aggregates.enumerated().map { Aggregate("r\($0.offset)", $0.element.expression) }
            return scan.sql(reading: numbered)
        }
    }

    /// The readings of each asker from the query's one row.
    func readings(columns: [String], row: [String?]) -> [(asker: Asker, readings: Readings)] {
        var places: [String: Int] = [:]
        for (place, aggregate) in aggregates.enumerated() { places[aggregate.expression] = place }
        return shares.map { share in
            let named =
                share.aggregates.isEmpty
                ? Array(zip(columns, row))
                : share.aggregates.map { ($0.name, places[$0.expression].flatMap { row[$0] }) }
            return (share.asker, Readings(Dictionary(named, uniquingKeysWith: { first, _ in first })))
        }
    }

    /// The same query for a part of those it serves.
    func serving(_ shares: some Sequence<Share>) -> PlannedQuery {
        var part = self
        part.shares = Array(shares)
        return part
    }
}
