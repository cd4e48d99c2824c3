/// How a transaction sees and touches the data.
public enum TransactionMode: Sendable {
    /// Read and write, at the server's default isolation.
    case readWrite
    /// One snapshot for every statement, and nothing can be written.
    case readOnlySnapshot

    var statement: SQL {
        switch self {
        case .readWrite: "BEGIN"
        case .readOnlySnapshot: "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        }
    }
}

extension Connection {
    /// Begins a transaction.
    public func begin(_ mode: TransactionMode) async throws {
        try await query(mode.statement)
    }

    /// Commits the transaction.
    public func commit() async throws {
        try await query("COMMIT")
    }

    /// Rolls the transaction back, also when the task has been cancelled.
    public func rollback() async throws {
        do {
            _ = try run("ROLLBACK")
        } catch let error as PostgresError where error.sqlState == .queryCanceled {
            // A late cancel request can hit the rollback itself.
            _ = try run("ROLLBACK")
        }
    }

    /// Runs a body in a transaction: committed when it returns, rolled back when it throws. The body runs where the
    /// caller runs, and nobody else may use the connection meanwhile.
    ///
    /// - Throws: what the body throws; a ``PostgresError`` then also carries what a failed rollback said.
    public func transaction<Value>(
        isolation: isolated (any Actor)? = #isolation,
        _ mode: TransactionMode,
        _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        try await begin(mode)
        do {
            let value = try await body(self)
            try await commit()
            return value
        } catch {
            do {
                try await rollback()
            } catch let rollbackError {
                guard var failure = error as? PostgresError else { throw error }
                // A broken connection rolls back by itself: only a live server's refusal is news.
                if failure.kind != .connection { failure.rollbackMessage = "\(rollbackError)" }
                throw failure
            }
            throw error
        }
    }
}
