import AuditModel
import Postgres

/// Asks the server about rules without running them: whether their SQL can be planned, and whether there is anything to
/// look at.
struct RuleCheckReader {
    var connection: Connection
    var rules: RuleSet
    var catalog: Catalog

    /// The most rows that are looked for before a population counts as not empty.
    private static let timeout = "5s"

    /// What the server says about each rule that names nothing that is missing, all in one transaction that is rolled back.
    ///
    /// - Throws: `PostgresError` when the server cannot be asked at all.
    func problems(of checked: [Rule]) async throws -> [RuleProblem] {
        try await connection.begin(.readOnlySnapshot)
        var problems: [RuleProblem] = []
        do {
            try await connection.query(
                """
                SELECT set_config('search_path', \(raw: SearchPath(defaultSchema: rules.defaultSchema).sql), true),
                       set_config('row_security', 'off', true), set_config('statement_timeout', \(Self.timeout), true)
                """
            )
            for rule in checked { problems += try await self.problems(of: rule) }
            _ = try? await connection.rollback()
            return problems
        } catch {
            _ = try? await connection.rollback()
            throw error
        }
    }

    private func problems(of rule: Rule) async throws -> [RuleProblem] {
        let scope = RuleScope(
            catalog: catalog,
            datasets: rules.datasets,
            defaultSchema: rules.defaultSchema,
            filter: rule.filter,
            asOf: "2000-01-01 00:00:00"
        )
        if let message = try await obstacle(to: rule.kind, in: scope) {
            return [RuleProblem(at: rule.location, "rule '\(rule.id)' cannot be measured: \(message)")]
        }
        guard rule.whenEmpty != .fail, !rule.kind.judgesEmptiness, type(of: rule.kind).description.looksAtRows,
            let dataset = rule.kind.references.first?.dataset
        else {
            return []
        }
        guard try await isEmpty(dataset, rule.filter) else { return [] }
        let what = rule.filter.map { " that fulfils 'where: \($0)'" } ?? ""
        return [
            RuleProblem(
                .warning,
                at: rule.location,
                "rule '\(rule.id)' has nothing to look at: \(scope.name(of: dataset)) holds no row\(what)"
            )
        ]
    }

    /// Why a rule cannot be measured; `nil` when it can.
    private func obstacle(to kind: any RuleKind, in scope: RuleScope) async throws -> String? {
        let filterCheck = ParentFilterCheck(connection: connection, catalog: catalog)
        if let message = try await filterCheck.problem(of: kind) { return message }
        if let test = kind.constantTest, let message = try await refusal(of: test) { return message }
        return try await refusal(of: "EXPLAIN \(kind.measurement(in: scope).sql)")
    }

    /// Why the server refuses a statement; `nil` when it does not.
    private func refusal(of sql: String) async throws -> String? {
        guard case .failure(let error) = try await connection.attempt(sql) else { return nil }
        return "\(error)"
    }

    private func isEmpty(_ dataset: DatasetName, _ filter: String?) async throws -> Bool {
        let condition = filter.map { "WHERE \(SQLText.parenthesized($0))" } ?? ""
        let sql = "SELECT EXISTS (SELECT 1 FROM \(dataset.sql) \(condition)) AS found"
        // A look that takes too long has not found emptiness.
        guard case .success(let rows) = try await connection.attempt(sql) else { return false }
        return rows.first?["found"] == "f"
    }
}
