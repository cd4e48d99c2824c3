import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Sources and schemas of a load")
struct LoadSourceTests {
    private func message(_ source: LoadSource, _ options: LoadOptions = LoadOptions()) async throws -> String {
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let error = await #expect(throws: LoadError.self) {
                try await SparkifyLoader(connection: connection, options: options).load(source)
            }
            return error?.description ?? ""
        }
    }

    @Test("A missing folder, a file in its place and a folder without such files are told apart")
    func nothingToLoad() async throws {
        let fixture = try LoadFixture()
        let path = fixture.path
        #expect(
            try await message(LoadSource(data: path + "/no"))
                == "cannot read the folder '\(path)/no': no such file or directory"
        )
        try fixture.write(["{}"], to: "x.json")
        #expect(
            try await message(LoadSource(songs: path + "/x.json"))
                == "cannot read the folder '\(path)/x.json': not a directory"
        )
        #expect(
            try await message(fixture.source)
                == "no .json files found; looked for them in a folder 'song_data' in '\(path)' and a folder 'log_data' in "
                + "'\(path)'"
        )
        try FileManager.default.createDirectory(atPath: path + "/e", withIntermediateDirectories: false)
        #expect(
            try await message(LoadSource(events: path + "/e")) == "no .json files found; looked for them in '\(path)/e'"
        )
        try FileManager.default.createSymbolicLink(atPath: path + "/e/a.json", withDestinationPath: "nowhere")
        #expect(
            try await message(LoadSource(events: path + "/e"))
                == "cannot read '\(path)/e/a.json': no such file or directory"
        )
    }

    @Test("Song and event folders are found at any depth or named apart, and what is skipped is counted")
    func folders() async throws {
        let fixture = try LoadFixture()
        try fixture.write([LoadFixture.song()], to: "deep/song_data/A/B/x.json")
        try fixture.write([LoadFixture.event()], to: "deep/log_data/x.json")
        try fixture.write(["{}"], to: "other/x.json")
        try fixture.write([""], to: "deep/song_data/.hidden.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let summary = try await loader.load(fixture.source)
            #expect(summary.sources.map(\.figures) == [[1, 1, 0, 0], [1, 1, 0, 0]])
            #expect(summary.skipped == ["unplaced": 1, "hidden": 1])
        }
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let events = LoadSource(events: fixture.path + "/deep/log_data")
            #expect(try await loader.load(events).sources.map(\.figures) == [[0, 0, 0, 0], [1, 1, 0, 0]])
        }
    }

    @Test("Another schema has its own staging tables and its own place in the ledger")
    func schemas() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection, options: LoadOptions(starSchema: "Odd-name"))
            for loader in [SparkifyLoader(connection: connection), loader] {
                #expect(try await loader.load(fixture.source).sources.last?.figures == [1, 1, 0, 0])
            }
            #expect(try await connection.value(#"SELECT count(*) FROM "Odd-name_staging".events"#) == "1")
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT * FROM plumb.load_reconciliation ORDER BY star_schema"
                )
                    == ["Odd-name|events|1|1|1|0|0|0|0", "public|events|1|1|1|0|0|0|0"]
            )
        }
    }

    @Test("Tables that are not the loader's are refused, and dropped schemas are loaded afresh")
    func foreignTables() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            try await connection.query("CREATE TABLE users (id integer)")
            let error = await #expect(throws: LoadError.self) { try await loader.load(fixture.source) }
            #expect(error?.description.hasPrefix("the database has public.users but not public.songplays, ") == true)
            #expect(try await LoadFixture.fingerprint(connection).count == 1)
            try await connection.query("DROP TABLE users")
            _ = try await loader.load(fixture.source)
            try await connection.execute(
                script: "DROP SCHEMA staging CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
            )
            #expect(try await loader.load(fixture.source).sources.last?.figures == [1, 1, 0, 0])
            #expect(try await connection.value("SELECT count(*) FROM plumb.loads") == "1")
        }
    }

    @Test("Every table and column says in the database what it is")
    func comments() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT c.oid::regclass, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND attnum >= 0
                    WHERE c.relkind = 'r' AND relnamespace::regnamespace::text IN ('public', 'staging', 'plumb')
                        AND (col_description(c.oid, attnum) IS NULL OR obj_description(c.oid, 'pg_class') IS NULL)
                    """
                ) == []
            )
        }
    }

    @Test(
        "Schema names that cannot be used are refused",
        arguments: [
            ("", "it is empty"), ("plumb", "it is the ledger's"), ("staging", "it is the staging schema of 'public'"),
            ("pg_x", "it belongs to PostgreSQL"),
            (String(repeating: "x", count: 56), "it is too long; at most 55 bytes leave room for '_staging'"),
        ]
    )
    func names(_ name: String, _ reason: String) throws {
        let error = #expect(throws: LoadError.self) { try SchemaSetup(LoadOptions(starSchema: name)) }
        #expect(error?.description == "the schema name '\(name)' cannot be used: \(reason)")
    }

    @Test("A limit of rejects is a count or a share")
    func limits() {
        #expect(RejectLimit("0") == .count(0))
        #expect(RejectLimit("2.5%") == .percent(2.5))
        for text in ["", "-1", "x", "101%", "%", "1.5"] { #expect(RejectLimit(text) == nil, "\(text)") }
        #expect(!RejectLimit.percent(0).isPassed(rejected: 0, records: 0))
    }
}
