public import AuditModel
public import Foundation
public import Postgres

/// Measures and judges rules inside one read-only snapshot of one database.
public struct Auditor: Sendable {
    private let connection: Connection
    private let options: AuditOptions

    /// Creates an auditor; the connection must not be in a transaction.
    public init(connection: Connection, options: AuditOptions) {
        self.connection = connection
        self.options = options
    }

    /// Measures, judges and reports.
    ///
    /// A rule that cannot be measured becomes an `error` and takes no other rule down. When the task is cancelled, the
    /// report holds what was measured so far and is marked incomplete.
    /// - Parameters:
    ///   - startedAt: the instant that the report gives as its beginning.
    ///   - progress: is told before each query how many of all are done and which rule comes next.
    /// - Throws: `PostgresError` when the snapshot could not be taken, so that nothing was measured.
    public func run(
        _ rules: RuleSet,
        startedAt: Date,
        progress: @Sendable (AuditProgress) -> Void = { _ in }
    ) async throws -> AuditReport {
        var run = AuditRun(options: options, rules: rules)
        let clock = ContinuousClock()
        let start = clock.now
        try await run.begin(over: connection)
        await run.measure(progress: progress)
        await run.tellViolationsApart()
        await run.end(over: connection)
        return try run.report(startedAt: startedAt, took: clock.now - start)
    }

    /// Plans without measuring anything: which queries would run, and what the server expects them to cost.
    ///
    /// - Throws: `PostgresError`.
    public func plan(_ rules: RuleSet) async throws -> AuditPlan {
        var options = options
        options.maximumCost = nil
        var run = AuditRun(options: options, rules: rules)
        try await run.look(over: connection)
        let costs = try await CostEstimator(connection: connection).costs(of: run.plan.queries)
        _ = try? await connection.rollback()
        return run.description(costs: costs)
    }

    /// Reads what the database says about the tables of a rule set.
    ///
    /// - Throws: `PostgresError`.
    public func catalog(of rules: RuleSet) async throws -> Catalog {
        try await CatalogReader(connection: connection).read(rules.referencedDatasets)
    }

    /// Finds what the database says against a rule set, without running a rule: missing tables and columns, types that do
    /// not fit, SQL that cannot be planned; and as warnings rules that have nothing to look at or cannot fail, and what no
    /// rule looks at.
    ///
    /// - Throws: `PostgresError`.
    public func check(_ rules: RuleSet) async throws -> [RuleProblem] {
        try await RuleSetCheck(connection: connection, rules: rules).problems()
    }
}

/// How far an audit is.
public struct AuditProgress: Sendable {
    /// How many queries are done.
    public var done: Int
    /// How many queries there are.
    public var total: Int
    /// The title of the rule that is measured next.
    public var title: String
}

extension RuleSet {
    /// The tables that rules look at.
    var referencedDatasets: Set<DatasetName> {
        Set(rules.flatMap { ($0.kind.references + $0.kind.closerReferences).map(\.dataset) })
    }
}
