import Foundation

/// What the server is told in `postgresql.conf`, which is written anew at every start.
///
/// Whoever wants other values uses `ALTER SYSTEM`: its file is read after this one, and is never touched.
struct ServerSettings: Sendable {
    /// The port, which only names the socket: the server does not listen on TCP.
    static let port = 5432
    /// The superuser, and the only one.
    static let user = "plumb"
    /// The database that holds the data mart.
    static let database = "plumb"

    /// The folder of the server's socket.
    let socketFolder: String
    /// The memory of the machine in bytes.
    var memoryByteCount = ProcessInfo.processInfo.physicalMemory
    /// The size of `/dev/shm` in bytes.
    var sharedMemoryByteCount = ServerSettings.sharedMemorySize()

    /// The text of `postgresql.conf`.
    var text: String {
        let megabytes = memoryByteCount >> 20
        return """
            # Written by plumb at every start of the server; use ALTER SYSTEM for settings of your own.

            # Only those who may enter the socket's folder can connect, and nobody from outside.
            listen_addresses = ''
            port = \(Self.port)
            unix_socket_directories = \(quoted: "\"" + socketFolder.replacing("\"", with: "\"\"") + "\"")
            unix_socket_permissions = 0700
            # A few commands at once, each with a few connections.
            max_connections = 50
            cluster_name = 'plumb'

            # The mart is worth keeping: a power cut loses nothing that was committed.
            fsync = on
            full_page_writes = on
            synchronous_commit = on
            # Nobody replicates from here; so a table that is filled by the transaction which made it needs no log.
            wal_level = minimal
            max_wal_senders = 0
            # Few checkpoints while loading, and still seconds to recover and little room in a home folder.
            max_wal_size = 1GB

            # A guest on a laptop: a sixteenth of the memory, for a mart of some hundred megabytes.
            shared_buffers = \(min(max(megabytes / 16, 128), 512))MB
            effective_cache_size = \(max(megabytes / 2, 256))MB
            # Few sessions, which sort and hash whole tables.
            work_mem = 32MB
            maintenance_work_mem = 128MB
            # Containers often have 64 MB of /dev/shm, too little for a parallel hash join: files do it then.
            dynamic_shared_memory_type = \(sharedMemoryByteCount >> 20 < 256 ? "mmap" : "posix")
            # Compiling takes longer than the audit's queries run.
            jit = off

            # The user is called like the schema of the ledger: without this, new tables would land in there.
            search_path = 'public'

            # Every instant is UTC, and messages read the same everywhere.
            timezone = 'UTC'
            log_timezone = 'UTC'
            lc_messages = 'C'
            log_checkpoints = off
            """
    }

    private static func sharedMemorySize() -> UInt64 {
        var facts = statvfs()
        guard statvfs("/dev/shm", &facts) == 0 else { return 0 }
        return UInt64(facts.f_blocks) * UInt64(facts.f_frsize)
    }
}

extension DefaultStringInterpolation {
    /// Writes a value of `postgresql.conf` between quotes.
    fileprivate mutating func appendInterpolation(quoted value: String) {
        appendLiteral("'" + value.replacing("\\", with: "\\\\").replacing("'", with: "''") + "'")
    }
}
