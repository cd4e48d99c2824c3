import Checksum
import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("The ledger of files")
struct LoadLedgerTests {
    private static let log = "log_data/2018/11/a.json"

    /// What the reconciliation says of a kind: files, records, loaded, filtered, rejected, departed, removed files.
    private func reconciliation(_ connection: Connection, of source: String = "events") async throws -> String? {
        try await LoadFixture.rows(
            connection,
            """
            SELECT files, records, loaded, filtered, rejected, departed, removed_files FROM plumb.load_reconciliation
            WHERE source = \(source)
            """
        ).first
    }

    /// Loaded, filtered and rejected events as the tables hold them.
    private func held(_ connection: Connection) async throws -> String? {
        try await LoadFixture.rows(
            connection,
            """
            SELECT (SELECT count(*) FROM songplays), (SELECT count(*) FROM staging.events WHERE outcome = 'filtered'),
                   (SELECT count(*) FROM staging.rejects WHERE source = 'events')
            """
        ).first
    }

    @Test("Every file has the checksum of its bytes, also one that is packed, given up, empty or longer than a buffer")
    func checksums() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song()])
        try fixture.events((0..<6_000).map { LoadFixture.event(["ts": "\($0)"]) })
        try fixture.write([""], to: "log_data/empty.json")
        try fixture.write(
            ["<!DOCTYPE html>"] + Array(repeating: "<p>not found</p>", count: 200_000),
            to: "log_data/page.json"
        )
        let packed = Data(gzip(Array(LoadFixture.event(["ts": "-1"]).utf8)))
        try packed.write(to: URL(fileURLWithPath: fixture.path + "/log_data/packed.json"))
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            let rows = try await connection.query("SELECT folder, path, sha256 FROM plumb.files")
            #expect(rows.count == 5)
            for row in rows {
                let path = "\(row["folder"] ?? "")/\(row["path"] ?? "")"
                let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
                #expect(row["sha256"] == SHA256.hexadecimal(of: bytes), "\(path)")
            }
        }
    }

    @Test("A file that only looks the same is found by its checksum when files are verified, and not before")
    func verified() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event(["ts": "1"])])
        let file = fixture.path + "/" + Self.log
        let time = Date(timeIntervalSince1970: 1_600_000_000)
        try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: file))
            try handle.write(contentsOf: Data(LoadFixture.event(["ts": "2"]).utf8))
            try handle.close()
            try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: file)
            let before = try await LoadFixture.fingerprint(connection)
            #expect(try await SparkifyLoader(connection: connection).load(fixture.source).loadID == nil)
            #expect(try await LoadFixture.fingerprint(connection) == before)
            let verifying = SparkifyLoader(connection: connection, options: LoadOptions(verifiesFiles: true))
            let summary = try await verifying.load(fixture.source)
            #expect(summary.sources.last?.figures == [1, 1, 0, 0])
            #expect(try await reconciliation(connection) == "1|1|1|0|0|1|0")
            let after = try await LoadFixture.fingerprint(connection)
            #expect(try await verifying.load(fixture.source).sources.last?.unchangedFiles == 1)
            #expect(try await LoadFixture.fingerprint(connection) == after)
        }
    }

    @Test("A touched file and a copied folder are known by their checksums, and change no row")
    func touched() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            let before = try await LoadFixture.fingerprint(connection)
            try fixture.events([LoadFixture.event()])
            #expect(try await loader.load(fixture.source).sources.last?.unchangedFiles == 1)
            #expect(try await LoadFixture.fingerprint(connection) == before)
        }
    }

    @Test("However a file grows, shrinks or changes, each record that it holds counts once, and the tables agree")
    func versions() async throws {
        func event(_ number: Int) -> String { LoadFixture.event(["ts": "\(number)"]) }
        let home = LoadFixture.event(["page": "\"Home\""])
        let versions: [(lines: [String], new: [Int], reconciled: String, held: String)] = [
            ([event(1), home, "bad"], [3, 1, 1, 1], "1|3|1|1|1|0|0", "1|1|1"),
            // A line before the others moves them; a second copy of an event is another record, and so is a second fault.
            ([event(2), event(1), home, "bad", event(1), "bad"], [6, 1, 4, 1], "1|6|2|2|2|0|0", "2|2|2"),
            // What has gone from the file stays in the tables.
            ([event(2), "worse"], [2, 0, 1, 1], "1|2|1|0|1|5|0", "2|2|3"),
            ([event(2), home, event(1), "worse", event(3)], [5, 1, 4, 0], "1|5|3|1|1|3|0", "3|2|3"),
            ([], [0, 0, 0, 0], "1|0|0|0|0|8|0", "3|2|3"),
        ]
        let fixture = try LoadFixture()
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            for (number, version) in versions.enumerated() {
                try fixture.events(version.lines)
                let summary = try await loader.load(fixture.source)
                #expect(summary.sources.last?.figures == version.new, "version \(number)")
                #expect(try await reconciliation(connection) == version.reconciled, "version \(number)")
                #expect(try await held(connection) == version.held, "version \(number)")
                let before = try await LoadFixture.fingerprint(connection)
                #expect(try await loader.load(fixture.source).loadID == nil)
                #expect(try await LoadFixture.fingerprint(connection) == before)
            }
        }
    }

    @Test("The reasons are those of the files as they are")
    func reasons() async throws {
        let fixture = try LoadFixture()
        let home = LoadFixture.event(["page": "\"Home\""])
        try fixture.events([LoadFixture.event(), LoadFixture.event(), home, "bad"])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try fixture.events([LoadFixture.event(), LoadFixture.event(), "bad", LoadFixture.event(["ts": "7"])])
            _ = try await loader.load(fixture.source)
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT outcome, reason, records FROM plumb.load_reasons ORDER BY 1"
                )
                    == ["filtered|\(FilterReason.duplicateEvent)|1", "rejected|the record is not a JSON object|1"]
            )
        }
    }

    @Test(
        "There can be as many reasons as records: the first are told one by one, and all are counted",
        .timeLimit(.minutes(5))
    )
    func manyReasons() async throws {
        let fixture = try LoadFixture()
        let pages = (0..<1500).map { LoadFixture.event(["page": "\"p\($0)\"", "ts": "\($0)"]) }
        let faults = (0..<1500).map { "{\"k\($0)\":1,\"k\($0)\":2}" }
        try fixture.events(pages + faults + [LoadFixture.event()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            for figures in [[3001, 1, 1500, 1500], [3002, 1, 3001, 0]] {
                let events = try #require(try await loader.load(fixture.source).sources.last)
                #expect(events.figures == figures)
                for reasons in [events.filteredReasons, events.rejectedReasons] { #expect(reasons.count <= 20) }
                #expect(events.filteredReasons.reduce(0) { $0 + $1.records } == events.filtered)
                #expect(
                    try await LoadFixture.rows(
                        connection,
                        """
                        SELECT outcome, count(*) <= 20, sum(records) FROM plumb.reasons
                        WHERE file_id = (SELECT max(file_id) FROM plumb.files) GROUP BY 1 ORDER BY 1
                        """
                    ) == ["filtered|t|1500", "rejected|t|1500"]
                )
                try fixture.events(pages + faults + [LoadFixture.event(), LoadFixture.event(["ts": "-7"])])
            }
        }
    }

    @Test("The same event in two files loads once, and files of the same name in two folders are two files")
    func twoFolders() async throws {
        let one = try LoadFixture()
        let other = try LoadFixture()
        try one.events([LoadFixture.event(), LoadFixture.event(["ts": "1"])])
        try other.events([LoadFixture.event(), LoadFixture.event(["ts": "2"]), LoadFixture.event(["ts": "3"])])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(one.source)
            let summary = try await loader.load(other.source)
            #expect(summary.sources.last?.figures == [3, 2, 1, 0])
            #expect(summary.removedFileCount == 0)
            #expect(try await reconciliation(connection) == "2|5|4|1|0|0|0")
            #expect(try await held(connection) == "4|1|0")
            // A part of a folder, or the same by another way, is no other folder.
            let part = LoadSource(events: one.path + "/log_data/2018")
            #expect(try await loader.load(part).sources.last?.unchangedFiles == 1)
            let link = one.path + "-link"
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: one.path)
            defer { try? FileManager.default.removeItem(atPath: link) }
            #expect(try await loader.load(LoadSource(data: link)).loadID == nil)
        }
    }

    @Test("A file that is gone is told once and marked, its rows stay; when it comes back it is known")
    func removed() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event()])
        try fixture.events([LoadFixture.event(["ts": "2"])], file: "log_data/b.json")
        try fixture.write(["{}"], to: "log_data/.hidden.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try FileManager.default.removeItem(atPath: fixture.path + "/log_data/b.json")
            let summary = try await loader.load(fixture.source)
            #expect(summary.removedFiles == ["log_data/b.json"])
            #expect(summary.removedFileCount == 1)
            #expect(summary.loadID == 2)
            #expect(try await reconciliation(connection) == "2|2|2|0|0|0|1")
            #expect(try await held(connection) == "2|0|0")
            let before = try await LoadFixture.fingerprint(connection)
            let again = try await loader.load(fixture.source)
            #expect(again.loadID == nil)
            #expect(again.removedFileCount == 0)
            #expect(try await LoadFixture.fingerprint(connection) == before)
            try fixture.events([LoadFixture.event(["ts": "2"])], file: "log_data/b.json")
            #expect(try await loader.load(fixture.source).sources.last?.figures == [1, 0, 1, 0])
            #expect(try await reconciliation(connection) == "2|2|2|0|0|0|0")
        }
    }

    @Test("Files whose names differ only in their Unicode normalisation are two, in every load")
    func normalisation() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event(["ts": "1"])], file: "log_data/cafe\u{301}.json")
        try fixture.events([LoadFixture.event(["ts": "2"])], file: "log_data/caf\u{E9}.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).sources.last?.figures == [2, 2, 0, 0])
            #expect(try await loader.load(fixture.source).loadID == nil)
            try fixture.events([LoadFixture.event(["ts": "3"])], file: "log_data/caf\u{E9}.json")
            let summary = try await loader.load(fixture.source)
            #expect(summary.sources.last?.figures == [1, 1, 0, 0])
            #expect(summary.sources.last?.unchangedFiles == 1)
            try FileManager.default.removeItem(atPath: fixture.path + "/log_data/cafe\u{301}.json")
            #expect(try await loader.load(fixture.source).removedFileCount == 1)
        }
    }

    @Test("A ledger of version 0.1.0 is brought up to date, and the next load knows every record")
    func upgraded() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song()])
        try fixture.events([LoadFixture.event(), LoadFixture.event(["page": "\"Home\""]), "bad"])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            try await connection.execute(
                script: """
                    DROP VIEW plumb.load_reconciliation, plumb.load_reasons, plumb.file_readings;
                    DROP TABLE plumb.reasons, staging.conflicts, staging.song_history, staging.artist_history, staging.drift;
                    ALTER TABLE staging.songs DROP departed_in;
                    ALTER TABLE plumb.loads DROP table_rows, DROP source_digest;
                    ALTER TABLE plumb.files DROP folder, DROP sha256, DROP repeated, DROP removed_by;
                    CREATE TABLE plumb.reasons (load_id bigint);
                    CREATE VIEW plumb.load_reconciliation AS SELECT 1 AS one;
                    CREATE VIEW plumb.load_reasons AS SELECT 1 AS one;
                    """
            )
            let summary = try await loader.load(fixture.source)
            #expect(summary.sources.map(\.figures) == [[1, 0, 1, 0], [3, 0, 3, 0]])
            #expect(try await reconciliation(connection) == "1|3|1|1|1|0|0")
            #expect(try await reconciliation(connection, of: "songs") == "1|1|1|0|0|0|0")
            #expect(try await held(connection) == "1|1|1")
            #expect(try await loader.load(fixture.source).loadID == nil)
        }
    }
}
