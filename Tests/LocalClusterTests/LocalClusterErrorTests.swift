import Foundation
import Testing

@testable import LocalCluster

@Suite(.serialized, Sandbox())
struct LocalClusterErrorTests {
    @Test("Without a server's programs the error names the package to install")
    func noServer() async throws {
        let nowhere = ProgramSearch(environment: ["PATH": "/nowhere/bin"], versionsFolder: "/nowhere/versions")
        let cluster = Sandbox.emptyCluster(programs: nowhere)
        let error = await #expect(throws: LocalClusterError.self) { try await cluster.open() }
        #expect(
            error?.description == """
                no PostgreSQL server found in /nowhere/bin, /nowhere/versions; install it (apt-get install postgresql) \
                or name a server with --database
                """
        )
    }

    @Test("A cluster of another major version names that version's package")
    func otherVersion() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let versionFile = cluster.home.dataFolder + "/PG_VERSION"
        try "9\n".write(toFile: versionFile, atomically: false, encoding: .utf8)
        let error = await #expect(throws: LocalClusterError.self) { try await cluster.open() }
        #expect(error == .versionMissing(dataFolder: cluster.home.dataFolder, majorVersion: "9"))
        #expect(error?.description.contains("apt-get install postgresql-9") == true)
    }

    @Test("Programs outside of Debian's folders are found by their version")
    func programsInPath() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let folder = try await ProgramSearch.usual.serverFolder(for: cluster.home)
        let search = ProgramSearch(environment: ["PATH": folder], versionsFolder: "/nowhere")
        #expect(try await search.serverFolder(for: cluster.home) == folder)
        #expect(try await search.serverFolder(for: ClusterHome(path: "/nowhere")) == folder)
        #expect(try await search.psql() == folder + "/psql")
    }

    @Test("A server that does not start says what its log says")
    func brokenSettings() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let file = try #require(FileHandle(forWritingAtPath: cluster.home.dataFolder + "/postgresql.auto.conf"))
        try file.seekToEnd()
        try file.write(contentsOf: Data("max_connections = none\n".utf8))
        try file.close()
        let error = await #expect(throws: LocalClusterError.self) { try await cluster.open() }
        let text = try #require(error?.description)
        #expect(text.hasPrefix("the private PostgreSQL server in \(cluster.home.path) did not start; mend what"))
        #expect(text.contains("(\(cluster.home.logFile))"))
        #expect(text.contains("invalid value for parameter \"max_connections\""))
        try await Processes.waitForEnd(of: cluster)
    }

    @Test("A data folder that is no cluster is left as it is")
    func foreignData() async throws {
        let cluster = try Sandbox.stoppedCluster()
        try FileManager.default.removeItem(atPath: cluster.home.dataFolder + "/PG_VERSION")
        await #expect(throws: LocalClusterError.notACluster(dataFolder: cluster.home.dataFolder)) {
            try await cluster.open()
        }
        #expect(FileManager.default.fileExists(atPath: cluster.home.dataFolder + "/global"))
    }

    @Test("A home that is a file, or of someone else, is refused and left as it is")
    func unusableHome() async throws {
        let cluster = Sandbox.emptyCluster()
        try Data().write(to: URL(fileURLWithPath: cluster.home.path))
        let error = await #expect(throws: LocalClusterError.self) { try await cluster.open() }
        #expect(error?.description.contains("may not use \(cluster.home.path); set PLUMB_HOME") == true)
        try FileManager.default.removeItem(atPath: cluster.home.path)
    }

    @Test("For root, a home is refused that the server's user cannot enter, or that holds files", .enabled(if: isRoot))
    func rootHome() async throws {
        let closed = "\(Sandbox.folder)/closed"
        try FileManager.default.createDirectory(
            atPath: closed,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        let hidden = LocalCluster(home: ClusterHome(path: closed + "/home"), programs: .usual)
        let error = await #expect(throws: LocalClusterError.self) { try await hidden.open() }
        #expect(
            error?.description == """
                the user 'postgres', who runs the private PostgreSQL server for root, may not use \(closed)/home; \
                set PLUMB_HOME to a new folder such as /var/lib/plumb
                """
        )
        #expect(try FileManager.default.contentsOfDirectory(atPath: closed).isEmpty)
        try Data().write(to: URL(fileURLWithPath: closed + "/mine"))
        let full = LocalCluster(home: ClusterHome(path: closed), programs: .usual)
        await #expect(throws: LocalClusterError.self) { try await full.open() }
        #expect(try FileManager.default.contentsOfDirectory(atPath: closed) == ["mine"])
    }

    @Test("For root, an empty folder that exists is taken", .enabled(if: isRoot))
    func emptyHome() async throws {
        let cluster = Sandbox.emptyCluster()
        try FileManager.default.createDirectory(atPath: cluster.home.path, withIntermediateDirectories: false)
        let lease = try await cluster.open()
        #expect(try await Processes.ask(lease, "SELECT 1") == "1")
        lease.release()
        try await Processes.waitForEnd(of: cluster)
    }

    @Test("A socket folder that someone else made is not used", .enabled(if: isRoot))
    func foreignSocketFolder() async throws {
        let cluster = try Sandbox.stoppedCluster()
        let socket = cluster.home.path + "/socket"
        try? FileManager.default.removeItem(atPath: socket)
        try FileManager.default.createDirectory(atPath: socket, withIntermediateDirectories: false)
        await #expect(throws: LocalClusterError.socketFolderUnsafe(path: socket, user: "postgres")) {
            try await cluster.open()
        }
    }
}

private let isRoot = geteuid() == 0
