import Postgres

/// One connection of an audit, whose transaction sees the snapshot that all of them share.
struct SnapshotSession: Sendable {
    /// The connection.
    let connection: Connection
    /// Until when what is done may go on; `nil` for as long as the audit lets it.
    var limit: TimeLimit?

    /// What is left of a session after an error.
    enum Condition: Sendable {
        /// It takes statements again.
        case usable
        /// The audit was interrupted.
        case interrupted
        /// The connection is gone.
        case lost
    }

    /// Begins the transaction whose snapshot the others will share.
    ///
    /// - Throws: `PostgresError`.
    init(leading connection: Connection) async throws {
        self.connection = connection
        try await connection.begin(.readOnlySnapshot)
    }

    /// Begins a transaction that sees the snapshot of another.
    ///
    /// - Parameter role: the role that the leading connection works as, which need not be the one that connects.
    /// - Throws: `PostgresError`, also when this server does not know the snapshot.
    init(
        joining snapshot: String,
        over connection: Connection,
        as role: String,
        settings: [String: String]
    ) async throws {
        self.connection = connection
        do {
            try await connection.begin(.readOnlySnapshot)
            try await connection.query("SET TRANSACTION SNAPSHOT \(literal: snapshot)")
            if try await connection.query("SELECT current_user AS role").first?["role"] != role {
                try await connection.query("SET LOCAL ROLE \(identifier: role)")
            }
            try await set(settings)
            try await markBeginning()
        } catch {
            await connection.close()
            throw error
        }
    }

    /// Marks the point to which the transaction returns after an error; a snapshot can be exported only before it.
    ///
    /// - Throws: `PostgresError`.
    func markBeginning() async throws {
        try await connection.query("SAVEPOINT beginning")
    }

    /// Makes settings until the transaction ends or returns to where it was before.
    ///
    /// - Throws: `PostgresError`.
    func set(_ settings: [String: String]) async throws {
        guard !settings.isEmpty else { return }
        try await connection.query(SQL(raw: "SELECT \(Self.calls(making: settings))"))
    }

    /// What a query selects to make settings for the transaction.
    static func calls(making settings: [String: String]) -> String {
        settings.sorted { $0.key < $1.key }.map { name, value in
            "set_config(\(SQL.quoted(literal: name)), \(SQL.quoted(literal: value)), true)"
        }.joined(separator: ", ")
    }

    /// Runs a query within the time limit; where there is one, ``returnToBeginning()`` must follow.
    ///
    /// - Throws: `PostgresError`, or ``RuleTimeout``; ``recover(from:)`` must follow.
    func query(_ sql: SQL) async throws -> Rows {
        try await keepLimit()
        return try await connection.query(sql)
    }

    /// Bounds the next statement by what is left of the time limit.
    ///
    /// - Throws: `PostgresError`, or ``RuleTimeout``.
    func keepLimit() async throws {
        if let limit { try await set(["statement_timeout": limit.nextStatement()]) }
    }

    /// Takes back all settings that were made since the beginning.
    ///
    /// - Throws: `PostgresError`.
    func returnToBeginning() async throws {
        try await connection.query("ROLLBACK TO SAVEPOINT beginning")
    }

    /// Runs a statement and returns its rows.
    ///
    /// - Throws: `PostgresError`, ``RuleTimeout`` or ``ListFailure``; ``recover(from:)`` must follow.
    func rows(of statement: Statement) async throws -> Rows {
        var settings = statement.hints
        if let limit { settings["statement_timeout"] = try limit.nextStatement() }
        try await set(settings)
        let rows =
            try await statement.lists.isEmpty
            ? connection.query(SQL(raw: statement.sql)) : listedRows(of: statement)
        // Takes the settings of this statement back.
        if !settings.isEmpty || !statement.lists.isEmpty {
            try await returnToBeginning()
        }
        return rows
    }

    /// The lists have to be constants when the statement is planned: only then does the server look them up by hash. A
    /// prepared statement makes them so without their passing through the client.
    private func listedRows(of statement: Statement) async throws -> Rows {
        var types: [String] = []
        var arguments: [String] = []
        for (number, list) in statement.lists.enumerated() {
            guard let list else {
                types.append("text[]")
                arguments.append("NULL")
                continue
            }
            let setting = "plumb.keys_\(number + 1)"
            try await read(list, into: setting, number: number + 1)
            types.append("\(list.type)[]")
            arguments.append(list.argument(from: setting))
        }
        try await connection.query(
            SQL(raw: "PREPARE plumb_scan (\(types.joined(separator: ", "))) AS \(statement.sql)")
        )
        do {
            try await keepLimit()
            let rows = try await connection.query(SQL(raw: "EXECUTE plumb_scan (\(arguments.joined(separator: ", ")))"))
            try await connection.query("DEALLOCATE plumb_scan")
            return rows
        } catch {
            // A prepared statement outlives the transaction that fails.
            if (error as? PostgresError)?.kind == .statement {
                try await returnToBeginning()
                try await connection.query("DEALLOCATE plumb_scan")
            }
            throw error
        }
    }

    private func read(_ list: KeyList, into setting: String, number: Int) async throws {
        do {
            let count = try await connection.query(SQL(raw: list.sql(into: setting))).first?.integer("keys") ?? -1
            guard count >= 0 else { throw ListFailure(number: number) }
        } catch let error as PostgresError where error.kind == .statement {
            throw ListFailure(number: number)
        }
    }

    /// Makes the transaction take statements again, if that can be.
    func recover(from error: any Error) async -> Condition {
        if (error as? PostgresError)?.kind == .cancelled || Task.isCancelled { return .interrupted }
        do {
            try await returnToBeginning()
            return .usable
        } catch {
            return Task.isCancelled ? .interrupted : .lost
        }
    }
}

/// A list of keys could not be read, or is longer than it may be.
struct ListFailure: Error {
    /// Which of the query's lists, from 1.
    var number: Int
}
