import Foundation
import Postgres
import Testing

/// The server that plumb runs when no other is named.
@Suite("The private server", .serialized)
struct PrivateServerTests {
    /// As long as a server may outlive the last plumb: the promise is a second, and the machine may be busy.
    private static let grace = Duration.seconds(2)

    @Test("The first command creates the server and says so, it goes with the command, and the data stay")
    func lifecycle() async throws {
        let home = try PrivateHome()
        let data = try SampleData()
        let before = try await home.plumb("db", "status")
        #expect(before.code == 0)
        #expect(
            before.output
                == "state   not created yet; the first command that needs it creates it\nhome    \(home.path)\n"
        )
        #expect(!home.folder.has("home"))
        let first = try await home.plumb("load", data.path)
        #expect(first.code == 0)
        #expect(
            first.problems == """
                plumb: creating a private PostgreSQL cluster in \(home.path)
                plumb: using the private PostgreSQL server (no --database, DATABASE_URL or PG* given)

                """
        )
        #expect(first.output.hasPrefix("Loaded in "))
        #expect(try await home.waitForEnd() < Self.grace)
        let second = try await home.plumb("load", data.path)
        #expect(second.code == 0)
        #expect(second.problems.hasPrefix("plumb: starting the private PostgreSQL server in \(home.path)\n"))
        #expect(second.output.hasPrefix("Nothing new to load"))
        #expect(try await home.waitForEnd() < Self.grace)
    }

    @Test("Two commands that begin at once share one new server")
    func shared() async throws {
        let home = try PrivateHome()
        let data = try SampleData()
        let runs = try [home.start(["load", data.path]), home.start(["load", data.path])]
        var outputs: [String] = []
        for run in runs {
            let end = try await run.end()
            #expect(end.code == 0, "\(end.problems)")
            outputs.append(String(end.output.prefix(6)))
        }
        #expect(outputs.sorted() == ["Loaded", "Nothin"])
        #expect(try await home.waitForEnd() < Self.grace)
    }

    @Test("Killed in the middle of a load, plumb leaves no server, and the data as before the load")
    func killed() async throws {
        let home = try PrivateHome()
        let data = try SampleData()
        _ = try await home.plumb("load", data.path)
        try data.addPlays(10)
        // The load has copied its events when it comes to users, and stays there until it is killed.
        let trap = """
            CREATE FUNCTION public.stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(60); END';
            CREATE TRIGGER stay BEFORE INSERT OR UPDATE ON public.users EXECUTE FUNCTION public.stay()
            """
        #expect(try await home.plumb("db", "psql", "--", "-qc", trap).code == 0)
        let run = try home.start(["load", data.path])
        try await waitForSleep(of: run, in: home)
        run.send(SIGKILL)
        #expect(try await run.end().code == 128 + SIGKILL)
        #expect(try await home.waitForEnd() < Self.grace)
        #expect(try await home.plumb("db", "psql", "--", "-qc", "DROP FUNCTION public.stay() CASCADE").code == 0)
        let again = try await home.plumb("load", data.path)
        #expect(again.code == 0)
        #expect(again.output.contains(/songplays +13 +\+10\n/))
    }

    @Test("db start keeps the server up until db stop; psql reaches it; destroy removes it only when told to")
    func commands() async throws {
        let home = try PrivateHome()
        let idle = try await home.plumb("db", "stop")
        #expect(idle.code == 0 && idle.output == "the private server was not running\n")
        #expect(try await home.plumb("db", "destroy").output == "there was no private server\n")
        let start = try await home.plumb("db", "start")
        #expect(start.code == 0)
        #expect(start.output.contains(/^state   running \(process \d+\), until 'plumb db stop'\n/))
        try await Task.sleep(for: .milliseconds(1_200))
        let status = try await home.plumb("db", "status")
        #expect(status.code == 0 && status.output == start.output)
        let psql = try await home.plumb("db", "psql", "--", "-Atc", "select 1")
        #expect(psql.code == 0 && psql.output == "1\n" && psql.problems == "")
        let other = try await home.plumb("db", "psql", "--", "-d", "postgres", "-Atc", "select current_database()")
        #expect(other.code == 0 && other.output == "postgres\n")
        let wrong = try await home.plumb("db", "psql", "--", "-v", "ON_ERROR_STOP=1", "-c", "select pipes")
        #expect(wrong.code == 1 && wrong.problems.contains("column \"pipes\" does not exist"))
        let refused = try await home.plumb("db", "destroy")
        #expect(refused.code == 64)
        #expect(refused.problems == "plumb: exit code 64: this removes all data in \(home.path); add --yes to do so\n")
        #expect(!home.servers.isEmpty)
        let stop = try await home.plumb("db", "stop")
        #expect(stop.code == 0 && stop.output == "the private server is stopped\n")
        #expect(home.servers.isEmpty)
        #expect(
            try await home.plumb("db", "status").output.hasPrefix("state   stopped\nhome    \(home.path)\nversion ")
        )
        let destroy = try await home.plumb("db", "destroy", "--yes")
        #expect(destroy.code == 0 && destroy.output == "the private server and its data are gone\n")
        #expect(try await home.plumb("db", "status").output.hasPrefix("state   not created yet"))
    }

    @Test("An interrupted command on the private server leaves no server")
    func interrupted() async throws {
        let home = try PrivateHome()
        // Making the cluster takes long on a busy machine, and is not what is interrupted.
        _ = try await home.plumb("db", "psql", "--", "-c", "select 1")
        try home.folder.write(Pipes.rules("{ id: a.b.slow, kind: sql, rows: select pg_sleep(30) }"), to: "slow.yaml")
        let run = try home.start(["audit", home.folder("slow.yaml"), "--output", home.folder("reports")])
        try await waitForSleep(of: run, in: home)
        run.send(SIGINT)
        #expect(try await run.end(within: .seconds(10)).code == 130)
        #expect(try await home.waitForEnd() < Self.grace)
        #expect(home.folder.has("reports/audit.json"))
    }

    @Test("A PostgreSQL that is not there is named with the package to install")
    func missingVersion() async throws {
        let home = try PrivateHome()
        _ = try await home.plumb("db", "psql", "--", "-c", "select 1")
        _ = try await home.waitForEnd()
        try "9\n".write(toFile: home.path + "/data/PG_VERSION", atomically: false, encoding: .utf8)
        for command in [["load", "/tmp"], ["db", "start"]] {
            let end = try await home.start(command).end()
            #expect(end.code == 3)
            #expect(end.lastProblem.contains("made by PostgreSQL 9, which is not installed"))
            #expect(end.lastProblem.contains("apt-get install postgresql-9"))
        }
    }

    @Test("A home that cannot be used ends with 3 and says what to do")
    func unusableHome() async throws {
        let home = try PrivateHome()
        try home.folder.write("not a folder", to: "home")
        let end = try await home.plumb("load", "/tmp")
        #expect(end.code == 3)
        #expect(end.lastProblem.contains(home.path) && end.lastProblem.contains("set PLUMB_HOME"))
    }

    /// The command before plumb that makes it an ordinary user.
    static let asOrdinaryUser = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]

    /// Whether that user can run plumb: only root can become another user, who must be able to reach the executable.
    static let canBeOrdinary: Bool = {
        guard geteuid() == 0, let program = try? ProgramRun.executable else { return false }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = asOrdinaryUser + [program, "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()

    @Test(
        "An ordinary user has a private server of their own",
        .enabled(if: canBeOrdinary, "not root, or the build folder is closed to other users")
    )
    func ordinaryUser() async throws {
        let home = try PrivateHome()
        let data = try SampleData()
        chown(home.folder.path, 65534, 65534)
        let load = try await ProgramRun(
            command: Self.asOrdinaryUser + [ProgramRun.executable, "load", data.path],
            in: home.folder.path,
            environment: home.environment
        ).end()
        #expect(load.code == 0, "\(load.problems)")
        #expect(load.output.hasSuffix("\n1 of 3 plays are linked to a song and its artist\n"))
        var facts = stat()
        #expect(stat(home.path + "/data", &facts) == 0 && facts.st_uid == 65534)
        #expect(try await home.waitForEnd() < Self.grace)
    }

    /// Waits until a statement sleeps in the server that a command has started.
    private func waitForSleep(of run: ProgramRun, in home: PrivateHome) async throws {
        try await run.wait(for: "a sleeping statement") {
            // The server of the command before may still be on its way down.
            guard let connection = try? await Connection.open(home.target) else { return false }
            let sleeping = try? await connection.query("SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
            await connection.close()
            return sleeping?.isEmpty == false
        }
    }
}
