/// Decides which queries measure what is asked for. Pure: it knows the catalog's facts and reads nothing.
///
/// All figures that come from looking at each row of one dataset by itself are read by one scan. References to small
/// tables ride on it; other references are anti-joins, and repeated keys are counted by groups, each as the physical
/// order and the indexes of the columns suggest: order is free where it is there, but the server's planner does not
/// count on it.
public struct Planner: Sendable {
    var catalog: Catalog

    /// The most aggregates that one scan reads; PostgreSQL's target list holds at most 1,664 entries.
    static let aggregatesPerScan = 1_600
    /// The least rows of a dataset for which lists of keys pay.
    static let leastRowsForLists = 50_000.0
    /// The least rows of a parent whose keys are sorted rather than put into a hash table, when one side is in order.
    static let leastRowsForSorting = 500_000.0
    /// From which correlation on the physical order counts as the order of the values.
    static let leastCorrelation = 0.95

    /// How many rows are expected where nothing is known.
    static let unknownRows = 100_000.0

    /// Creates a planner.
    public init(catalog: Catalog) {
        self.catalog = catalog
    }

    /// Plans what is asked for.
    public func plan(_ requests: [Request]) -> Plan {
        var scans = SharedScans()
        var lists: [Asker: KeyList] = [:]
        for request in requests {
            switch request.measurement {
            case .scan(let scan, let aggregates):
                scans.add(aggregates, for: request, over: scan)
            case .links(let links):
                guard let list = list(for: links) else { continue }
                lists[request.asker] = list
                scans.add(Self.aggregates(of: links), for: request, over: links.child, with: list)
            case .keys, .query: continue
            }
        }
        var queries = requests.compactMap { ownQuery(for: $0, beside: &scans) }
        scans.addPassing()
        for shared in scans.all {
            queries += split(shared.shares).map { scan(shared.key.scan, $0, shared.lists, shared.key.timeout) }
        }
        // Longest first, so that no connection is left with a long query at the end; else as the rules stand.
        let ordered = queries.enumerated().sorted { left, right in
            left.element.work != right.element.work
                ? left.element.work > right.element.work : left.offset < right.offset
        }
        return Plan(queries: ordered.map(\.element), lists: lists)
    }

    /// The query that a request needs for itself; what a scan that there is anyway can read, that reads.
    private func ownQuery(for request: Request, beside scans: inout SharedScans) -> PlannedQuery? {
        switch request.measurement {
        case .scan: return nil
        case .links(let links) where list(for: links) != nil: return nil
        case .links(let links):
            let isShared = scans.contains(links.child, for: request)
            if isShared { scans.add(links.childAggregates, for: request, over: links.child) }
            return antiJoin(links, for: request, alone: !isShared)
        case .keys(let keys):
            let isShared = scans.contains(keys.scan, for: request)
            if isShared { scans.add([keys.population], for: request, over: keys.scan) }
            return grouping(keys, for: request, alone: !isShared)
        case .query(let sql, let run, let withExamples, let fixedWork):
            let bare = run ?? sql
            var query = own(request.examples == nil ? bare : withExamples ?? bare, for: request)
            query.work += fixedWork
            return query
        }
    }

    // MARK: - Scans

    /// Puts shares into as few scans as the server's limit allows.
    private func split(_ shares: [PlannedQuery.Share]) -> [[PlannedQuery.Share]] {
        var scans: [[PlannedQuery.Share]] = []
        var seen: Set<String> = []
        for share in shares {
            let added = Set(share.aggregates.map(\.expression)).subtracting(seen)
            if scans.isEmpty || seen.count + added.count > Self.aggregatesPerScan {
                scans.append([share])
                seen = Set(share.aggregates.map(\.expression))
            } else {
                scans[scans.count - 1].append(share)
                seen.formUnion(added)
            }
        }
        return scans
    }

    private func scan(
        _ scan: Scan,
        _ shares: [PlannedQuery.Share],
        _ lists: [KeyList],
        _ timeout: Duration?
    ) -> PlannedQuery {
        var query = PlannedQuery(form: .scan(scan, lists), shares: shares, timeout: timeout)
        let children = rows(of: scan.dataset)
        query.work = children * (0.5 + 0.1 * Double(query.aggregates.count))
        for list in lists {
            query.work += Self.listWork(children: children, parents: rows(of: list.parent.dataset))
        }
        return query
    }

    // MARK: - References

    /// The list of keys that a reference can ride on, if that pays.
    private func list(for links: MissingLinks) -> KeyList? {
        guard links.columns.count == 1, rows(of: links.child.dataset) >= Self.leastRowsForLists else { return nil }
        guard
            let parent = catalog.relations[links.parent.dataset], let rows = parent.estimatedRows,
            let child = catalog.relations[links.child.dataset]?.column(links.columns[0]),
            let column = parent.column(links.parentColumns[0])
        else { return nil }
        let texts: Set = ["text", "character varying"]
        let isSameType = child.type == column.type || texts.isSuperset(of: [child.type, column.type])
        guard isSameType, KeyList.types.contains(column.type), !child.isDomain, !column.isDomain else { return nil }
        let width = Double(column.statistics?.averageWidth ?? 16) + 4
        // Half of the limits: tables grow after they were analysed.
        guard rows * 2 <= Double(KeyList.mostKeys), rows * width * 2 <= Double(KeyList.mostBytes) else { return nil }
        guard Self.listWork(children: self.rows(of: links.child.dataset), parents: rows) < joinWork(of: links) else {
            return nil
        }
        return KeyList(parent: links.parent, column: column.name, type: column.type)
    }

    /// The work of a reference that rides on a scan: each key is written and read once as text.
    private static func listWork(children: Double, parents: Double) -> Double { 0.5 * children + 5 * parents }

    /// The work of a reference by a join of its own.
    private func joinWork(of links: MissingLinks) -> Double {
        let children = rows(of: links.child.dataset)
        let parents = rows(of: links.parent.dataset)
        return isOrdered(links) ? 2 * children + parents : 3 * children + 2 * parents
    }

    /// Whether both sides lie in the order of the key, or can be read in it.
    private func isOrdered(_ links: MissingLinks) -> Bool {
        isOrdered(links.columns[0], of: links.child.dataset)
            && (isOrdered(links.parentColumns[0], of: links.parent.dataset)
                || index(on: links.parentColumns, of: links.parent.dataset) != nil)
    }

    /// The figures of a reference over the child's rows; `$?` stands for the list.
    private static func aggregates(of links: MissingLinks) -> [Aggregate] {
        let name = SQLText.column(links.columns[0])
        let all = links.countsMissing ? "count(*)" : "count(\(name))"
        let violations = "\(all) - count(*) FILTER (WHERE \(name) = ANY ($?))"
        return links.childAggregates + [Aggregate("violations", violations)]
    }

    private func antiJoin(_ links: MissingLinks, for request: Request, alone: Bool) -> PlannedQuery {
        let byKey = request.examples.map { findsRowsByKey(links, $0) } ?? false
        let sortsKeysAlone = byKey || request.examples == nil
        // Settings take two round trips, which small tables are not worth.
        let isMerge =
            rows(of: links.child.dataset) >= Self.leastRowsForLists
            && (isOrdered(links) || sortsKeysAlone && isSortedSoon(links))
        let sql =
            isMerge && byKey
            ? links.orphansByKey(alone: alone) : links.orphans(showing: request.examples, alone: alone)
        var query = own(sql, for: request)
        if isMerge { query.hints = ["enable_hashjoin": "off", "enable_nestloop": "off"] }
        query.work = joinWork(of: links)
        return query
    }

    /// Whether sorting the keys alone takes less than a hash table of them, which is too large for any cache: numbers and
    /// times sort without being copied into rows, and one side is in order already.
    private func isSortedSoon(_ links: MissingLinks) -> Bool {
        let numbers: Set = [
            "smallint", "integer", "bigint", "date", "timestamp without time zone", "timestamp with time zone",
        ]
        guard links.columns.count == 1, rows(of: links.parent.dataset) >= Self.leastRowsForSorting,
            let column = catalog.relations[links.child.dataset]?.column(links.columns[0]), numbers.contains(column.type)
        else { return false }
        return isOrdered(links.columns[0], of: links.child.dataset)
            || isOrdered(links.parentColumns[0], of: links.parent.dataset)
    }

    /// Whether the rows to show are soon found once it is known how many there are: few by their keys, many along the
    /// index on the key of their table, each with a look at the parent's.
    private func findsRowsByKey(_ links: MissingLinks, _ examples: ExampleDemand) -> Bool {
        guard links.columns.count == 1, !examples.sensitive.contains(links.columns[0]),
            let relation = catalog.relations[links.child.dataset], let column = relation.column(links.columns[0])
        else { return false }
        return KeyList.types.contains(column.type) && !column.isDomain
            && relation.isOrderedByIndex(examples.offenders.order)
            && index(on: links.parentColumns, of: links.parent.dataset) != nil
    }

    // MARK: - Keys

    private func grouping(_ keys: RepeatedKeys, for request: Request, alone: Bool) -> PlannedQuery {
        var keys = keys
        let dataset = keys.scan.dataset
        let hasIndex = index(on: keys.columns, of: dataset) != nil
        // The column whose order is there already goes first: sorting the rest is then one pass.
        let ordered = keys.columns.first { isOrdered($0, of: dataset) }
        if !hasIndex, let ordered { keys.columns = [ordered] + keys.columns.filter { $0 != ordered } }
        var query = own(alone ? keys.sql : keys.repetitions(showing: request.examples), for: request)
        if hasIndex || ordered != nil, rows(of: dataset) >= Self.leastRowsForLists {
            query.hints = ["enable_hashagg": "off"]
        }
        query.work = rows(of: dataset) * (hasIndex ? 3 : ordered != nil ? 4 : 8)
        return query
    }

    private func own(_ sql: String, for request: Request) -> PlannedQuery {
        var query = PlannedQuery(asking: sql, for: request)
        // A free query may read any table.
        query.work =
            request.datasets.isEmpty
            ? 3 * (catalog.relations.values.compactMap(\.estimatedRows).max() ?? Self.unknownRows)
            : request.datasets.reduce(0) { $0 + 3 * rows(of: $1) }
        return query
    }

    // MARK: - Facts

    /// About how many rows a dataset has; a guess that is on the large side where nothing is known.
    private func rows(of dataset: DatasetName) -> Double {
        catalog.relations[dataset]?.estimatedRows ?? Self.unknownRows
    }

    /// Whether the rows lie in the order of a column's values.
    private func isOrdered(_ column: String, of dataset: DatasetName) -> Bool {
        let correlation = catalog.relations[dataset]?.column(column)?.statistics?.correlation
        return abs(correlation ?? 0) >= Self.leastCorrelation
    }

    /// An index whose first columns are those of a key.
    private func index(on columns: [String], of dataset: DatasetName) -> Catalog.Index? {
        catalog.relations[dataset]?.indexes.first { Set($0.columns.prefix(columns.count)) == Set(columns) }
    }
}
