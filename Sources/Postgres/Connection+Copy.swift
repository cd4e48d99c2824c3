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
        while let result = PQgetResult(connection) { PQclear(result) }
    }
}
