import Foundation
import LocalCluster
import Testing

/// A folder for the clusters of the tests, which holds one ready cluster to copy: making one takes a second.
struct Sandbox: SuiteTrait, TestScoping {
    @TaskLocal static var folder = ""

    func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable () async throws -> Void
    ) async throws {
        let folder = "/tmp/plumb-lc-\(UUID().uuidString.prefix(8))"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer {
            let left = Processes.servers(below: folder)
            #expect(left.isEmpty, "servers were left: \(left)")
            for process in left { kill(process, SIGKILL) }
            try? FileManager.default.removeItem(atPath: folder)
        }
        try await Self.$folder.withValue(folder) {
            let template = LocalCluster(home: ClusterHome(path: folder + "/template"), programs: .usual)
            try await template.open().release()
            try await Processes.waitForEnd(of: template)
            try await function()
        }
    }

    /// A cluster in a home that does not exist yet.
    static func emptyCluster(
        programs: ProgramSearch = .usual,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) -> LocalCluster {
        let path = "\(folder)/\(UUID().uuidString.prefix(8))"
        return LocalCluster(home: ClusterHome(path: path), programs: programs, progress: progress)
    }

    /// A cluster whose data are there and whose server does not run.
    static func stoppedCluster(programs: ProgramSearch = .usual) throws -> LocalCluster {
        let cluster = emptyCluster(programs: programs)
        try Processes.run("cp", "-a", folder + "/template", cluster.home.path)
        return cluster
    }
}

extension ProgramSearch {
    /// What a user has.
    static var usual: ProgramSearch { ProgramSearch(environment: ProcessInfo.processInfo.environment) }
}

/// What the tests do to, and ask about, processes.
enum Processes {
    /// Runs a program and returns what it printed.
    @discardableResult
    static func run(_ program: String, _ arguments: String...) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program) \(arguments) failed")
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Asks a server by SQL.
    static func ask(_ lease: Lease, _ sql: String) async throws -> String {
        let conninfo = lease.parameters.map { "\($0)='\($1)'" }.joined(separator: " ")
        return try await run(ProgramSearch.usual.psql(), "-XAtqc", sql, conninfo)
    }

    /// The processes of PostgreSQL that work in a folder.
    static func servers(below folder: String) -> [Int32] {
        all.filter {
            let work = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
            let name = try? String(contentsOfFile: "/proc/\($0)/comm", encoding: .utf8)
            return work?.hasPrefix(folder + "/") == true && name?.hasPrefix("postgres") == true
        }
    }

    /// The shells that guard a cluster; a copy that a shell makes of itself to run a program does not count.
    static func guards(of cluster: LocalCluster) -> [Int32] {
        let shells = all.filter {
            let bytes = FileManager.default.contents(atPath: "/proc/\($0)/cmdline") ?? Data()
            let words = String(decoding: bytes, as: UTF8.self).split(separator: "\0")
            return words.first == "sh" && words.suffix(2) == ["plumb-guard", cluster.home.path[...]]
        }
        return shells.filter {
            let facts = (try? String(contentsOfFile: "/proc/\($0)/stat", encoding: .utf8)) ?? ""
            let parent = facts.split(separator: " ").dropFirst(3).first.flatMap { Int32($0) }
            return !shells.contains { $0 == parent }
        }
    }

    /// The one guard of a cluster, which may take a moment to be a shell.
    static func onlyGuard(of cluster: LocalCluster) async throws -> Int32 {
        let start = ContinuousClock.now
        while guards(of: cluster).isEmpty, ContinuousClock.now - start < .seconds(2) {
            try await Task.sleep(for: .milliseconds(5))
        }
        let guards = guards(of: cluster)
        try #require(guards.count == 1)
        return guards[0]
    }

    /// Waits until a cluster has no process of PostgreSQL and no guard, and says how long that took.
    @discardableResult
    static func waitForEnd(of cluster: LocalCluster) async throws -> Duration {
        let start = ContinuousClock.now
        while !servers(below: cluster.home.path).isEmpty || !guards(of: cluster).isEmpty {
            try #require(ContinuousClock.now - start < .seconds(10), "the server did not go")
            try await Task.sleep(for: .milliseconds(5))
        }
        return ContinuousClock.now - start
    }

    private static var all: [Int32] {
        ((try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { Int32($0) }
    }
}
