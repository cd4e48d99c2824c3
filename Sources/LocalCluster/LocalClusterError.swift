/// Why the private cluster could not be used.
public enum LocalClusterError: Error, Sendable, Equatable {
    /// PostgreSQL's server is not installed; these folders were searched.
    case serverMissing(searched: [String])
    /// The cluster was made by a major version of PostgreSQL that is not installed.
    case versionMissing(dataFolder: String, majorVersion: String)
    /// A program of the operating system is not installed.
    case toolMissing(name: String)
    /// The process is root, and there is no other user who could run the server.
    case noServerUser
    /// The server's user cannot enter the home, or not write to it.
    case homeUnusable(path: String, user: String, isRoot: Bool)
    /// There is a data folder, and no cluster in it.
    case notACluster(dataFolder: String)
    /// The folder for the socket belongs to someone else.
    case socketFolderUnsafe(path: String, user: String)
    /// The cluster could not be made; `log` is what was said about it.
    case initializationFailed(home: String, log: String)
    /// The server did not start; `log` is what was said about it.
    case startFailed(home: String, log: String)
    /// Processes of an earlier server neither answer nor go.
    case processesLeft(dataFolder: String)
    /// Another process was starting or stopping the server for too long.
    case busy(home: String)
    /// Another process of Plumb needs the server.
    case inUse(home: String)
    /// A program did not end in time.
    case timedOut(program: String, seconds: Int)
    /// A system call failed.
    case systemCall(doing: String, path: String, reason: String)
}

extension LocalClusterError: CustomStringConvertible {
    /// What is wrong, where, and what to do about it.
    public var description: String {
        switch self {
        case .serverMissing(let searched):
            "no PostgreSQL server found in \(searched.joined(separator: ", ")); "
                + "install it (apt-get install postgresql) or name a server with --database"
        case .versionMissing(let dataFolder, let majorVersion):
            "\(dataFolder) was made by PostgreSQL \(majorVersion), which is not installed; install it "
                + "(apt-get install postgresql-\(majorVersion)), or move the folder away to start with an empty cluster"
        case .toolMissing(let name):
            "the program '\(name)' is not installed; the private cluster needs it (apt-get install util-linux coreutils)"
        case .noServerUser:
            "PostgreSQL does not run as root, and there is no user 'postgres' or 'nobody' to run it; "
                + "create one (apt-get install postgresql) or run plumb as another user"
        case .homeUnusable(let path, let user, let isRoot):
            "the user '\(user)', who runs the private PostgreSQL server\(isRoot ? " for root" : ""), may not use \(path); "
                + "set PLUMB_HOME to a \(isRoot ? "new folder such as /var/lib/plumb" : "folder of your own")"
        case .notACluster(let dataFolder):
            "\(dataFolder) is there already and is no PostgreSQL cluster; move it away or set PLUMB_HOME to another folder"
        case .socketFolderUnsafe(let path, let user):
            "the socket folder \(path) cannot be made for user '\(user)' alone; remove it or set PLUMB_HOME to another folder"
        case .initializationFailed, .startFailed, .processesLeft, .busy, .inUse, .timedOut, .systemCall:
            descriptionAtWork
        }
    }

    private var descriptionAtWork: String {
        switch self {
        case .initializationFailed(let home, let log):
            "a private PostgreSQL cluster could not be made in \(home); mend what its log says and try again:\n\(log)"
        case .startFailed(let home, let log):
            "the private PostgreSQL server in \(home) did not start; mend what its log says and try again:\n\(log)"
        case .processesLeft(let dataFolder):
            "processes of an earlier PostgreSQL server still work in \(dataFolder) and do not answer; end them and try again"
        case .busy(let home):
            "another process has been starting or stopping the private server in \(home) for two minutes; "
                + "try again, and if that does not help end the processes that use \(home)/locks"
        case .inUse(let home):
            "another plumb process uses the private server in \(home); wait for it to end and try again"
        case .timedOut(let program, let seconds):
            "the program '\(program)' did not end within \(seconds) seconds; try again when the machine is less busy"
        case .systemCall(let doing, let path, let reason):
            "cannot \(doing) \(path): \(reason)"
        default:
            "the private PostgreSQL server failed"
        }
    }
}
