import Postgres

extension Connection {
    /// Runs a statement that the server may refuse, so that the transaction goes on all the same.
    ///
    /// - Returns: the rows, or why the server refuses.
    /// - Throws: `PostgresError` when the connection is lost.
    func attempt(_ sql: String) async throws -> Result<Rows, PostgresError> {
        try await query("SAVEPOINT attempt")
        do {
            let rows = try await query(SQL(raw: sql))
            try await query("RELEASE SAVEPOINT attempt")
            return .success(rows)
        } catch let error as PostgresError where error.kind == .statement {
            try await query("ROLLBACK TO SAVEPOINT attempt")
            return .failure(error)
        }
    }
}
