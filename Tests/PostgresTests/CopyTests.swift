import Postgres
import TestSupport
import Testing

@Suite("COPY into a table")
struct CopyTests {
    @Test("Chunks that end inside a row arrive whole")
    func chunks() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.query("CREATE TABLE t (a int, b text)")
            var chunks = ["1\tone\n2\t", "two\n", "3\tthree"].map { Array($0.utf8) }
            let count = try await connection.copyIn("COPY t FROM STDIN") { chunks.isEmpty ? nil : chunks.removeFirst() }
            #expect(count == 3)
            let rows = try await connection.query("SELECT string_agg(b, ',' ORDER BY a) AS all FROM t")
            #expect(rows.first?["all"] == "one,two,three")
        }
    }

    @Test("A source that throws copies nothing and leaves the connection usable")
    func throwingSource() async throws {
        struct Broken: Error {}
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.query("CREATE TABLE t (a int)")
            await #expect(throws: Broken.self) {
                var calls = 0
                try await connection.copyIn("COPY t FROM STDIN") {
                    calls += 1
                    if calls == 2 { throw Broken() }
                    return Array("1\n".utf8)
                }
            }
            #expect(try await connection.value("SELECT count(*) AS n FROM t") == "0")
        }
    }

    @Test("A row that the server refuses is the error")
    func refusedRow() async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.query("CREATE TABLE t (a int)")
            let error = await #expect(throws: PostgresError.self) {
                var isDone = false
                try await connection.copyIn("COPY t FROM STDIN") {
                    defer { isDone = true }
                    return isDone ? nil : Array("x\n".utf8)
                }
            }
            #expect(error?.sqlState == SQLState(rawValue: "22P02"))
            let one = try await connection.value("SELECT 1 AS one")
            #expect(one == "1")
        }
    }
}
