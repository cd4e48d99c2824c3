import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Audit

private let tool = Tool(name: "plumb", version: "test")

/// A database with two tables that are worth a second connection, and what is done with it.
private func withTables<Value: Sendable>(
    rows: Int = 20_000,
    _ body: (Connection, String) async throws -> Value
) async throws -> Value {
    try await TestDatabase.withDatabase { (name: String) in
        let connection = try await Connection.open(ConnectionTarget(parameters: ["dbname": name]))
        try await connection.execute(
            script: """
                CREATE TABLE parent AS SELECT n AS id FROM generate_series(1, 1000) AS n;
                CREATE TABLE child AS SELECT n AS id, n % 1003 AS parent, n % 7 AS day FROM generate_series(1, \(rows)) AS n;
                ANALYZE;
                """
        )
        let value = try await body(connection, name)
        await connection.close()
        return value
    }
}

private let links: Literal = [
    "dataset": "child", "columns": ["parent"], "parent": ["dataset": "parent", "columns": ["id"]],
]

private func someRules() throws -> [Rule] {
    try [
        rule("relationship", links, id: "linked"),
        rule("unique", ["dataset": "child", "columns": ["id"]], id: "unique"),
        rule("unique", ["dataset": "child", "columns": ["day"]], id: "days"),
        rule("accepted", ["dataset": "child", "column": "day", "range": [0, 5]], id: "week"),
    ]
}

private func run(
    _ rules: [Rule],
    over connection: Connection,
    _ change: (inout AuditOptions) -> Void = { _ in }
) async throws -> AuditReport {
    var options = AuditOptions(tool: tool)
    options.jobs = 3
    options.leastWork = 1
    change(&options)
    return try await Auditor(connection: connection, options: options)
        .run(RuleSet(name: "t", defaultSchema: "public", rules: rules), startedAt: .distantPast)
}

@Suite("An audit over several connections")
struct RunningTests {
    @Test("finds what one connection finds, in one snapshot, though another session goes on writing")
    func sameFigures() async throws {
        try await withTables { connection, name in
            let rules = try someRules()
            let alone = try await run(rules, over: connection) { $0.jobs = 1 }
            #expect(alone.run.connections == 1)
            let writer = try await Connection.open(ConnectionTarget(parameters: ["dbname": name]))
            let writing = Task {
                while !Task.isCancelled {
                    try await writer.query("INSERT INTO child SELECT 1, 5000, 6 FROM generate_series(1, 9)")
                }
            }
            let many = try (0..<12).map {
                try rule("sql", ["rows": "select id from child"], id: "r\($0)") { $0.sampleRows = 0 }
            }
            let during = try await run(many + rules, over: connection)
            writing.cancel()
            _ = try? await writing.value
            #expect(during.run.connections == 3)
            #expect(Set(during.results.prefix(12).map(\.violations)).count == 1)
            #expect(during.results[0].violations == during.results[15].population)
            try await connection.execute(script: "DELETE FROM child WHERE parent = 5000")
            let again = try await run(rules, over: connection)
            #expect(again.results.map(\.violations) == alone.results.map(\.violations))
            #expect(again.results.map(\.samples) == alone.results.map(\.samples))
            #expect(again.contentSHA256 == alone.contentSHA256)
            #expect(alone.results.map(\.violations) == [57, 0, 19_993, 2_857])
        }
    }

    @Test("says so and goes on alone where the snapshot cannot be shared")
    func sharingFails() async throws {
        try await withTables { connection, _ in
            try await connection.execute(
                script: """
                    DROP ROLE IF EXISTS plumb_lonely; CREATE ROLE plumb_lonely;
                    GRANT SELECT ON ALL TABLES IN SCHEMA public TO plumb_lonely;
                    REVOKE EXECUTE ON FUNCTION pg_export_snapshot() FROM PUBLIC; SET ROLE plumb_lonely;
                    """
            )
            let report = try await run(try someRules(), over: connection)
            try await connection.execute(script: "RESET ROLE; DROP OWNED BY plumb_lonely; DROP ROLE plumb_lonely")
            #expect(report.results.map(\.violations) == [57, 0, 19_993, 2_857])
            #expect(report.run.connections == 1)
            #expect(report.run.snapshotNote?.contains("permission denied for function pg_export_snapshot") == true)
        }
    }

    @Test("A reference that rides on a list of keys finds the same rows as a join", arguments: ["ignore", "violation"])
    func lists(nulls: String) async throws {
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(
                script: """
                    CREATE TABLE parent (id text); INSERT INTO parent SELECT 'k' || n FROM generate_series(1, 500) AS n;
                    INSERT INTO parent VALUES (NULL), ('k1'), ('it''s "{a,b}" \\');
                    CREATE TABLE child (id int PRIMARY KEY, parent varchar(40));
                    INSERT INTO child SELECT n, CASE WHEN n % 10 > 0 THEN 'k' || n % 510 END FROM generate_series(1, 60000) AS n;
                    INSERT INTO child VALUES (0, 'it''s "{a,b}" \\'); ANALYZE;
                    """
            )
            let keys: Literal = [
                "dataset": "child", "columns": ["parent"], "parent": ["dataset": "parent", "columns": ["id"]],
                "nulls": .scalar(nulls),
            ]
            let set = RuleSet(name: "t", defaultSchema: "public", rules: [try rule("relationship", keys)])
            let auditor = Auditor(connection: connection, options: AuditOptions(tool: tool))
            #expect(try await auditor.plan(set).queries.first?.lists == ["public.parent.id"])
            let listed = try await auditor.run(set, startedAt: .distantPast).results[0]
            let query = try #require(listed.query)
            let joined = try await connection.query(SQL(raw: query)).first
            #expect(listed.violations == joined?.integer("violations"))
            #expect(listed.population == joined?.integer("population"))
            #expect(listed.samples?.rows.count == 5)
            #expect(listed.samples?.rows.first?.first == (nulls == "violation" ? "10" : "501"))
            // Nothing of it is left behind.
            #expect(try await connection.value("SELECT count(*) FROM pg_prepared_statements") == "0")
        }
    }

    @Test("A list whose table may not be read is an error of its rule alone")
    func closedList() async throws {
        try await withTables(rows: 60_000) { connection, _ in
            try await connection.execute(
                script:
                    "DROP ROLE IF EXISTS plumb_lister; CREATE ROLE plumb_lister; GRANT SELECT ON child TO plumb_lister; SET ROLE plumb_lister"
            )
            let report = try await run(try someRules(), over: connection)
            #expect(report.results.map(\.status) == [.error, .pass, .fail, .fail])
            #expect(report.results[0].message == "permission denied for table parent (SQLSTATE 42501)")
            try await connection.execute(script: "RESET ROLE; DROP OWNED BY plumb_lister; DROP ROLE plumb_lister")
        }
    }

    @Test("One broken rule among a hundred is found, and the others are measured")
    func halving() async throws {
        try await withTables { connection, _ in
            let rules = try (0..<100).map { number in
                let holds = number == 37 ? "1 / (id - 5) is not null" : "id > -\(number)"
                return try rule("expression", ["dataset": "child", "holds": .scalar(holds)], id: "r\(number)")
            }
            let report = try await run(rules, over: connection)
            #expect(report.statistics.error == 1)
            #expect(report.statistics.pass == 99)
            #expect(report.results[37].message == "division by zero (SQLSTATE 22012)")
        }
    }

    @Test("A rule that passes its time limit takes no other down, be the limit its own or the audit's")
    func timeouts() async throws {
        try await withTables(rows: 200) { connection, _ in
            let slow = "(select true from pg_sleep(0.02 + id * 0)) is not null"
            func rules(_ timeout: Duration?) throws -> [Rule] {
                try [
                    rule("not_null", ["dataset": "child", "column": "id"], id: "quick"),
                    rule("expression", ["dataset": "child", "holds": .scalar(slow)], id: "slow") {
                        $0.timeout = timeout
                        $0.sampleRows = 0
                    },
                    rule("not_null", ["dataset": "child", "column": "day"], id: "quick.too"),
                ]
            }
            let own = try await run(rules(.milliseconds(200)), over: connection)
            let whole = try await run(rules(nil), over: connection) { $0.statementTimeout = .milliseconds(400) }
            for report in [own, whole] {
                #expect(report.results.map(\.status) == [.pass, .error, .pass])
            }
            #expect(own.results[1].message == "not done within the rule's timeout of 0.2 s")
            #expect(whole.results[1].message.hasSuffix("(SQLSTATE 57014)"))
        }
    }

    @Test("A lost connection is told, and what others measure stands")
    func lostConnection() async throws {
        try await withTables { connection, _ in
            let rules = try [
                rule("sql", ["rows": "select pg_terminate_backend(pg_backend_pid()) from pg_sleep(0.5)"], id: "deadly"),
                rule("unique", ["dataset": "child", "columns": ["id"]], id: "fine"),
            ]
            let report = try await run(rules, over: connection)
            #expect(report.results[0].status == .error)
            #expect(report.results[0].message.hasPrefix("not measured: the connection to the server was lost"))
            #expect(report.results[1].status == .pass)
            let alone = try await Connection.open(connection.target)
            let single = try await run([rules[0], rules[1], rules[1]], over: alone) { $0.jobs = 1 }
            #expect(single.results.contains { $0.message.contains("the connection to the server was lost") })
            #expect(single.gate.exitCode == 3)
        }
    }

    @Test("Cancelling ends the queries of every connection")
    func cancelling() async throws {
        try await withTables { connection, name in
            let rules = try (0..<3).map { try rule("sql", ["rows": "select pg_sleep(60)"], id: "r\($0)") }
            let task = Task { try await run(rules, over: connection) }
            try await TestDatabase.waitForSleep(of: 3, in: name)
            let clock = ContinuousClock()
            let start = clock.now
            task.cancel()
            let report = try await task.value
            #expect(clock.now - start < .seconds(10))
            #expect(report.run.incomplete)
            #expect(report.run.connections == 3)
            let watcher = try await Connection.open(ConnectionTarget(parameters: ["dbname": name]))
            let others = SQL(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = \(name) AND state = 'active' AND pid <> pg_backend_pid()"
            )
            #expect(try await watcher.value(others) == "0")
        }
    }

    @Test("All rows that break a rule go to a file, whole, in the order of the key, without what is sensitive")
    func failures() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let script = """
            CREATE TABLE t (id int PRIMARY KEY, secret text, note text);
            INSERT INTO t SELECT n, 'secret ' || n, CASE WHEN n % 2 = 0 THEN repeat('a "b", ', 50) END FROM generate_series(1, 5000) AS n;
            """
        let table = DatasetName(schema: "public", table: "t")
        let place = Location(file: "t.yaml", line: 1, column: 1)
        let report = try await audit(
            script,
            [
                rule("not_null", ["dataset": "t", "column": "note"], id: "t.note"),
                rule("expression", ["dataset": "t", "holds": "id < 4999"], id: "t/id"),
                rule("sql", ["rows": "select secret, note, id from t where id in (3, 4)"], id: "t.sql"),
                rule("not_null", ["dataset": "t", "column": "id"], id: "t.fine"),
            ],
            datasets: [table: DatasetDeclaration(sensitive: ["secret"], location: place)]
        ) { $0.failuresFolder = folder }
        func text(_ name: String) throws -> String {
            try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
                "t.note.csv", "t.sql.csv", "t_id.csv",
            ]
        )
        let lines = try text("t.note.csv").split(separator: "\n")
        #expect(lines.count == 2501)
        #expect(lines.prefix(3) == ["id,note", "1,", "3,"])
        #expect(
            try text("t_id.csv") == "id,secret,note\n4999,withheld,\n5000,withheld,\""
                + String(repeating: "a \"\"b\"\", ", count: 50) + "\"\n"
        )
        #expect(try text("t.sql.csv").hasPrefix("secret,note,id\nwithheld,"))
        #expect(report.results[0].facts.contains(Fact("all of them", "2,500 lines of t.note.csv")))
    }

    @Test("No statement takes parallel workers from the other connections, also behind one with settings of its own")
    func noWorkers() async throws {
        try await withTables(rows: 60_000) { connection, _ in
            let workers = "select 1 from pg_settings where name = 'max_parallel_workers_per_gather' and setting <> '0'"
            let rules = try someRules() + (1...20).map { try rule("sql", ["rows": .scalar(workers)], id: "none\($0)") }
            let report = try await run(rules, over: connection) { $0.jobs = 2 }
            #expect(report.run.connections == 2)
            for result in report.results.dropFirst(4) { #expect(result.status == .pass, "\(result.id)") }
        }
    }

    @Test(
        "Sorts take what is asked for, else what all connections together may, of the memory that the server has for tables",
        arguments: [("5MB", "5120", 2), (nil, "65536", 2)]
    )
    func workMemory(size: String?, kilobytes: String, jobs: Int) async throws {
        try await withTables { connection, _ in
            let other = "select setting from pg_settings where name = 'work_mem' and setting <> '\(kilobytes)'"
            let rules = try (1...6).map { try rule("sql", ["rows": .scalar(other)], id: "memory\($0)") }
            let report = try await run(rules, over: connection) {
                $0.jobs = jobs
                $0.workMemory = size
            }
            for result in report.results { #expect(result.status == .pass, "\(result.id)") }
        }
    }

    @Test("The memory of a sort is a share of the server's, within bounds")
    func memoryShare() {
        #expect(WorkMemory.size(cacheBytes: nil, connections: 2) == "65536kB")
        #expect(WorkMemory.size(cacheBytes: 128 << 20, connections: 2) == "65536kB")
        #expect(WorkMemory.size(cacheBytes: 2 << 30, connections: 2) == "524288kB")
        #expect(WorkMemory.size(cacheBytes: 2 << 30, connections: 8) == "131072kB")
        #expect(WorkMemory.size(cacheBytes: 64 << 30, connections: 1) == "1048576kB")
    }

    @Test("An audit that would cost too much does not begin; its plan says what it would do")
    func costs() async throws {
        try await withTables { connection, _ in
            let set = RuleSet(name: "t", defaultSchema: "public", rules: try someRules())
            var options = AuditOptions(tool: tool)
            options.maximumCost = 10
            let auditor = Auditor(connection: connection, options: options)
            await #expect(throws: CostLimitPassed.self) { try await auditor.run(set, startedAt: .distantPast) }
            let plan = try await auditor.plan(set)
            #expect(plan.cost > 10)
            #expect(plan.queries.allSatisfy { ($0.cost ?? 0) > 0 })
            #expect(Set(plan.queries.flatMap(\.rules)) == ["linked", "unique", "days", "week"])
            options.maximumCost = 1e9
            let report = try await Auditor(connection: connection, options: options).run(set, startedAt: .distantPast)
            #expect(report.statistics.evaluated == 4)
        }
    }
}
