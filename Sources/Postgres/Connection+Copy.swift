import CLibPQ

extension Connection {
    /// Sends data to the server with `COPY … FROM STDIN`.
    ///
    /// - Parameters:
    ///   - statement: the COPY statement, in text or binary format.
    ///   - nextChunk: gives the next bytes, which need not end at the end of a row, and `nil` at the end. It runs on the
    ///     connection's own thread, so it may read files. When it throws, nothing is copied.
    /// - Returns: how many rows were copied.
    /// - Throws: ``PostgresError``, or what `nextChunk` throws.
    @discardableResult
    public func copyIn(_ statement: SQL, nextChunk: sending @escaping () throws -> [UInt8]?) async throws -> Int {
        try await cancellable {
            let connection = try self.raw()
            let start = PQexec(connection, statement.text)
            defer { PQclear(start) }
            try self.check(start, statement: statement.text)
            do {
                while let chunk = try nextChunk() {
                    if Task.isCancelled { throw PostgresError(kind: .cancelled, message: "interrupted") }
                    try self.put(chunk)
                }
            } catch {
                PQputCopyEnd(connection, "aborted by the client")
                self.drain()
                throw error
            }
            PQputCopyEnd(connection, nil)
            let end = PQgetResult(connection)
            defer {
                PQclear(end)
                self.drain()
            }
            try self.check(end, statement: statement.text)
            return Rows(end).affected
        }
    }

    private func put(_ chunk: [UInt8]) throws {
        let sent = try chunk.withUnsafeBytes { bytes in
            PQputCopyData(try raw(), bytes.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(bytes.count))
        }
        guard sent == 1 else {
            throw PostgresError(nil, connection: try raw(), kind: .connection, statement: "COPY")
        }
    }

    /// Reads results until there is none, after which the connection takes statements again.
    private func drain() {
        guard let connection = try? raw() else { return }
        while let result = PQgetResult(connection) {
            let isSending = PQresultStatus(result) == PGRES_COPY_OUT
            PQclear(result)
            guard isSending else { continue }
            // Until all that is under way has come, libpq gives the same result again and again.
            var row: UnsafeMutablePointer<CChar>?
            while PQgetCopyData(connection, &row, 0) > 0 { PQfreemem(row) }
        }
    }
}

extension Connection {
    /// Receives data from the server with `COPY … TO STDOUT`, one row at a time, so that no result is held in memory.
    ///
    /// - Parameters:
    ///   - statement: the COPY statement, in text format.
    ///   - take: is given the bytes of each row. It runs on the connection's own thread, so it may write files.
    /// - Returns: how many rows came.
    /// - Throws: ``PostgresError``, or what `take` throws, after which the server has stopped sending.
    @discardableResult
    public func copyOut(
        _ statement: SQL,
        take: sending @escaping (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> Int {
        try await cancellable {
            let connection = try self.raw()
            let start = PQexec(connection, statement.text)
            defer { PQclear(start) }
            try self.check(start, statement: statement.text)
            var rowCount = 0
            var row: UnsafeMutablePointer<CChar>?
            while case let length = PQgetCopyData(connection, &row, 0), length > 0 {
                defer { PQfreemem(row) }
                do {
                    try take(UnsafeRawBufferPointer(start: row, count: Int(length)))
                    rowCount += 1
                } catch {
                    self.cancelRunning()
                    self.drain()
                    throw error
                }
            }
            let end = PQgetResult(connection)
            defer {
                PQclear(end)
                self.drain()
            }
            try self.check(end, statement: statement.text)
            return rowCount
        }
    }
}
