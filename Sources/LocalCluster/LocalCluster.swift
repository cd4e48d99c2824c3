public import Foundation

/// Plumb's private PostgreSQL cluster: the database where no other is named.
///
/// Each process that needs the server holds a ``Lease``, a shared lock on a file. A guard, a shell script in a session of its
/// own, waits for the exclusive lock on that file: when it gets it nobody needs the server any more, however they ended, and
/// it stops the server. All work on the cluster is done by ``ServerScripts``, as the user who owns it.
///
/// The server is gone within a second, if need be without the checkpoint that ends an orderly life. What was committed is
/// in its log, but unlogged tables are empty after that: nothing that is to last belongs into one.
public struct LocalCluster: Sendable {
    /// The folder that holds the cluster.
    public let home: ClusterHome
    /// Where PostgreSQL's programs may be.
    public let programs: ProgramSearch

    let progress: @Sendable (String) -> Void

    /// Takes a home; nothing is touched yet.
    ///
    /// - Parameters:
    ///   - home: The folder that holds the cluster, or will.
    ///   - programs: Where PostgreSQL's programs may be.
    ///   - progress: Is told in a few words, such as `starting the private PostgreSQL server in /var/lib/plumb`, what takes time.
    public init(home: ClusterHome, programs: ProgramSearch, progress: @escaping @Sendable (String) -> Void = { _ in }) {
        self.home = home
        self.programs = programs
        self.progress = progress
    }

    /// Takes the home and the programs that the environment of the process names.
    public init(
        environment: [String: String] = ProcessInfo.processInfo.environment,
        progress: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.init(
            home: ClusterHome(environment: environment),
            programs: ProgramSearch(environment: environment),
            progress: progress
        )
    }

    /// Makes sure that the server runs, and keeps it running for as long as the lease is held.
    ///
    /// The first call makes the cluster, which takes about a second.
    ///
    /// - Throws: ``LocalClusterError`` or `CancellationError`.
    public func open() async throws -> Lease {
        let user = try ServerUser.current()
        let lock = try await leaseLock(for: user)
        // A guard or a `stop` that is stopping the server holds this lock; the server is started again afterwards.
        guard try await lock.lock(.shared, limit: .seconds(120)) else { throw LocalClusterError.busy(home: home.path) }
        let running = PostmasterFile(dataFolder: home.dataFolder).flatMap { $0.isReady && $0.answers ? $0 : nil }
        if let running, try hasGuard() {
            return Lease(lock: lock, server: running, didStart: false, didInitialize: false)
        }
        if running == nil {
            let isNew = home.majorVersion == nil
            let work = isNew ? "creating a private PostgreSQL cluster" : "starting the private PostgreSQL server"
            progress("\(work) in \(home.path)")
        }
        let outcome = try await startServer(as: user)
        guard let server = PostmasterFile(dataFolder: home.dataFolder) else {
            throw LocalClusterError.startFailed(home: home.path, log: logTail(from: 0))
        }
        return Lease(
            lock: lock,
            server: server,
            didStart: outcome != .wasRunning,
            didInitialize: outcome == .initialized
        )
    }

    /// The lease file, unlocked; made together with the home where there is none.
    private func leaseLock(for user: ServerUser) async throws -> FileLock {
        if let lock = try existingLeaseLock(for: user) { return lock }
        let madeHome = try makeHome(for: user)
        do {
            try check(await run(ServerScripts.prepare, [home.path], as: user), user)
        } catch {
            if madeHome { rmdir(home.path) }
            throw error
        }
        guard let lock = try existingLeaseLock(for: user) else { throw unusable(for: user) }
        return lock
    }

    /// The lease file, unlocked; nil when nobody has made it yet.
    func existingLeaseLock(for user: ServerUser) throws -> FileLock? {
        do {
            return try FileLock(existing: home.leaseFile)
        } catch {
            throw unusable(for: user)
        }
    }

    /// Makes the home, owned by the server's user, and tells whether it had to.
    private func makeHome(for user: ServerUser) throws -> Bool {
        let files = FileManager.default
        let parent = URL(fileURLWithPath: home.path).deletingLastPathComponent().path
        do {
            try files.createDirectory(atPath: parent, withIntermediateDirectories: true)
        } catch {
            throw unusable(for: user)
        }
        let isNew = mkdir(home.path, 0o700) == 0
        guard isNew || errno == EEXIST else { throw unusable(for: user) }
        // Root gives away what is empty, such as a volume or a folder made for this, and nothing else.
        if user.needsSwitching, isNew || (try? files.contentsOfDirectory(atPath: home.path).isEmpty) == true {
            _ = lchown(home.path, user.userID, user.groupID)
        }
        return isNew
    }

    private func hasGuard() throws -> Bool {
        guard let lock = try FileLock(existing: home.guardFile) else { return false }
        return !lock.tryLock(.shared)
    }

    /// Starts whatever is missing of cluster, server and guard.
    private func startServer(as user: ServerUser) async throws -> ServerScripts.Start {
        let folder = try await programs.serverFolder(for: home)
        let logStart = logByteCount
        let socketFolder = home.socketFolder(owner: user.userID)
        let settings = ServerSettings(socketFolder: socketFolder).text
        let arguments = [home.path, folder, socketFolder, settings, ServerScripts.guardian]
        let code = try await run(ServerScripts.start, arguments, as: user, limit: .seconds(300))
        if let outcome = ServerScripts.Start(rawValue: code) { return outcome }
        try check(code, user, logStart: logStart)
        return .wasRunning
    }
}
