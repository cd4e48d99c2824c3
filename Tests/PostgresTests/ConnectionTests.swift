import Foundation
import Postgres
import TestSupport
import Testing

@Suite("A connection")
struct ConnectionTests {
    @Test("Values are parameters and names are quoted")
    func parametersAndNames() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            let name = "odd \"name\" é"
            try await connection.query("CREATE TABLE \(identifier: name) (a text, b bigint, c boolean)")
            let text = "it's \\ 'quoted'"
            try await connection.query(
                "INSERT INTO \(identifier: name) VALUES (\(text), \(42), \(true)), (\(nil as String?), 1, false)"
            )
            let rows = try await connection.query(
                "SELECT * FROM \(identifier: name) WHERE a = \(text) OR a IS NULL ORDER BY b"
            )
            #expect(rows.columns == ["a", "b", "c"])
            #expect(rows.values == [[nil, "1", "f"], [text, "42", "t"]])
            #expect(rows[1].integer("b") == 42)
            let literal = try await connection.query("SELECT \(literal: text) = \(text) AS same")
            #expect(literal.first?["same"] == "t")
        }
    }

    @Test("A server error carries its code, message and position, and the connection goes on")
    func serverError() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            let error = await #expect(throws: PostgresError.self) {
                try await connection.query("SELECT 1 FROM nowhere")
            }
            #expect(error?.sqlState == .undefinedTable)
            #expect(error?.description == "relation \"nowhere\" does not exist (SQLSTATE 42P01)")
            #expect(error?.position == 15)
            let one = try await connection.value("SELECT 1 AS one")
            #expect(one == "1")
        }
    }

    @Test("Only one statement runs at a time through query")
    func oneStatement() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1; SELECT 2") }
            #expect(error?.sqlState == SQLState(rawValue: "42601"))
        }
    }

    @Test("The session counts in UTC whatever the database says")
    func sessionSettings() async throws {
        try await TestDatabase.withDatabase { (name: String) in
            let target = ConnectionTarget(parameters: ["dbname": name])
            let first = try await Connection.open(target)
            try await first.query("ALTER DATABASE \(identifier: name) SET timezone = 'Asia/Tokyo'")
            try await first.query("ALTER DATABASE \(identifier: name) SET datestyle = 'German'")
            let second = try await Connection.open(target)
            let row = try await second.query("SELECT timestamptz '2018-11-01 00:00:00.5+00' AS t").first
            #expect(row?["t"] == "2018-11-01 00:00:00.5+00")
        }
    }

    @Test("A transaction that throws leaves nothing behind")
    func rollback() async throws {
        struct Stop: Error {}
        try await TestDatabase.withDatabase { (connection: Connection) in
            await #expect(throws: Stop.self) {
                try await connection.transaction(.readWrite) { connection in
                    try await connection.query("CREATE TABLE t (a int)")
                    throw Stop()
                }
            }
            let t = try await connection.value("SELECT to_regclass('t') AS t")
            #expect(t == nil)
        }
    }

    @Test("A read-only snapshot refuses to write and does not see later rows")
    func snapshot() async throws {
        try await TestDatabase.withDatabase { (name: String) in
            let target = ConnectionTarget(parameters: ["dbname": name])
            let reader = try await Connection.open(target)
            let writer = try await Connection.open(target)
            try await writer.query("CREATE TABLE t AS SELECT 1 AS a")
            try await reader.transaction(.readOnlySnapshot) { reader in
                #expect(try await reader.value("SELECT count(*) AS n FROM t") == "1")
                try await writer.query("INSERT INTO t VALUES (2)")
                #expect(try await reader.value("SELECT count(*) AS n FROM t") == "1")
                let error = await #expect(throws: PostgresError.self) {
                    try await reader.query("INSERT INTO t VALUES (3)")
                }
                #expect(error?.sqlState == SQLState(rawValue: "25006"))
                _ = try? await reader.rollback()
                try await reader.begin(.readOnlySnapshot)
            }
        }
    }

    @Test("Cancelling the task cancels the statement on the server within a second")
    func cancellation() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            let start = ContinuousClock.now
            let task = Task { try await connection.query("SELECT pg_sleep(30)") }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            let error = await #expect(throws: PostgresError.self) { try await task.value }
            #expect(error?.kind == .cancelled)
            #expect(ContinuousClock.now - start < .seconds(2))
            let one = try await connection.value("SELECT 1 AS one")
            #expect(one == "1")
        }
    }

    @Test("Sixteen connections that wait for the server hold nobody up")
    func concurrency() async throws {
        // All wait for a lock that the last one holds: if waiting took threads of Swift's pool, it could never let go.
        let holder = try await Connection.open(ConnectionTarget())
        let key = Int.random(in: 1...Int(Int32.max))
        try await holder.query("SELECT pg_advisory_lock(\(key))")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let connection = try await Connection.open(ConnectionTarget())
                    try await connection.query("SET statement_timeout = '60s'")
                    try await connection.query("SELECT pg_advisory_lock(\(key)), pg_advisory_unlock(\(key))")
                }
            }
            var waiting = 0
            while waiting < 16 {
                let count = try await holder.value("SELECT count(*) FROM pg_locks WHERE objid = \(key) AND NOT granted")
                waiting = Int(count ?? "") ?? 0
            }
            try await holder.query("SELECT pg_advisory_unlock(\(key))")
            try await group.waitForAll()
        }
    }
}
