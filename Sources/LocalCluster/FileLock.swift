import Foundation

/// An open lock file, for `flock`.
///
/// The lock belongs to the open file: the kernel drops it when the process ends, however that happens. Other programs
/// that the process starts do not inherit it.
final class FileLock: Sendable {
    /// The two kinds of lock.
    enum Kind: Sendable {
        /// Any number of processes hold it at once.
        case shared
        /// One process holds it, and nobody a shared one.
        case exclusive
    }

    private let descriptor: Int32

    /// Opens a lock file that exists.
    ///
    /// It is never made here: the server's user does that, so that root writes nothing into another user's folder.
    ///
    /// - Returns: nil when there is no such file.
    /// - Throws: ``LocalClusterError/systemCall(doing:path:reason:)`` when it cannot be opened.
    init?(existing path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        if descriptor < 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw LocalClusterError.systemCall(doing: "open", path: path, reason: String(cString: strerror(errno)))
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Takes the lock if that is possible at once, in place of the one held so far; otherwise none is held.
    func tryLock(_ kind: Kind) -> Bool {
        flock(descriptor, (kind == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0
    }

    /// Takes the lock as soon as that is possible, without holding up the thread.
    ///
    /// - Returns: Whether it was had within the limit.
    /// - Throws: `CancellationError`.
    func lock(_ kind: Kind, limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while !tryLock(kind) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Gives the lock back; does nothing when none is held.
    func unlock() {
        flock(descriptor, LOCK_UN)
    }

    /// Lets a program that replaces this process (`exec`) hold the lock on.
    func surviveExec() {
        _ = fcntl(descriptor, F_SETFD, 0)
    }
}
