public import Foundation

/// The folder that holds Plumb's private PostgreSQL cluster, and where everything lies in it.
///
/// `data/` is the cluster, `server.log` what the server and `initdb` said, `keep` (a file) says that the server outlives
/// the processes that use it, `locks/` holds the lock files and `socket/` the server's socket.
public struct ClusterHome: Sendable, Hashable {
    /// The folder's absolute path.
    public let path: String

    /// Takes a folder, which need not exist yet; a relative path starts at the current folder.
    public init(path: String) {
        self.path = URL(fileURLWithPath: path).standardizedFileURL.path
    }

    /// Takes the folder that an environment asks for.
    ///
    /// `PLUMB_HOME` wins. Else it is `/var/lib/plumb` for root, because the server's user cannot enter root's own home,
    /// and `plumb` below the data home of the XDG Base Directory Specification for everyone else.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process: `PLUMB_HOME`, `XDG_DATA_HOME` and `HOME` are read.
    ///   - isRoot: Whether the process belongs to root.
    public init(environment: [String: String], isRoot: Bool = geteuid() == 0) {
        if let home = environment["PLUMB_HOME"], !home.isEmpty {
            self.init(path: home)
        } else if isRoot {
            self.init(path: "/var/lib/plumb")
        } else if let dataHome = environment["XDG_DATA_HOME"], dataHome.hasPrefix("/") {
            self.init(path: dataHome + "/plumb")
        } else {
            let userHome = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? NSHomeDirectory()
            self.init(path: userHome + "/.local/share/plumb")
        }
    }

    /// The folder of the cluster, as `initdb` made it.
    public var dataFolder: String { path + "/data" }

    /// The file that the server, `initdb` and our scripts write to.
    public var logFile: String { path + "/server.log" }

    /// The file whose existence keeps the server up.
    var keepFile: String { path + "/keep" }

    /// The file on which every process that needs the server holds a shared lock.
    var leaseFile: String { path + "/locks/lease" }

    /// The file on which the guard holds an exclusive lock for as long as it watches.
    var guardFile: String { path + "/locks/guard" }

    /// The major version of PostgreSQL that made the cluster, such as `15`; nil when there is no cluster.
    var majorVersion: String? {
        guard let text = try? String(contentsOfFile: dataFolder + "/PG_VERSION", encoding: .utf8) else { return nil }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The folder of the server's socket: inside the home, or a short one in `/tmp` when a socket there cannot be named.
    ///
    /// A socket's path holds at most 107 bytes, and libpq splits a host at commas. `/run/user` would be gone, and a kept
    /// server out of reach, once the user logs out; in `/tmp` the server refreshes its files so that no cleaner takes them.
    ///
    /// - Parameter owner: The number of the user who runs the server: two users never share a folder.
    func socketFolder(owner: uid_t) -> String {
        let folder = path + "/socket"
        let longest = 107 - "/.s.PGSQL.\(ServerSettings.port)".utf8.count
        if folder.utf8.count <= longest, !folder.contains(",") { return folder }
        return "/tmp/plumb-\(owner)-\(String(Self.digest(of: path), radix: 16))"
    }

    /// FNV-1a in 64 bits: unlike `hashValue` it is the same in every process.
    private static func digest(of text: String) -> UInt64 {
        text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
