import Testing

@testable import LocalCluster

struct ClusterHomeTests {
    @Test("PLUMB_HOME wins, root has /var/lib/plumb, and others their data home")
    func places() {
        func path(_ environment: [String: String], isRoot: Bool = false) -> String {
            ClusterHome(environment: environment, isRoot: isRoot).path
        }
        #expect(path(["PLUMB_HOME": "/srv/plumb/", "HOME": "/home/ada"], isRoot: true) == "/srv/plumb")
        #expect(path(["PLUMB_HOME": "", "HOME": "/root"], isRoot: true) == "/var/lib/plumb")
        #expect(path(["HOME": "/home/ada"]) == "/home/ada/.local/share/plumb")
        #expect(path(["HOME": "/home/ada", "XDG_DATA_HOME": "/data"]) == "/data/plumb")
        #expect(path(["HOME": "/home/ada", "XDG_DATA_HOME": "relative"]) == "/home/ada/.local/share/plumb")
    }

    @Test("A socket's path never exceeds 107 bytes, and homes and users do not share a short folder")
    func socketFolders() {
        let short = ClusterHome(path: "/" + String(repeating: "a", count: 85))
        #expect(short.socketFolder(owner: 7) == short.path + "/socket")
        #expect((short.socketFolder(owner: 7) + "/.s.PGSQL.5432").utf8.count == 107)
        let long = ClusterHome(path: "/" + String(repeating: "a", count: 86))
        let other = ClusterHome(path: "/" + String(repeating: "b", count: 86))
        #expect(long.socketFolder(owner: 7).hasPrefix("/tmp/plumb-7-"))
        #expect(long.socketFolder(owner: 7) != other.socketFolder(owner: 7))
        #expect(long.socketFolder(owner: 7) != long.socketFolder(owner: 8))
    }

    @Test("Memory decides the buffers within limits, and a small /dev/shm the shared memory")
    func settings() {
        func text(_ gigabytes: UInt64, sharedMegabytes: UInt64 = 4096) -> String {
            ServerSettings(
                socketFolder: "/it's \"here\"",
                memoryByteCount: gigabytes << 30,
                sharedMemoryByteCount: sharedMegabytes << 20
            ).text
        }
        #expect(text(1).contains("shared_buffers = 128MB"))
        #expect(text(4).contains("shared_buffers = 256MB"))
        #expect(text(64).contains("shared_buffers = 512MB"))
        #expect(text(1).contains("dynamic_shared_memory_type = posix"))
        #expect(text(1, sharedMegabytes: 64).contains("dynamic_shared_memory_type = mmap"))
        #expect(text(1).contains(#"unix_socket_directories = '"/it''s ""here"""'"#))
    }
}
