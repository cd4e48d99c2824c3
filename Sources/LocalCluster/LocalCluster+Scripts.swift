import Foundation

extension LocalCluster {
    /// Runs a script as the server's user, in a session of its own, and returns its exit code.
    ///
    /// `setsid` waits for the script in a process of its own: if this process is killed or cancelled, the script goes on to
    /// its end rather than leave half a cluster.
    func run(
        _ script: String,
        _ arguments: [String],
        as user: ServerUser,
        limit: Duration = .seconds(150)
    ) async throws -> Int32 {
        let command = user.prefix + ["sh", "-c", script, "plumb-cluster"] + arguments
        return try await ChildProgram.run("setsid", ["--fork", "--wait"] + command, limit: limit)
    }

    /// Turns the exit code of a script that did not succeed into an error.
    ///
    /// - Parameter logStart: The size of the server's log before the script.
    func check(_ code: Int32, _ user: ServerUser, logStart: UInt64 = 0) throws {
        if code == 0 { return }
        if code == 127 { throw LocalClusterError.toolMissing(name: "setpriv, sh or flock") }
        switch ServerScripts.Failure(rawValue: code) {
        case .homeUnusable: throw unusable(for: user)
        case .startLocked: throw LocalClusterError.busy(home: home.path)
        case .notACluster: throw LocalClusterError.notACluster(dataFolder: home.dataFolder)
        case .initializationFailed:
            throw LocalClusterError.initializationFailed(home: home.path, log: logTail(from: logStart))
        case .processesLeft: throw LocalClusterError.processesLeft(dataFolder: home.dataFolder)
        case .socketFolderUnsafe:
            throw LocalClusterError.socketFolderUnsafe(path: home.socketFolder(owner: user.userID), user: user.name)
        case .startFailed, nil: throw LocalClusterError.startFailed(home: home.path, log: logTail(from: logStart))
        }
    }

    /// The error that says who cannot use the home.
    func unusable(for user: ServerUser) -> LocalClusterError {
        .homeUnusable(path: home.path, user: user.name, isRoot: user.needsSwitching)
    }

    /// The size of the server's log in bytes.
    var logByteCount: UInt64 {
        var facts = stat()
        return stat(home.logFile, &facts) == 0 ? UInt64(facts.st_size) : 0
    }

    /// The last lines of what was written to the server's log since it had a size.
    func logTail(from start: UInt64) -> String {
        guard let file = FileHandle(forReadingAtPath: home.logFile) else { return "  (no \(home.logFile))" }
        defer { try? file.close() }
        // A log that is shorter now was put aside for being long.
        try? file.seek(toOffset: start <= logByteCount ? start : 0)
        let bytes = (try? file.readToEnd()) ?? Data()
        let lines = String(decoding: bytes.suffix(8192), as: UTF8.self).split(separator: "\n").suffix(12)
        return (["  (\(home.logFile))"] + lines.map { "  \($0)" }).joined(separator: "\n")
    }
}
