/// What there is of the private cluster at one moment.
public struct ClusterStatus: Sendable, Equatable {
    /// Whether there is a cluster, and a server.
    public enum State: Sendable, Equatable {
        /// There is no cluster yet: the first command that needs it makes it.
        case notInitialized
        /// There is a cluster, and no server runs.
        case stopped
        /// The server runs as this process.
        case running(processID: Int32)
    }

    /// Whether there is a cluster, and a server.
    public let state: State
    /// The folder that holds it all.
    public let home: ClusterHome
    /// The folder of the socket: the running server's, else the one that it would use.
    public let socketFolder: String
    /// The major version of PostgreSQL that made the cluster, such as `15`; nil when there is no cluster.
    public let majorVersion: String?
    /// Whether the server is kept up when nobody needs it.
    public let isKept: Bool
    /// The room that the home takes on disk, in bytes; 0 when there is no cluster.
    public let byteCount: Int64
}

/// How an order to stop the server ended.
public enum StopOutcome: Sendable, Equatable {
    /// There was no server.
    case notRunning
    /// The server is gone.
    case stopped
    /// Another process of Plumb needs it still: it is no longer kept, and goes with the last of them.
    case inUse
}
