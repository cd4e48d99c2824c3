import Foundation

/// What a server writes about itself into `postmaster.pid` of its data folder.
///
/// The file outlives a server that was killed, so it proves nothing: ``answers`` does.
struct PostmasterFile: Sendable, Equatable {
    /// The number of the server's process.
    let processID: Int32
    /// The port, which names the socket.
    let port: Int
    /// The folder of the server's socket.
    let socketFolder: String
    /// Whether the server takes sessions: it listens earlier, while it still recovers.
    let isReady: Bool

    /// Reads the file of a data folder; nil when there is none, or the server has not written it all yet.
    init?(dataFolder: String) {
        let path = dataFolder + "/postmaster.pid"
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        self.init(text: text)
    }

    /// Reads the file's text.
    ///
    /// Its lines are: process, data folder, start time, port, socket folder, TCP address, shared memory, state
    /// (PostgreSQL, `src/include/utils/pidfile.h`).
    init?(text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 5, let processID = Int32(lines[0]), let port = Int(lines[3]), !lines[4].isEmpty else {
            return nil
        }
        self.processID = processID
        self.port = port
        socketFolder = String(lines[4])
        isReady = lines.count > 7 && lines[7].hasPrefix("ready")
    }

    /// Whether a server listens on the socket now.
    var answers: Bool {
        let path = Array("\(socketFolder)/.s.PGSQL.\(port)".utf8)
        var address = sockaddr_un()
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        let kind = SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let descriptor = socket(AF_UNIX, Int32(kind), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // A full queue is a server too busy to take us at once.
        return result == 0 || errno == EAGAIN
    }
}
