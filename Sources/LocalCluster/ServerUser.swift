import Foundation

/// The user who runs the server, and so owns the cluster.
///
/// PostgreSQL refuses to run as root; for root it is another user of the system.
struct ServerUser: Sendable, Equatable {
    /// The user's name, or number when the system has no name for it.
    let name: String
    /// The user's number.
    let userID: uid_t
    /// The number of the user's own group.
    let groupID: gid_t
    /// Whether programs have to be started as this user because the process is root.
    let needsSwitching: Bool

    /// The user who runs the server of this process.
    ///
    /// - Throws: ``LocalClusterError/noServerUser`` for root on a system that has none of the users to fall back to.
    static func current() throws -> ServerUser {
        let userID = geteuid()
        guard userID == 0 else {
            return ServerUser(name: NSUserName(), userID: userID, groupID: getegid(), needsSwitching: false)
        }
        for name in ["postgres", "nobody"] {
            guard let entry = getpwnam(name)?.pointee else { continue }
            return ServerUser(name: name, userID: entry.pw_uid, groupID: entry.pw_gid, needsSwitching: true)
        }
        throw LocalClusterError.noServerUser
    }

    /// The words to put before a command so that this user runs it; none when the process is this user already.
    var prefix: [String] {
        needsSwitching ? ["setpriv", "--reuid=\(userID)", "--regid=\(groupID)", "--clear-groups"] : []
    }
}
