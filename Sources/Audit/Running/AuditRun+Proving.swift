import AuditModel
import Postgres

extension AuditRun {
    /// Finds the constraints that make sure of rules.
    ///
    /// - Throws: `PostgresError` when the connection is lost.
    mutating func prove(over connection: Connection) async throws {
        proofs = [:]
        guard options.proves else { return }
        var open: [Int: BrokenRow] = [:]
        for (index, rule) in rules.rules.enumerated() where reasonToSkip(rule) == nil {
            guard let kind = rule.kind as? any ProvedByConstraint, rule.segments == nil, Self.passesUnbroken(rule)
            else {
                continue
            }
            let scope = scope(of: rule)
            guard !mayLookAtNothing(rule, in: scope) else { continue }
            if let proof = kind.proof(in: scope) {
                proofs[index] = proof
            } else if let row = kind.brokenRow(in: scope), scope.provable(row.dataset) != nil {
                open[index] = row
            }
        }
        let prover = CheckProver(connection: connection, catalog: catalog)
        proofs.merge(try await prover.proofs(against: open)) { proof, _ in proof }
    }

    /// Finds rules whose condition on the parent does not ask of the parent.
    ///
    /// - Throws: `PostgresError` when the connection is lost.
    mutating func checkParentFilters(over connection: Connection) async throws {
        let check = ParentFilterCheck(connection: connection, catalog: catalog)
        filterProblems = [:]
        for (index, rule) in rules.rules.enumerated() where reasonToSkip(rule) == nil {
            filterProblems[index] = try await check.problem(of: rule.kind)
        }
    }

    /// Whether a rule may have nothing to look at in a table that has rows, which no constraint tells.
    private func mayLookAtNothing(_ rule: Rule, in scope: RuleScope) -> Bool {
        if scope.filter != nil { return true }
        guard rule.kind.nullHandling == .ignored else { return false }
        return rule.kind.references.contains { reference in
            guard let name = reference.column,
                let column = catalog.relations[reference.dataset]?.column(name), !column.isNotNull
            else { return false }
            return rule.whenEmpty != .notApplicable || column.statistics?.missingShare == 1
        }
    }

    /// Whether a rule passes when nothing breaks it; limits can be such that it does not.
    private static func passesUnbroken(_ rule: Rule) -> Bool {
        let unbroken = Measured(population: 1, violations: 0, unit: "rows", sentence: "")
        let limits = rule.effectiveLimits
        return !(limits.failIf + limits.warnIf).contains { unbroken.fulfils($0) }
    }

    /// What was found to hold for every row, and a constraint could make sure of.
    var constraintSuggestions: [ConstraintSuggestion] {
        var seen: Set<String> = []
        return zip(rules.rules, outcomes).compactMap { rule, outcome in
            guard case .judged(let measured, let judgement, _, _) = outcome, judgement.status == .pass,
                measured.violations == 0, rule.filter == nil, let kind = rule.kind as? any ProvedByConstraint,
                let dataset = rule.kind.references.first?.dataset,
                let statement = kind.declaration(in: scope(of: rule)),
                seen.insert(statement).inserted
            else { return nil }
            return ConstraintSuggestion(rule: rule.id, dataset: dataset.description, statement: statement)
        }
    }
}
