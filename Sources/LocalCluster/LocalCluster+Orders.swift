import Foundation

extension LocalCluster {
    /// Starts the server and keeps it up until ``stop()``, after this process and after a reboot's first use.
    ///
    /// - Returns: The state that this leads to.
    /// - Throws: ``LocalClusterError`` or `CancellationError`.
    public func start() async throws -> ClusterStatus {
        let lease = try await open()
        defer { lease.release() }
        let user = try ServerUser.current()
        try check(await run(ServerScripts.keep, [home.path], as: user), user)
        return try status()
    }

    /// Keeps the server up no longer, and stops it now unless another process of Plumb needs it.
    ///
    /// - Throws: ``LocalClusterError`` or `CancellationError`.
    public func stop() async throws -> StopOutcome {
        let user = try ServerUser.current()
        guard let lock = try existingLeaseLock(for: user) else { return .notRunning }
        let wasRunning = PostmasterFile(dataFolder: home.dataFolder)?.answers ?? false
        try check(await run(ServerScripts.unkeep, [home.path], as: user), user)
        guard try await takeOver(lock) else {
            // Without a guard the server would outlive those who use it.
            try check(await run(ServerScripts.watch, [home.path, ServerScripts.guardian], as: user), user)
            return .inUse
        }
        try check(await run(ServerScripts.stop, [home.path], as: user), user)
        return wasRunning ? .stopped : .notRunning
    }

    /// Stops the server and removes the cluster with all its data.
    ///
    /// - Returns: Whether there was a cluster.
    /// - Throws: ``LocalClusterError/inUse(home:)`` while another process of Plumb needs the server, another
    ///   ``LocalClusterError``, or `CancellationError`.
    public func destroy() async throws -> Bool {
        let user = try ServerUser.current()
        guard let lock = try existingLeaseLock(for: user) else { return false }
        guard try await takeOver(lock) else { throw LocalClusterError.inUse(home: home.path) }
        let existed = home.majorVersion != nil
        let arguments = [home.path, home.socketFolder(owner: user.userID)]
        try check(await run(ServerScripts.destroy, arguments, as: user), user)
        return existed
    }

    /// What there is of the cluster now; nothing is changed.
    ///
    /// - Throws: ``LocalClusterError``.
    public func status() throws -> ClusterStatus {
        let user = try ServerUser.current()
        let server = PostmasterFile(dataFolder: home.dataFolder).flatMap { $0.answers ? $0 : nil }
        let majorVersion = home.majorVersion
        let stateWithoutServer = majorVersion == nil ? ClusterStatus.State.notInitialized : .stopped
        return ClusterStatus(
            state: server.map { .running(processID: $0.processID) } ?? stateWithoutServer,
            home: home,
            socketFolder: server?.socketFolder ?? home.socketFolder(owner: user.userID),
            majorVersion: majorVersion,
            isKept: FileManager.default.fileExists(atPath: home.keepFile),
            byteCount: majorVersion == nil ? 0 : diskUse()
        )
    }

    /// Takes the lease for this process alone; false when other processes hold it.
    ///
    /// A guard that stops the server holds it alone as well: that is waited for.
    private func takeOver(_ lock: FileLock) async throws -> Bool {
        let deadline = ContinuousClock.now + .seconds(120)
        // A process that is just ending is not worth a refusal.
        var patience = 10
        while !lock.tryLock(.exclusive) {
            if lock.tryLock(.shared) {
                lock.unlock()
                patience -= 1
                if patience == 0 { return false }
            }
            guard ContinuousClock.now < deadline else { throw LocalClusterError.busy(home: home.path) }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    private func diskUse() -> Int64 {
        guard let paths = FileManager.default.enumerator(atPath: home.path) else { return 0 }
        return paths.reduce(0) { sum, path in
            guard let path = path as? String else { return sum }
            var facts = stat()
            guard lstat("\(home.path)/\(path)", &facts) == 0 else { return sum }
            // Blocks are counted in units of 512 bytes, whatever the file system's own.
            return sum + Int64(facts.st_blocks) * 512
        }
    }
}
