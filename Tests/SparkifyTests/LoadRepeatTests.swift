import Checksum
import Foundation
import Ingest
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Loads that are repeated, fail or meet")
struct LoadRepeatTests {
    @Test("Loading a folder again changes no row, also when its files were copied and have bad lines")
    func again() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song(), LoadFixture.song()])
        try fixture.events([
            LoadFixture.event(), "nonsense", LoadFixture.event(["page": "\"Home\""]), LoadFixture.event(),
        ])
        let copy = try LoadFixture()
        try FileManager.default.removeItem(atPath: copy.path)
        try FileManager.default.copyItem(atPath: fixture.path, toPath: copy.path)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).sources.map(\.figures) == [[2, 1, 1, 0], [4, 1, 2, 1]])
            let before = try await LoadFixture.fingerprint(connection)
            #expect(try await loader.load(fixture.source).loadID == nil)
            #expect(try await LoadFixture.fingerprint(connection) == before)
            let summary = try await loader.load(copy.source)
            #expect(summary.loadID == nil)
            #expect(summary.sources.map(\.figures) == [[0, 0, 0, 0], [0, 0, 0, 0]])
            #expect(summary.sources.map(\.unchangedFiles) == [2, 1])
            #expect(try await LoadFixture.fingerprint(connection) == before)
        }
    }

    @Test("Numbers of rows that a file read again has given up are not taken for those of new events")
    func rereadThenNew() async throws {
        let fixture = try LoadFixture()
        let old = ["1000", "2000", "3000"].map { LoadFixture.event(["ts": $0]) }
        try fixture.events(old)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try fixture.events([""] + old)
            _ = try await loader.load(fixture.source)
            let new = ["1500", "2500"].map { LoadFixture.event(["ts": $0]) }
            try fixture.events(new, file: "log_data/2018/11/later.json")
            let summary = try await loader.load(fixture.source)
            #expect(summary.sources.last?.figures == [2, 2, 0, 0])
            #expect(try await LoadFixture.rows(connection, "SELECT count(*) FROM songplays") == ["5"])
        }
    }

    @Test("A file that has grown loads just what is new, and every count adds up")
    func grown() async throws {
        let fixture = try LoadFixture()
        let old = [LoadFixture.event(), LoadFixture.event(["page": "\"Home\""]), "nonsense"]
        try fixture.events(old)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try fixture.events(old + [LoadFixture.event(["ts": "2"]), "more nonsense"])
            let summary = try await loader.load(fixture.source)
            #expect(summary.sources.last?.figures == [5, 1, 3, 1])
            #expect(summary.sources.last?.filteredReasons == [LoadReason(reason: FilterReason.alreadyRead, records: 3)])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT (SELECT count(*) FROM staging.events), (SELECT count(*) FROM songplays),
                           (SELECT count(*) FROM staging.rejects), r.* FROM plumb.load_reconciliation r
                    """
                ) == ["3|2|2|public|events|1|5|2|1|2|0|0"]
            )
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT outcome, reason, records FROM plumb.load_reasons ORDER BY 2"
                )
                    == [
                        "filtered|page is 'Home', not 'NextSong'|1", "rejected|the record is not a JSON object|2",
                    ]
            )
        }
    }

    @Test(
        "Of a file that grew by whole lines only those are read, and lines, bytes and counts are those of the whole file"
    )
    func grownByLines() async throws {
        let fixture = try LoadFixture()
        var lines = [LoadFixture.event(), LoadFixture.event(["page": "\"Home\""]), "nonsense"]
        // What follows is the file's first lines, each time with a newline at their end.
        let steps: [(more: [String], figures: [Int], reconciled: String)] = [
            ([], [3, 1, 1, 1], "3|1|1|1|0"),
            ([LoadFixture.event(["ts": "2"]), "more nonsense"], [5, 1, 3, 1], "5|2|1|2|0"),
            ([LoadFixture.event(), LoadFixture.event(["ts": "3"])], [7, 1, 6, 0], "7|3|2|2|0"),
        ]
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            for step in steps {
                lines += step.more
                try fixture.events(lines + [""])
                let summary = try await loader.load(fixture.source)
                #expect(summary.sources.last?.figures == step.figures)
                // Keys are counted in what was read: the earlier lines were not.
                #expect(try await connection.value("SELECT count(*) FROM staging.drift") == "0")
                #expect(
                    try await LoadFixture.rows(
                        connection,
                        "SELECT records, loaded, filtered, rejected, departed FROM plumb.load_reconciliation"
                    ) == [step.reconciled]
                )
                let bytes = Data((lines.joined(separator: "\n") + "\n").utf8)
                #expect(
                    try await connection.value("SELECT sha256 FROM plumb.files ORDER BY file_id DESC LIMIT 1")
                        == SHA256.hexadecimal(of: bytes)
                )
                #expect(try await loader.load(fixture.source).loadID == nil)
            }
            #expect(
                try await LoadFixture.rows(connection, "SELECT line, outcome FROM staging.events ORDER BY event_id")
                    == ["1|loaded", "2|filtered", "4|loaded", "6|filtered", "7|loaded"]
            )
            let place = lines[..<4].reduce(0) { $0 + $1.utf8.count + 1 }
            #expect(
                try await LoadFixture.rows(connection, "SELECT line, byte_offset FROM staging.rejects ORDER BY 1")
                    == ["3|\(lines[0].utf8.count + lines[1].utf8.count + 2)", "5|\(place)"]
            )
            // A file that changed in its midst is read as a whole, and nothing of it is lost or doubled.
            lines[1] = LoadFixture.event(["ts": "9"])
            try fixture.events(lines + [LoadFixture.event(["ts": "10"]), ""])
            #expect(try await loader.load(fixture.source).sources.last?.figures == [8, 2, 6, 0])
            #expect(try await connection.value("SELECT count(*) FROM songplays") == "5")
        }
    }

    @Test("A file that grew behind a line without its end is read again, and the line is taken for what it has become")
    func grownInALine() async throws {
        let fixture = try LoadFixture()
        let (one, other) = (LoadFixture.event(), LoadFixture.event(["ts": "2"]))
        try fixture.events([one, String(other.prefix(40))])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).sources.last?.figures == [2, 1, 0, 1])
            try fixture.events([one, other, ""])
            #expect(try await loader.load(fixture.source).sources.last?.figures == [2, 1, 1, 0])
            #expect(try await connection.value("SELECT count(*) FROM songplays") == "2")
        }
    }

    @Test("The same event in another file is staged as a duplicate; one that differs in its key is not")
    func duplicates() async throws {
        let fixture = try LoadFixture()
        let keys = [
            ["ts": "1"], ["userId": "1"], ["sessionId": "1"], ["itemInSession": "1"], ["itemInSession": "null"],
        ]
        try fixture.events([LoadFixture.event()] + keys.map { LoadFixture.event($0) }, file: "log_data/a.json")
        try fixture.events([LoadFixture.event(["song": "\"x\""])], file: "log_data/b.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).sources.last?.figures == [7, 6, 1, 0])
            try fixture.events([LoadFixture.event(["itemInSession": "null"])], file: "log_data/c.json")
            #expect(try await loader.load(fixture.source).sources.last?.figures == [1, 0, 1, 0])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT path, outcome, reason, songplay_id FROM staging.events JOIN plumb.files USING (file_id)
                    WHERE outcome = 'filtered' ORDER BY 1
                    """
                ) == ["b", "c"].map { "log_data/\($0).json|filtered|duplicate of an event already loaded|-" }
            )
            #expect(try await connection.value("SELECT count(*) FROM songplays") == "6")
        }
    }

    @Test("A load that fails while reading leaves nothing, not even schemas")
    func failsEmpty() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try unreadableFile(in: fixture)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let error = await #expect(throws: LoadError.self) {
                try await SparkifyLoader(connection: connection).load(fixture.source)
            }
            #expect(error?.description == "cannot read '\(fixture.path)/log_data/z.json': input/output error")
            #expect(try await LoadFixture.fingerprint(connection).isEmpty)
            #expect(
                try await connection.value("SELECT count(*) FROM pg_namespace WHERE nspname ~ 'plumb|staging'") == "0"
            )
        }
    }

    @Test("A load that fails anywhere leaves the tables as they were")
    func failsLater() async throws {
        for table in ["public.time", "public.users", "public.songplays", "plumb.reasons", "staging.rejects"] {
            let fixture = try LoadFixture()
            try fixture.events([LoadFixture.event()])
            try await TestDatabase.withDatabase { (connection: Connection) async throws in
                let loader = SparkifyLoader(connection: connection)
                _ = try await loader.load(fixture.source)
                try await connection.execute(
                    script: """
                        CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RAISE 'no'; END$$;
                        CREATE TRIGGER fail BEFORE INSERT ON \(table) FOR EACH ROW EXECUTE FUNCTION fail();
                        """
                )
                let before = try await LoadFixture.fingerprint(connection)
                try fixture.events([LoadFixture.event(["ts": "2", "userId": "2"]), "x"], file: "log_data/b.json")
                await #expect(throws: PostgresError.self, "\(table)") { try await loader.load(fixture.source) }
                #expect(try await LoadFixture.fingerprint(connection) == before)
            }
        }
    }

    @Test("A load that is cancelled leaves nothing, and the connection takes the next one")
    func cancelled() async throws {
        let fixture = try LoadFixture()
        try fixture.events((0..<20_000).map { LoadFixture.event(["ts": "\($0)"]) })
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let source = fixture.source
            let load = Task {
                try await SparkifyLoader(connection: connection).load(source) { progress in
                    if progress.stage == .readingEvents { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }
            await #expect(throws: PostgresError.self) { try await load.value }
            #expect(try await LoadFixture.fingerprint(connection).isEmpty)
            #expect(try await SparkifyLoader(connection: connection).load(source).records == 20_000)
        }
    }

    @Test("Past the limit of rejects nothing is loaded, and the error tells what was wrong")
    func rejectLimit() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event(), "bad", LoadFixture.event(["ts": "2"]), "worse"])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            for limit in ["1", "49.9%"] {
                let options = LoadOptions(maxRejects: RejectLimit(limit))
                let error = await #expect(throws: LoadError.self) {
                    try await SparkifyLoader(connection: connection, options: options).load(fixture.source)
                }
                guard case .rejectLimitPassed(_, let summary, let rejects, _, _) = error else {
                    Issue.record("unexpected error \(String(describing: error))")
                    return
                }
                #expect(summary.sources.last?.figures == [4, 2, 0, 2])
                #expect(rejects.map(\.reject.line) == [2, 4])
                #expect(rejects.first?.description == "log_data/2018/11/a.json:2:1: the record is not a JSON object")
                #expect(
                    error?.description
                        == "2 of 4 records were rejected, more than the limit of \(limit); nothing was loaded"
                )
                #expect(try await LoadFixture.fingerprint(connection).isEmpty)
            }
            let options = LoadOptions(maxRejects: RejectLimit("50%"))
            #expect(
                try await SparkifyLoader(connection: connection, options: options).load(fixture.source).rejected == 2
            )
        }
    }

    @Test("Two loads at once queue up and come to the same as one")
    func twoAtOnce() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song()])
        try fixture.events((0..<500).map { LoadFixture.event(["ts": "\($0)"]) })
        try await TestDatabase.withDatabase { (name: String) in
            let source = fixture.source
            let loaded = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        let connection = try await Connection.open(ConnectionTarget(parameters: ["dbname": name]))
                        let summary = try await SparkifyLoader(connection: connection).load(source)
                        await connection.close()
                        return summary.loadID == nil ? 0 : summary.records
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }.sorted()
            }
            #expect(loaded == [0, 0, 501])
        }
    }

    /// A file that can be opened but not read, also by root.
    private func unreadableFile(in fixture: LoadFixture) throws {
        let path = fixture.path + "/log_data/z.json"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "/proc/self/mem")
    }

    @Test("A log that shrinks and grows back holds its old events again, and none of them is a duplicate")
    func shrunkLog() async throws {
        let fixture = try LoadFixture()
        let events = (1...3).map { LoadFixture.event(["ts": "\($0)"]) }
        try fixture.events(events)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            let standing: SQL = """
                SELECT records, loaded, filtered, departed, (SELECT count(*) FROM staging.events)
                FROM plumb.load_reconciliation WHERE source = 'events'
                """
            for _ in 1...2 {
                try fixture.events(Array(events.prefix(1)))
                _ = try await loader.load(fixture.source)
                #expect(try await LoadFixture.rows(connection, standing) == ["1|1|0|2|3"])
                try fixture.events(events)
                _ = try await loader.load(fixture.source)
                #expect(try await LoadFixture.rows(connection, standing) == ["3|3|0|0|3"])
            }
            #expect(try await LoadFixture.rows(connection, "SELECT count(*) FROM songplays") == ["3"])
        }
    }
}
