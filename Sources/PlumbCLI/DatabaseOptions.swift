import ArgumentParser
import Foundation
import LocalCluster
import Postgres

/// Which database a command works on.
struct DatabaseOptions: ParsableArguments {
    @Option(
        name: .customLong("database"),
        help: ArgumentHelp(
            "The database: a URL (postgresql://user@host/name) or a conninfo string, without a password.",
            discussion: "Without it DATABASE_URL or the PG* variables count, else a private server is used.",
            valueName: "url"
        )
    )
    var database: String?

    /// Whether there is a database to ask: one that is named, or the private server's if that has ever been made.
    var isAtHand: Bool {
        get throws {
            let environment = ProcessInfo.processInfo.environment
            if database != nil || environment["DATABASE_URL"].map({ !$0.isEmpty }) ?? false { return true }
            if DatabaseAccess.namesServer(environment) { return true }
            return try LocalCluster(environment: environment) { _ in }.status().state != .notInitialized
        }
    }

    /// Connects and runs a body; a private server is held until the body ends.
    func withConnection<Value>(_ body: (Connection) async throws -> Value) async throws -> Value {
        let access = try await DatabaseAccess(database: database)
        defer { access.release() }
        let connection = try await Connection.open(access.target)
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

/// A server to connect to, and the hold on it when it is the private one.
struct DatabaseAccess {
    /// Where to connect.
    let target: ConnectionTarget
    private let lease: Lease?

    /// Finds the server: the given one, else that of the environment, else the private one, which is started.
    init(
        database: String?,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) async throws {
        if let database {
            target = try Self.target(parsing: database, from: "--database")
            guard !target.holdsPassword else { throw Self.passwordRefusal }
            lease = nil
        } else if let url = environment["DATABASE_URL"], !url.isEmpty {
            target = try Self.target(parsing: url, from: "DATABASE_URL")
            lease = nil
        } else if Self.namesServer(environment) {
            target = ConnectionTarget()
            lease = nil
        } else {
            let held = try await LocalCluster(environment: environment) { Console.problem("plumb: \($0)") }.open()
            Console.problem("plumb: using the private PostgreSQL server (no --database, DATABASE_URL or PG* given)")
            target = ConnectionTarget(parameters: held.parameters)
            lease = held
        }
    }

    /// Gives the private server up.
    func release() {
        lease?.release()
    }

    /// The database that keeps runs.
    static func historyTarget(_ text: String) throws -> ConnectionTarget {
        let target = try target(parsing: text, from: "--history-database")
        guard !target.holdsPassword else { throw passwordRefusal }
        return target
    }

    private static func target(parsing text: String, from source: String) throws -> ConnectionTarget {
        do {
            return try ConnectionTarget(parsing: text)
        } catch {
            throw Failure("\(source): \(error)", code: 64)
        }
    }

    /// A password on the command line shows in the list of processes.
    private static var passwordRefusal: Failure {
        Failure(
            "--database must not hold a password, which other users of the machine could read; "
                + "put it into ~/.pgpass, PGPASSWORD or DATABASE_URL",
            code: 64
        )
    }

    /// Whether one of libpq's variables says where to connect.
    static func namesServer(_ environment: [String: String]) -> Bool {
        ["PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGSERVICE", "PGUSER"].contains { name in
            environment[name].map { !$0.isEmpty } ?? false
        }
    }
}
