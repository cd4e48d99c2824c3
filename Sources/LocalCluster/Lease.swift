/// A process's hold on the private server: while it is held, the server stays up.
///
/// It ends with ``release()``, with the last reference to it, or with the process, however that ends.
public final class Lease: Sendable {
    /// What libpq needs to connect: `host` (the socket's folder), `port`, `user` and `dbname`. There is no password.
    public let parameters: [String: String]
    /// Whether this process had to start the server.
    public let didStart: Bool
    /// Whether this process had to make the cluster first.
    public let didInitialize: Bool

    private let lock: FileLock

    init(lock: FileLock, server: PostmasterFile, didStart: Bool, didInitialize: Bool) {
        self.lock = lock
        self.didStart = didStart
        self.didInitialize = didInitialize
        parameters = [
            "host": server.socketFolder, "port": String(server.port),
            "user": ServerSettings.user, "dbname": ServerSettings.database,
        ]
    }

    /// Gives the server up: when nobody else needs it, and it is not kept, it stops within a second.
    public func release() {
        lock.unlock()
    }

    /// Hands the lease on to the program that replaces this process, such as `psql`: the server stays up until that ends.
    ///
    /// Call it right before `exec`: from here on every program that the process starts holds the lease as well.
    public func surviveExec() {
        lock.surviveExec()
    }
}
