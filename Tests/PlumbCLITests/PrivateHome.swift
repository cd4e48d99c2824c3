import Foundation
import Postgres
import Testing

/// A home for a private server of one test; whatever is left of the server goes with it.
final class PrivateHome {
    /// The folder that holds the home and what else the test needs.
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    deinit {
        for process in servers { kill(process, SIGKILL) }
    }

    /// The home's path, which plumb creates.
    var path: String { folder("home") }

    /// What makes plumb use the home and no other server.
    var environment: [String: String?] {
        ["PLUMB_HOME": path, "PGHOST": nil, "PGUSER": nil, "PGPORT": nil, "PGSERVICE": nil]
    }

    /// Runs plumb to its end, on the private server.
    func plumb(_ arguments: String...) async throws -> ProgramRun.End {
        try await start(arguments).end()
    }

    /// Starts plumb on the private server.
    func start(_ arguments: [String]) throws -> ProgramRun {
        try ProgramRun(arguments, environment: environment)
    }

    /// The processes of PostgreSQL that work in the home.
    var servers: [Int32] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return all.compactMap { Int32($0) }.filter { process in
            let work = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")
            return work?.hasPrefix(path + "/") == true
        }
    }

    /// Waits until no server is left and says how long that took.
    func waitForEnd() async throws -> Duration {
        let start = ContinuousClock.now
        while !servers.isEmpty {
            try #require(ContinuousClock.now - start < .seconds(10), "the server did not go")
            try await Task.sleep(for: .milliseconds(5))
        }
        return ContinuousClock.now - start
    }

    /// Where the private server listens.
    var target: ConnectionTarget {
        ConnectionTarget(parameters: ["host": path + "/socket", "port": "5432", "user": "plumb", "dbname": "plumb"])
    }
}
