import Foundation
import Postgres
import TestSupport
import Testing

/// Loads that are ended from outside at many moments: the database is then as before the load or as after it.
@Suite("Loads that are killed", .serialized)
struct KillTests {
    /// Enough for a load of a second, in which there is time to be killed on a busy machine too.
    private static let playCount = 20_000

    /// A database's contents before and after a load of more files, and how long that load took.
    private struct Reference {
        var before: [String: String]
        var after: [String: String]
        var duration: Duration
    }

    private func contents(of database: String) async throws -> [String: String] {
        try await connecting(to: database) { try await $0.contents() }
    }

    /// Adds plays, songs that come late and songs that change, so that a load has all its work to do.
    private func extend(_ data: SampleData) throws {
        try data.addPlays(Self.playCount)
        try data.folder.write(
            SampleData.song("SO1", "Leaking", by: "AR1", "The Plumbers' Sons", seconds: "200.5"),
            to: "song_data/A/1.json"
        )
        try data.folder.write(
            SampleData.song("SO3", "Blocked", by: "AR3", "Nobody", seconds: "123.4"),
            to: "song_data/B/3.json"
        )
    }

    /// Loads the first files into a database; then what loading all comes to, in another one.
    private func prepare(_ database: String, _ data: SampleData) async throws -> Reference {
        #expect(try await plumb("load", data.path, environment: ["PGDATABASE": database]).code == 0)
        let before = try await contents(of: database)
        return try await TestDatabase.withDatabase { other in
            let environment = ["PGDATABASE": other]
            #expect(try await plumb("load", data.path, environment: environment).code == 0)
            #expect(try await contents(of: other) == before)
            try extend(data)
            let start = ContinuousClock.now
            #expect(try await plumb("load", data.path, environment: environment).code == 0)
            let duration = ContinuousClock.now - start
            return Reference(before: before, after: try await contents(of: other), duration: duration)
        }
    }

    @Test(
        "Wherever the client is killed, or its connection cut, nothing has happened, or all; the next load completes it"
    )
    func clientAndConnection() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            let reference = try await prepare(database, data)
            #expect(reference.before != reference.after)
            var untouched = 0
            for (point, isClient) in (0..<7).map({ ($0, !$0.isMultiple(of: 3)) }) {
                let lock = try await Connection.open(ConnectionTarget(parameters: ["dbname": database]))
                let run = try await letWork(for: reference.duration * point / 8, lock) {
                    try ProgramRun(["load", data.path, "--quiet"], environment: ["PGDATABASE": database])
                }
                if isClient { run.send(SIGKILL) } else { try await endSessions(of: database, lock) }
                let end = try await run.end()
                await lock.close()
                try await waitForEndOfSessions(of: database)
                let found = try await contents(of: database)
                guard found == reference.before else {
                    #expect(found == reference.after, "point \(point)")
                    break
                }
                untouched += 1
                #expect(end.code == (isClient ? 128 + SIGKILL : 3), "point \(point): \(end.problems)")
            }
            #expect(untouched >= 1)
            #expect(try await plumb("load", data.path, environment: ["PGDATABASE": database]).code == 0)
            #expect(try await contents(of: database) == reference.after)
        }
    }

    @Test("Wherever the server is killed, nothing has happened, or all; the next load starts it again and completes")
    func server() async throws {
        let data = try SampleData()
        let home = try PrivateHome()
        #expect(try await home.plumb("load", data.path).code == 0)
        #expect(try await home.plumb("db", "start").code == 0)
        let before = try await contents(of: home)
        try extend(data)
        var untouched = 0
        for milliseconds in [0, 80, 160] {
            let lock = try await Connection.open(home.target)
            let run = try await letWork(for: .milliseconds(milliseconds), lock) {
                try home.start(["load", data.path, "--quiet"])
            }
            for process in home.servers { kill(process, SIGKILL) }
            let end = try await run.end()
            await lock.close()
            #expect(end.code == 3 || end.code == 0, "\(end.problems)")
            #expect(try await home.plumb("db", "start").code == 0)
            guard try await contents(of: home) == before else {
                #expect(end.output.hasPrefix("Loaded") || end.code == 3)
                break
            }
            #expect(end.code == 3)
            untouched += 1
        }
        #expect(untouched >= 1)
        let last = try await home.plumb("load", data.path)
        #expect(last.code == 0)
        #expect(last.output.contains(/songplays +20,003/))
        #expect(try await home.plumb("load", data.path).output.hasPrefix("Nothing new to load"))
        #expect(try await home.plumb("db", "stop").code == 0)
    }

    @Test("Two loads at once queue up, and end like one after the other")
    func twoAtOnce() async throws {
        let (one, other) = (try SampleData(), try SampleData())
        try other.addPlays(500)
        var orders: [[String: String]] = []
        for order in [[one, other], [other, one]] {
            orders.append(
                try await TestDatabase.withDatabase { database in
                    for data in order {
                        #expect(try await plumb("load", data.path, environment: ["PGDATABASE": database]).code == 0)
                    }
                    return try await contents(of: database)
                }
            )
        }
        #expect(orders[0] != orders[1])
        try await TestDatabase.withDatabase { database in
            let runs = try await connecting(to: database) { lock in
                try await lock.query("SELECT pg_advisory_lock(1347179853, 1)")
                let runs = try [one, other].map {
                    try ProgramRun(["load", $0.path], environment: ["PGDATABASE": database])
                }
                try await runs[1].wait(for: "both loads to wait") { try await waitingLoads(lock) == "2" }
                return runs
            }
            for run in runs { #expect(try await run.end().code == 0) }
            #expect(orders.contains(try await contents(of: database)))
        }
    }

    private func contents(of home: PrivateHome) async throws -> [String: String] {
        let connection = try await Connection.open(home.target)
        let contents = try await connection.contents()
        await connection.close()
        return contents
    }

    private func endSessions(of database: String, _ connection: Connection) async throws {
        try await connection.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = \(database) AND pid <> pg_backend_pid()
            """
        )
    }

    /// Starts a load and lets it work for a while from the moment that its transaction has its turn.
    ///
    /// The turn is the test's until then, so that no load is over before it is looked at, however busy the machine
    /// is. With no time to work, the load still waits for its turn at the end.
    private func letWork(
        for duration: Duration,
        _ lock: Connection,
        _ start: () throws -> ProgramRun
    ) async throws -> ProgramRun {
        try await lock.query("SELECT pg_advisory_lock(1347179853, 1)")
        let run = try start()
        try await run.wait(for: "the load's transaction") { try await waitingLoads(lock) == "1" }
        guard duration > .zero else { return run }
        try await lock.query("SELECT pg_advisory_unlock(1347179853, 1)")
        try await Task.sleep(for: duration)
        return run
    }

    /// How many loads of this database wait for their turn.
    private func waitingLoads(_ connection: Connection) async throws -> String? {
        try await connection.value(
            """
            SELECT count(*) FROM pg_locks AS l JOIN pg_database AS d ON d.oid = l.database
            WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = current_database()
            """
        )
    }

    private func waitForEndOfSessions(of database: String) async throws {
        let connection = try await Connection.open(ConnectionTarget())
        let deadline = ContinuousClock.now + .seconds(20)
        while try await connection.value("SELECT count(*) FROM pg_stat_activity WHERE datname = \(database)") != "0" {
            try #require(ContinuousClock.now < deadline, "a session of a dead client stayed")
            try await Task.sleep(for: .milliseconds(10))
        }
        await connection.close()
    }
}
