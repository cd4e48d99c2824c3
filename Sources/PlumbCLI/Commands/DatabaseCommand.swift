import ArgumentParser
import AuditModel
import Foundation
import LocalCluster

/// `plumb db`: the private PostgreSQL server.
struct DatabaseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "db",
        abstract: "Manages the private PostgreSQL server that plumb uses when no other is named.",
        discussion: """
            It lives in PLUMB_HOME (by default ~/.local/share/plumb, for root /var/lib/plumb), listens on a unix socket \
            only, and runs while a plumb process needs it, or from 'start' to 'stop'.
            """,
        subcommands: [Start.self, Stop.self, Status.self, Psql.self, Destroy.self]
    )

    private static var cluster: LocalCluster {
        LocalCluster { Console.problem("plumb: \($0)") }
    }

    /// `plumb db start`.
    struct Start: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Starts the server and keeps it up until 'stop'.")

        func run() async throws {
            let status = try await DatabaseCommand.cluster.start()
            Console.result(DatabaseCommand.describe(status))
        }
    }

    /// `plumb db stop`.
    struct Stop: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stops the server once no plumb process needs it.")

        func run() async throws {
            switch try await DatabaseCommand.cluster.stop() {
            case .notRunning: Console.result("the private server was not running")
            case .stopped: Console.result("the private server is stopped")
            case .inUse:
                Console.result("another plumb process still uses the private server; it stops with the last of them")
            }
        }
    }

    /// `plumb db status`.
    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Says whether the server runs, and where it lives.")

        func run() async throws {
            Console.result(DatabaseCommand.describe(try DatabaseCommand.cluster.status()))
        }
    }

    /// `plumb db psql`.
    struct Psql: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Opens psql on the private server.",
            discussion: "Arguments after '--' are handed to psql: plumb db psql -- -c 'select count(*) from songplays'"
        )

        @Argument(parsing: .postTerminator, help: "Arguments for psql.")
        var arguments: [String] = []

        func run() async throws {
            let cluster = DatabaseCommand.cluster
            let lease = try await cluster.open()
            let program = try await cluster.programs.psql()
            lease.surviveExec()
            DatabaseCommand.pointEnvironment(at: lease)
            try DatabaseCommand.replaceProcess(with: program, [program] + arguments)
        }
    }

    /// `plumb db destroy`.
    struct Destroy: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Stops the server and removes it with all its data."
        )

        @Flag(name: .long, help: "Do not ask.")
        var yes = false

        func run() async throws {
            let status = try DatabaseCommand.cluster.status()
            if !yes, status.state != .notInitialized {
                guard isatty(STDIN_FILENO) == 1 else {
                    throw ValidationError("this removes all data in \(status.home.path); add --yes to do so")
                }
                Console.problem("This removes all data in \(status.home.path). Type 'yes' to do so:")
                guard readLine() == "yes" else { throw Failure("nothing was removed", code: 3) }
            }
            let didExist = try await DatabaseCommand.cluster.destroy()
            Console.result(didExist ? "the private server and its data are gone" : "there was no private server")
        }
    }

    /// Makes libpq's variables name the private server and nothing else; unlike a connection string in the arguments, that
    /// lets psql's own options change the database.
    private static func pointEnvironment(at lease: Lease) {
        let names = ["PGHOST": "host", "PGPORT": "port", "PGUSER": "user", "PGDATABASE": "dbname"]
        for name in ProcessInfo.processInfo.environment.keys where name.hasPrefix("PG") && !name.hasPrefix("PGCLIENT") {
            unsetenv(name)
        }
        for (name, keyword) in names { setenv(name, lease.parameters[keyword] ?? "", 1) }
    }

    private static func replaceProcess(with program: String, _ arguments: [String]) throws {
        // psql must see the signals that plumb ignores for itself.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { signal(number, SIG_DFL) }
        var pointers = arguments.map { strdup($0) }
        pointers.append(nil)
        execv(program, &pointers)
        throw Failure("cannot run \(program): \(String(cString: strerror(errno)))", code: 3)
    }

    private static func describe(_ status: ClusterStatus) -> String {
        let state =
            switch status.state {
            case .notInitialized: "not created yet; the first command that needs it creates it"
            case .stopped: "stopped"
            case .running(let processID):
                "running (process \(processID)), \(status.isKept ? "until 'plumb db stop'" : "while plumb needs it")"
            }
        var lines = ["state   \(state)", "home    \(status.home.path)"]
        if let version = status.majorVersion {
            lines.append("version PostgreSQL \(version)")
            lines.append("socket  \(status.socketFolder)")
            lines.append("size    \(status.byteCount / 1_048_576) MiB")
        }
        return lines.joined(separator: "\n")
    }
}
