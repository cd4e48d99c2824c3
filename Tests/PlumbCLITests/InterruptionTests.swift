import Foundation
import Postgres
import TestSupport
import Testing

@Suite("Interruptions")
struct InterruptionTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    /// Whether a statement of plumb is held up, by a lock or by its own sleep.
    private func isHeldUp(_ pattern: String, in database: String, _ connection: Connection) async throws -> Bool {
        try await connection.value(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = \(database) AND application_name = 'plumb' AND state = 'active' AND query LIKE \(pattern)
                AND (wait_event_type = 'Lock' OR wait_event = 'PgSleep') AND pid <> pg_backend_pid()
            """
        ) != "0"
    }

    @Test(
        "An interrupted audit ends with 130 at once, and its report holds what was measured",
        arguments: [SIGINT, SIGTERM]
    )
    func audit(signal: Int32) async throws {
        try folder.write(Pipes.rules(Pipes.named, Pipes.slow, Pipes.taps), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            let run = try ProgramRun(["audit", "rules.yaml"], in: folder.path, environment: ["PGDATABASE": database])
            try await run.wait(for: "the slow rule") {
                try await isHeldUp("%pg_sleep%", in: database, connection)
            }
            let start = ContinuousClock.now
            run.send(signal)
            let end = try await run.end()
            #expect(ContinuousClock.now - start < .seconds(2))
            #expect(end.code == 130)
            #expect(end.problems == "plumb: exit code 130: the audit was interrupted\n")
            #expect(end.output.hasSuffix("Reports: reports/audit.json, reports/audit.md\n"))
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            #expect(report("run")["incomplete"] as? Bool == true)
            #expect(report("gate")["exit_code"] as? Int == 130)
            #expect(report.status("pipes.slow.sleep") == "error")
            #expect(
                report.result("pipes.slow.sleep")["message"] as? String == "not measured: the audit was interrupted"
            )
            #expect(try folder.text(of: "reports/audit.md").contains("This audit was interrupted before its end."))
            #expect(try await !isHeldUp("%pg_sleep%", in: database, connection))
        }
    }

    @Test("An interrupted first load ends with 130 and leaves nothing behind")
    func firstLoad() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                // The load has copied its events when it gives a filled table its key, and stays there.
                try await connection.execute(
                    script: """
                        CREATE FUNCTION public.stay() RETURNS event_trigger LANGUAGE plpgsql
                            AS 'BEGIN PERFORM pg_sleep(60); END';
                        CREATE EVENT TRIGGER stay ON ddl_command_end WHEN TAG IN ('ALTER TABLE')
                            EXECUTE FUNCTION public.stay()
                        """
                )
                let run = try ProgramRun(["load", data.path], environment: ["PGDATABASE": database])
                try await run.wait(for: "the key of a table") {
                    try await isHeldUp("%ADD PRIMARY KEY%", in: database, connection)
                }
                run.send(SIGINT)
                let end = try await run.end(within: .seconds(10))
                #expect(end.code == 130)
                #expect(
                    end.problems
                        == "plumb: exit code 130: interrupted; the load was rolled back and nothing was changed\n"
                )
                #expect(end.output == "")
                #expect(try await connection.fingerprint() == [:])
                #expect(try await connection.value("SELECT to_regnamespace('staging')") == nil)
            }
        }
    }

    @Test("An interrupted further load leaves the earlier one as it was")
    func furtherLoad() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                // Inside a transaction the server's statistics stand still: the lock is held by another connection.
                let locker = try await Connection.open(ConnectionTarget(parameters: ["dbname": database]))
                let environment = ["PGDATABASE": database]
                #expect(try await plumb("load", data.path, environment: environment).code == 0)
                let before = try await connection.fingerprint()
                try data.addPlays(10)
                // The load has copied its events when it waits for this table.
                try await locker.begin(.readWrite)
                try await locker.query("LOCK TABLE public.users IN EXCLUSIVE MODE")
                let run = try ProgramRun(["load", data.path], environment: environment)
                try await run.wait(for: "the filling of users") {
                    try await isHeldUp("%users%", in: database, connection)
                }
                run.send(SIGINT)
                #expect(try await run.end(within: .seconds(10)).code == 130)
                await locker.close()
                #expect(try await connection.fingerprint() == before)
            }
        }
    }

    @Test("A load that waits for another one can be interrupted")
    func waitingLoad() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                try await connection.query("SELECT pg_advisory_lock(1347179853, 1)")
                let run = try ProgramRun(["load", data.path], environment: ["PGDATABASE": database])
                try await run.wait(for: "the lock") {
                    try await isHeldUp("%pg_advisory_xact_lock%", in: database, connection)
                }
                run.send(SIGTERM)
                #expect(try await run.end(within: .seconds(10)).code == 130)
            }
        }
    }
}
