/// Decides how rows that break rules are read, once it is known how many there are. Pure, like ``Planner``.
///
/// Where they are many, the first of them are soon found in the order of the key. Where they are few, one scan of the
/// table finds those of all its rules.
struct ExamplePlan {
    var catalog: Catalog

    /// The rows of one rule.
    struct Wanted: Sendable {
        var rule: Int
        var demand: ExampleDemand
        /// How many rows break the rule, and how many there are to show of what stands for them.
        var violations: Int
        var total: Int
        /// The list of keys that its figures rode on.
        var list: KeyList?
    }

    /// A statement and whose rows it reads: those of one rule as rows, those of several as one list each.
    struct Reading: Sendable {
        var statement: Statement
        var wanted: [Wanted]
        var isCombined: Bool
    }

    /// The largest share of a table that is read in the order of its key, row by row, rather than in one scan.
    private static let largestWalk = 0.2
    /// The most rows that a scan for several rules puts aside.
    private static let mostRowsAside = 200_000

    /// The statements that read what is wanted.
    func readings(for wanted: [Wanted]) -> [Reading] {
        var scans: [Scan: [Wanted]] = [:]
        var order: [Scan] = []
        var readings: [Reading] = []
        for one in wanted {
            if let condition = one.demand.offenders.condition, one.list != nil || !condition.condition.isEmpty,
                isSmall(one), !walks(one)
            {
                if scans[condition.scan] == nil { order.append(condition.scan) }
                scans[condition.scan, default: []].append(one)
            } else {
                readings.append(alone(one))
            }
        }
        for scan in order {
            guard let all = scans[scan] else { continue }
            readings.append(all.count == 1 && all[0].list == nil ? alone(all[0]) : combined(scan, all))
        }
        return readings
    }

    /// The rows of one rule by its own query.
    func alone(_ wanted: Wanted) -> Reading {
        var statement = Statement(sql: wanted.demand.query)
        if walks(wanted) {
            statement.hints = [
                "enable_seqscan": "off", "enable_bitmapscan": "off", "enable_sort": "off", "enable_hashjoin": "off",
                "enable_mergejoin": "off", "max_parallel_workers_per_gather": "0",
            ]
        }
        return Reading(statement: statement, wanted: [wanted], isCombined: false)
    }

    private func isSmall(_ wanted: Wanted) -> Bool { wanted.violations <= Self.mostRowsAside }

    /// Whether the first rows are soon found by going along an index on the key.
    private func walks(_ wanted: Wanted) -> Bool {
        let offenders = wanted.demand.offenders
        guard let scan = offenders.condition?.scan, let relation = catalog.relations[scan.dataset],
            let rows = relation.estimatedRows, rows >= Planner.leastRowsForLists, wanted.violations > 0,
            relation.isOrderedByIndex(offenders.order)
        else { return false }
        let steps = Double(wanted.demand.limit) * max(rows, 1) / Double(wanted.violations)
        guard steps <= Self.largestWalk * rows else { return false }
        guard let list = wanted.list else { return true }
        // Each step looks for the parent.
        return catalog.relations[list.parent.dataset]?.indexes.contains { $0.columns.first == list.column } == true
    }

    /// One scan that puts the rows of several rules aside and then takes the first of each.
    private func combined(_ scan: Scan, _ wanted: [Wanted]) -> Reading {
        var lists: [KeyList] = []
        let conditions = wanted.map { one in
            guard let list = one.list, let text = one.demand.offenders.condition?.withList else {
                return SQLText.parenthesized(one.demand.offenders.condition?.condition ?? "false")
            }
            let number = lists.firstIndex(of: list) ?? lists.count
            if number == lists.count { lists.append(list) }
            return SQLText.parenthesized(text.replacing("$?", with: "$\(number + 1)"))
        }
        var seen: Set<String> = []
        let columns = wanted.flatMap(\.demand.offenders.columns).filter { seen.insert($0).inserted }
        let flags = conditions.enumerated().map { "\($0.element) AS plumb_\($0.offset)" }
        let results = wanted.enumerated().map { number, one in
            "\(one.demand.list(from: "hits WHERE plumb_\(number)")) AS e\(number)"
        }
        let sql = """
            WITH hits AS MATERIALIZED (
            SELECT \(SQLText.columns(columns)), \(flags.joined(separator: ", "))
            \(scan.rows(where: conditions.joined(separator: " OR ")))
            )
            SELECT \(results.joined(separator: ",\n       "))
            """
        return Reading(statement: Statement(sql: sql, lists: lists), wanted: wanted, isCombined: true)
    }
}

extension Catalog.Relation {
    /// Whether an index has the rows in the order of some columns.
    func isOrderedByIndex(_ order: [String]) -> Bool {
        indexes.contains { Array($0.columns.prefix(order.count)) == order }
    }
}
