import Postgres

/// Asks the server whether the CHECK constraints of a table rule a kind of row out.
///
/// PostgreSQL's planner compares a condition with the validated constraints when `constraint_exclusion` is on, and plans
/// to read nothing when no row can fulfil it. It knows how conditions can be written in several ways and what NULL
/// means to a CHECK. Nothing is executed.
struct CheckProver {
    var connection: Connection
    var catalog: Catalog

    /// The constraints that rule out each of some kinds of rows; those that are not ruled out are left out.
    ///
    /// - Throws: `PostgresError` when the connection is lost.
    func proofs(against rows: [Int: BrokenRow]) async throws -> [Int: Proof] {
        let candidates = rows.compactMap { index, row in
            let checks = checks(about: row)
            return checks.isEmpty ? nil : (index, row, checks)
        }
        guard !candidates.isEmpty else { return [:] }
        var proofs: [Int: Proof] = [:]
        try await connection.query("SAVEPOINT proof")
        for (index, row, checks) in candidates {
            // Without constraints the same must not be so: a condition that can never hold proves nothing of the table.
            if try await isRuledOut(row, exclusion: true), try await !isRuledOut(row, exclusion: false) {
                let names = checks.map(\.name).sorted().joined(separator: ", ")
                proofs[index] = Proof(
                    by: checks.count == 1 ? "check constraint \(names)" : "check constraints \(names)"
                )
            }
        }
        try await connection.query("ROLLBACK TO SAVEPOINT proof")
        try await connection.query("RELEASE SAVEPOINT proof")
        return proofs
    }

    /// The validated CHECK constraints that share a column with a condition.
    private func checks(about row: BrokenRow) -> [Catalog.Constraint] {
        let constraints = catalog.relations[row.dataset]?.constraints ?? []
        return constraints.filter { constraint in
            constraint.kind == .check && constraint.isValidated && !constraint.columns.isEmpty
                && constraint.columns.contains { row.condition.contains($0) }
        }
    }

    private func isRuledOut(_ row: BrokenRow, exclusion: Bool) async throws -> Bool {
        do {
            try await connection.query("SELECT set_config('constraint_exclusion', \(exclusion ? "on" : "off"), true)")
            let plan = try await connection.query(
                "EXPLAIN (COSTS OFF) SELECT 1 FROM \(raw: row.dataset.sql) WHERE \(raw: SQLText.parenthesized(row.condition))"
            )
            let lines = plan.values.compactMap { $0.first ?? nil }
            return lines.count == 2 && lines[0] == "Result" && lines[1].hasSuffix("One-Time Filter: false")
        } catch let error as PostgresError where error.kind == .statement {
            // The rule's own query will say what is wrong.
            try await connection.query("ROLLBACK TO SAVEPOINT proof")
            return false
        }
    }
}
