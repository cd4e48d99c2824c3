/// What an audit would do: which queries it would run, whom they serve, what is proved without any.
public struct AuditPlan: Sendable {
    /// A query and whom it serves.
    public struct Query: Sendable {
        /// The rules, by their ids.
        public var rules: [String]
        /// The tables that are described by it.
        public var described: [String]
        /// The statement; `$1`, `$2`, … stand for the lists of keys.
        public var sql: String
        /// The columns whose keys are read beforehand, as `table.column`.
        public var lists: [String]
        /// The settings that the server plans it with, as `name = value`.
        public var settings: [String]
        /// What the server expects it to cost; `nil` when it refuses to say.
        public var cost: Double?
    }

    /// The queries, in the order in which they would begin.
    public var queries: [Query] = []
    /// The rules that constraints make sure of, with the constraint.
    public var proved: [(rule: String, constraint: String)] = []
    /// The rules that cannot be measured, with the reason.
    public var problems: [(rule: String, reason: String)] = []
    /// How many connections would measure at once.
    public var connections = 1

    /// What the server expects all queries to cost.
    public var cost: Double { queries.reduce(0) { $0 + ($1.cost ?? 0) } }
}

extension AuditRun {
    /// What would be done.
    func description(costs: [Double?]) -> AuditPlan {
        var described = AuditPlan()
        described.queries = zip(plan.queries, costs).map { query, cost in
            let statement = query.statement
            return AuditPlan.Query(
                rules: query.rules.map { rules.rules[$0].id },
                described: query.described.map(\.description),
                sql: statement.sql,
                lists: statement.lists.compactMap(\.self).map { "\($0.parent.dataset).\($0.column)" },
                settings: statement.hints.sorted { $0.key < $1.key }.map { "\($0.key) = \($0.value)" },
                cost: cost
            )
        }
        for (index, rule) in rules.rules.enumerated() {
            switch outcomes[index] {
            case .proved(let proof): described.proved.append((rule.id, proof.constraint))
            case .error(let reason) where reason != AuditRun.unmeasured: described.problems.append((rule.id, reason))
            case .error where rule.kind is any MeasuresInSteps:
                described.queries.append(
                    AuditPlan.Query(
                        rules: [rule.id],
                        described: [],
                        sql: rule.kind.measurement(in: scope(of: rule)).sql,
                        lists: [],
                        settings: [],
                        cost: nil
                    )
                )
            default: break
            }
        }
        described.connections = wantedConnections
        return described
    }
}
