import Foundation
import Testing

@testable import LocalCluster

@Suite(.serialized, Sandbox())
struct LocalClusterTests {
    @Test("From nothing, the first lease makes a durable cluster in UTF-8 and UTC that is reached by its socket only")
    func firstStart() async throws {
        let told = Told()
        let cluster = Sandbox.emptyCluster { told.add($0) }
        #expect(try cluster.status().state == .notInitialized)
        let lease = try await cluster.open()
        #expect(lease.didStart && lease.didInitialize)
        #expect(told.all == ["creating a private PostgreSQL cluster in \(cluster.home.path)"])
        let settings = try await Processes.ask(
            lease,
            """
            SELECT string_agg(current_setting(name), ' ' ORDER BY name) || current_setting('listen_addresses')
            FROM unnest(
                ARRAY['fsync', 'full_page_writes', 'search_path', 'server_encoding', 'TimeZone', 'jit', 'max_connections']
            ) name
            """
        )
        #expect(settings == "UTC on on off 50 public UTF8")
        #expect(try await Processes.ask(lease, "SELECT current_user || ' ' || current_database()") == "plumb plumb")
        let status = try cluster.status()
        let server = try #require(PostmasterFile(dataFolder: cluster.home.dataFolder))
        #expect(status.state == .running(processID: server.processID))
        #expect(status.byteCount > 10_000_000 && !status.isKept && status.majorVersion != nil)
        #expect(try permissions(status.socketFolder) == 0o700)
        #expect(try permissions(cluster.home.path) == 0o700)
        #expect(getsid(server.processID) != getsid(0))
        lease.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
        #expect(try cluster.status().state == .stopped)
    }

    @Test("Data outlive the server, and a second lease of a running server starts nothing")
    func reuse() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let first = try await cluster.open()
        #expect(first.didStart && !first.didInitialize)
        _ = try await Processes.ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
        first.release()
        try await Processes.waitForEnd(of: cluster)
        let second = try await cluster.open()
        let third = try await cluster.open()
        #expect(second.didStart && !third.didStart)
        #expect(try await Processes.ask(third, "SELECT answer FROM kept") == "42")
        _ = try await Processes.onlyGuard(of: cluster)
        second.release()
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await Processes.ask(third, "SELECT 1") == "1")
        third.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("Several processes that begin at once make one cluster and share one server")
    func crowd() async throws {
        let cluster = Sandbox.emptyCluster()
        let leases = try await withThrowingTaskGroup(of: Lease.self) { group in
            for _ in 0..<4 { group.addTask { try await cluster.open() } }
            return try await group.reduce(into: [Lease]()) { $0.append($1) }
        }
        #expect(leases.count { $0.didInitialize } == 1)
        #expect(leases.count { $0.didStart } == 1)
        _ = try await Processes.onlyGuard(of: cluster)
        leases.forEach { $0.release() }
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("A lease that is taken while the server stops gets a server, every time")
    func quickTurns() async throws {
        let cluster = try Sandbox.stoppedCluster()
        for turn in 0..<15 {
            let lease = try await cluster.open()
            #expect(try await Processes.ask(lease, "SELECT \(turn)") == "\(turn)")
            lease.release()
            try await Task.sleep(for: .milliseconds(turn * 5))
        }
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("When a process that holds a lease is killed, its server and its running query are gone within a second")
    func killedHolder() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let own = try await cluster.open()
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: "/bin/sh")
        holder.arguments = [
            "-c", "exec 3<'\(cluster.home.leaseFile)'; flock -s 3; echo ready; exec sleep 100",
        ]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.availableData == Data("ready\n".utf8))
        own.release()
        let query = Process()
        query.executableURL = URL(fileURLWithPath: try await cluster.programs.psql())
        query.arguments = [
            "-Xqh", cluster.home.socketFolder(owner: 0), "-U", "plumb", "-c",
            "CREATE TABLE large AS SELECT i, repeat('x', 100) FROM generate_series(1, 100000000) i",
        ]
        query.standardError = FileHandle.nullDevice
        try query.run()
        try await Task.sleep(for: .seconds(1))
        let server = try #require(PostmasterFile(dataFolder: cluster.home.dataFolder))
        #expect(server.answers)
        kill(holder.processIdentifier, SIGKILL)
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
        // Its parent buries it a moment after its files are gone, when a core is free for that.
        for _ in 0..<100 where kill(server.processID, 0) == 0 { try await Task.sleep(for: .milliseconds(50)) }
        #expect(kill(server.processID, 0) != 0, "the server is not buried")
        query.waitUntilExit()
        holder.waitUntilExit()
        let lease = try await cluster.open()
        #expect(try await Processes.ask(lease, "SELECT to_regclass('large') IS NULL") == "t")
        lease.release()
        try await Processes.waitForEnd(of: cluster)
    }

    @Test("A server that was killed is started again, and its stale pid file is no hindrance")
    func killedServer() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let first = try await cluster.open()
        _ = try await Processes.ask(first, "CREATE TABLE kept AS SELECT 42 AS answer")
        let server = try #require(PostmasterFile(dataFolder: cluster.home.dataFolder))
        kill(server.processID, SIGKILL)
        while server.answers { try await Task.sleep(for: .milliseconds(1)) }
        let second = try await cluster.open()
        #expect(second.didStart)
        #expect(try await Processes.ask(second, "SELECT answer FROM kept") == "42")
        first.release()
        second.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("A pid file that names another program's process is stale, and that process is left alone")
    func reusedProcessID() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let user = try ServerUser.current()
        let stranger = Process()
        stranger.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        stranger.arguments = user.prefix + ["sleep", "100"]
        try stranger.run()
        let socketFolder = cluster.home.socketFolder(owner: user.userID)
        let file = """
            \(stranger.processIdentifier)
            \(cluster.home.dataFolder)
            1700000000
            5432
            \(socketFolder)

              5432001    163840
            ready   

            """
        try file.write(toFile: cluster.home.dataFolder + "/postmaster.pid", atomically: true, encoding: .utf8)
        try file.write(toFile: socketFolder + "/.s.PGSQL.5432.lock", atomically: true, encoding: .utf8)
        #expect(try cluster.status().state == .stopped)
        #expect(try await cluster.stop() == .notRunning)
        let lease = try await cluster.open()
        #expect(lease.didStart)
        lease.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
        #expect(stranger.isRunning)
        kill(stranger.processIdentifier, SIGKILL)
        stranger.waitUntilExit()
    }

    @Test("Where the guard was killed, the next lease starts another")
    func killedGuard() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let first = try await cluster.open()
        let guardian = try await Processes.onlyGuard(of: cluster)
        kill(guardian, SIGKILL)
        try await Task.sleep(for: .milliseconds(50))
        let second = try await cluster.open()
        #expect(!second.didStart)
        #expect(try await Processes.onlyGuard(of: cluster) != guardian)
        first.release()
        second.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("A kept server stays until it is stopped, and a stop says when another process needs it")
    func keepAndStop() async throws {
        let cluster = try Sandbox.stoppedCluster()
        #expect(try await cluster.stop() == .notRunning)
        let status = try await cluster.start()
        #expect(status.isKept)
        try await Task.sleep(for: .milliseconds(500))
        #expect(try cluster.status() == status)
        #expect(Processes.guards(of: cluster).isEmpty)

        let lease = try await cluster.open()
        #expect(!lease.didStart)
        #expect(try await cluster.stop() == .inUse)
        #expect(try await Processes.ask(lease, "SELECT 1") == "1")
        #expect(try !cluster.status().isKept)
        lease.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))

        _ = try await cluster.start()
        #expect(try await cluster.stop() == .stopped)
        #expect(Processes.servers(below: cluster.home.path).isEmpty)
        #expect(try cluster.status().state == .stopped)
    }

    @Test("Destroying removes the data, is refused while the server is needed, and a new cluster can follow")
    func destroy() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let lease = try await cluster.open()
        await #expect(throws: LocalClusterError.inUse(home: cluster.home.path)) { try await cluster.destroy() }
        #expect(try await Processes.ask(lease, "SELECT 1") == "1")
        lease.release()
        _ = try await cluster.start()
        #expect(try await cluster.destroy())
        #expect(Processes.servers(below: cluster.home.path).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: cluster.home.path) == ["locks"])
        #expect(try cluster.status().state == .notInitialized)
        #expect(try await !cluster.destroy())
        let next = try await cluster.open()
        #expect(next.didInitialize)
        next.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("A cluster that was cut short while it was made is made again")
    func halfMade() async throws {
        let cluster = try Sandbox.stoppedCluster()
        try Processes.run("mv", cluster.home.dataFolder, cluster.home.dataFolder + ".unfinished")
        try FileManager.default.removeItem(atPath: cluster.home.dataFolder + ".unfinished/global")
        let lease = try await cluster.open()
        #expect(lease.didInitialize)
        #expect(try await Processes.ask(lease, "SELECT 1") == "1")
        lease.release()
        try await Processes.waitForEnd(of: cluster)
        #expect(!FileManager.default.fileExists(atPath: cluster.home.dataFolder + ".unfinished"))
    }

    @Test("Whoever gives up while the cluster is made leaves no process behind, and the next lease makes it")
    func givenUp() async throws {
        let cluster = Sandbox.emptyCluster()
        let opening = Task { try await cluster.open() }
        while !FileManager.default.fileExists(atPath: cluster.home.dataFolder + ".unfinished/base") {
            try await Task.sleep(for: .milliseconds(5))
        }
        opening.cancel()
        await #expect(throws: CancellationError.self) { try await opening.value }
        let scriptLock = try #require(try FileLock(existing: cluster.home.path + "/locks/start"))
        #expect(try await scriptLock.lock(.exclusive, limit: .seconds(1)))
        scriptLock.unlock()
        #expect(!FileManager.default.fileExists(atPath: cluster.home.dataFolder))
        let lease = try await cluster.open()
        #expect(lease.didInitialize)
        lease.release()
        #expect(try await Processes.waitForEnd(of: cluster) < .seconds(1))
    }

    @Test("A home too deep for a socket has its socket in a short private folder")
    func deepHome() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let deep = ClusterHome(path: "\(Sandbox.folder)/\(String(repeating: "deep folder, ", count: 10))")
        try Processes.run("mv", cluster.home.path, deep.path)
        let moved = LocalCluster(home: deep, programs: .usual)
        let lease = try await moved.open()
        let folder = try #require(lease.parameters["host"])
        #expect(folder.hasPrefix("/tmp/plumb-") && folder.utf8.count < 60)
        #expect(try permissions(folder) == 0o700)
        #expect(try await Processes.ask(lease, "SELECT 1") == "1")
        lease.release()
        try await Processes.waitForEnd(of: moved)
        #expect(try await moved.destroy())
        #expect(!FileManager.default.fileExists(atPath: folder))
    }

    private func permissions(_ path: String) throws -> Int {
        try #require(FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }
}

/// What a cluster told of its progress.
private final class Told: @unchecked Sendable {
    private let lock = NSLock()
    private var words: [String] = []

    var all: [String] { lock.withLock { words } }

    func add(_ text: String) { lock.withLock { words.append(text) } }
}
