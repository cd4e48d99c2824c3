import Postgres

/// Asks the server what it expects a statement to cost. Nothing is executed.
struct CostEstimator {
    var connection: Connection

    /// The expected costs of queries in the server's unit, in their order; `nil` for one that the server refuses.
    ///
    /// The transaction must not be inside a savepoint's; it is left as it was.
    /// - Throws: `PostgresError` when the connection is lost.
    func costs(of queries: [PlannedQuery]) async throws -> [Double?] {
        var costs: [Double?] = []
        try await connection.query("SAVEPOINT estimate")
        for query in queries {
            let statement = query.statement
            var cost: Double?
            do {
                for (name, value) in statement.hints.sorted(by: { $0.key < $1.key }) {
                    try await connection.query("SELECT set_config(\(name), \(value), true)")
                }
                cost = try await self.cost(of: Self.withoutLists(statement))
                for list in statement.lists.compactMap(\.self) {
                    cost = (cost ?? 0) + (try await self.cost(of: list.keys))
                }
            } catch let error as PostgresError where error.kind == .statement {
                cost = nil
            }
            costs.append(cost)
            try await connection.query("ROLLBACK TO SAVEPOINT estimate")
        }
        try await connection.query("RELEASE SAVEPOINT estimate")
        return costs
    }

    private func cost(of sql: String) async throws -> Double {
        let plan = try await connection.query(SQL(raw: "EXPLAIN \(sql)"))
        // `Aggregate  (cost=0.00..35.50 rows=1 width=8)`
        let line = (plan.values.first?.first ?? nil) ?? ""
        guard let match = line.firstMatch(of: /cost=[0-9.]+?\.\.([0-9.]+)/) else { return 0 }
        return Double(match.1) ?? 0
    }

    /// The lists are only there once they have been read: a short one stands for each.
    private static func withoutLists(_ statement: Statement) -> String {
        statement.lists.enumerated().reversed().reduce(statement.sql) { sql, list in
            sql.replacing("($\(list.offset + 1))", with: "(NULL::\(list.element?.type ?? "text")[])")
        }
    }
}

/// The audit was not begun because it would cost more than it may.
public struct CostLimitPassed: Error, CustomStringConvertible {
    /// What the server expects.
    public var cost: Double
    /// What was allowed.
    public var limit: Double

    /// Creates the error.
    public init(cost: Double, limit: Double) {
        self.cost = cost
        self.limit = limit
    }

    /// What happened and what to do.
    public var description: String {
        "the queries would cost about \(Int(cost)) by the server's estimate, and --max-cost allows \(Int(limit)); nothing was "
            + "measured (plumb plan shows the queries)"
    }
}
