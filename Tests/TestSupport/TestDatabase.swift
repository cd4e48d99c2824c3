import Foundation
public import Postgres
import Synchronization

/// Databases for tests, on the server that the `PG*` variables name (see `Tests/with-postgres`).
public enum TestDatabase {
    /// Runs a body with a connection to a fresh, empty database, which is dropped afterwards.
    public static func withDatabase<Value: Sendable>(
        _ body: (Connection) async throws -> Value
    ) async throws -> Value {
        try await withDatabase { name in
            let connection = try await Connection.open(ConnectionTarget(parameters: ["dbname": name]))
            do {
                let value = try await body(connection)
                await connection.close()
                return value
            } catch {
                await connection.close()
                throw error
            }
        }
    }

    /// Runs a body with the name of a fresh, empty database, which is dropped afterwards.
    public static func withDatabase<Value: Sendable>(
        named body: (String) async throws -> Value
    ) async throws -> Value {
        guard ProcessInfo.processInfo.environment["PGHOST"] != nil else { throw MissingServer() }
        await places.take()
        defer { places.giveBack() }
        let name = "plumb_test_" + UUID().uuidString.replacingOccurrences(of: "-", with: "").lowercased()
        let server = try await Connection.open(ConnectionTarget())
        try await server.query("CREATE DATABASE \(identifier: name)")
        do {
            let value = try await body(name)
            try await server.query("DROP DATABASE \(identifier: name) WITH (FORCE)")
            return value
        } catch {
            _ = try? await server.query("DROP DATABASE \(identifier: name) WITH (FORCE)")
            throw error
        }
    }

    /// Waits until so many statements of a database sleep, so that a test need not guess how long they take to begin.
    public static func waitForSleep(of count: Int, in name: String) async throws {
        let watcher = try await Connection.open(ConnectionTarget())
        let asleep: SQL = "SELECT FROM pg_stat_activity WHERE datname = \(name) AND wait_event = 'PgSleep'"
        let deadline = ContinuousClock.now + .seconds(20)
        while try await watcher.query(asleep).count < count {
            guard ContinuousClock.now < deadline else { throw NothingSleeps() }
            try await Task.sleep(for: .milliseconds(10))
        }
        await watcher.close()
    }

    /// No statement has begun to sleep.
    public struct NothingSleeps: Error {}

    /// Keeps tests that run side by side within the server's connections and the machine's cores.
    private static let places = Places(count: 8)

    /// There is no server to test against.
    public struct MissingServer: Error, CustomStringConvertible {
        /// What to do.
        public var description: String { "PGHOST is not set: run the tests with 'make test' or Tests/with-postgres" }
    }
}

/// A number of places that tasks wait for.
private final class Places: Sendable {
    private struct State {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: count))
    }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                if state.free == 0 {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiting.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}

extension Connection {
    /// The first value of the first row as text.
    public func value(_ sql: SQL) async throws -> String? {
        try await query(sql).first?.values.first ?? nil
    }

    /// A hash of every row of every table of the database that is not the server's own, and of the transactions that wrote
    /// it, by the table's name. A sequence counts as a table.
    public func fingerprint() async throws -> [String: String] {
        let tables = try await query(
            """
            SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'S') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1, 2
            """
        )
        var fingerprint: [String: String] = [:]
        for table in tables {
            let (schema, name) = (table["schema"] ?? "", table["name"] ?? "")
            fingerprint["\(schema).\(name)"] = try await value(
                """
                SELECT count(*) || ' ' || coalesce(md5(string_agg(row, E'\\n' ORDER BY row)), '')
                FROM (SELECT t.xmin::text || t::text AS row FROM \(identifier: schema).\(identifier: name) t) AS rows
                """
            )
        }
        return fingerprint
    }

    /// A hash of what every table of ours says, but for when: two loads of the same files come to the same.
    public func contents() async throws -> [String: String] {
        let tables = try await query(
            """
            SELECT n.nspname AS schema, c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast') ORDER BY 1, 2
            """
        )
        var contents: [String: String] = [:]
        for table in tables {
            let (schema, name) = (table["schema"] ?? "", table["name"] ?? "")
            contents["\(schema).\(name)"] = try await value(
                """
                SELECT count(*) || ' ' || coalesce(md5(string_agg(row, E'\\n' ORDER BY row)), '') FROM (
                    SELECT (to_jsonb(t) - '{started_at,finished_at,replaced_at}'::text[])::text AS row
                    FROM \(identifier: schema).\(identifier: name) t) AS rows
                """
            )
        }
        return contents
    }
}
