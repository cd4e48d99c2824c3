import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Star tables of a load")
struct LoadStarTests {
    @Test("Only plays become songplays, numbered by file and line, and a staged play carries its number")
    func plays() async throws {
        let fixture = try LoadFixture()
        try fixture.events(
            [LoadFixture.event(["page": "\"Home\""]), LoadFixture.event(["ts": "5"])],
            file: "log_data/b.json"
        )
        try fixture.events([LoadFixture.event(["ts": "9"])], file: "log_data/a/a.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(summary.sources.last?.figures == [3, 2, 1, 0])
            #expect(
                summary.sources.last?.filteredReasons
                    == [LoadReason(reason: "page is 'Home', not 'NextSong'", records: 1)]
            )
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT songplay_id, p.start_time, f.path, e.line, e.outcome FROM songplays p
                    JOIN staging.events e USING (songplay_id) JOIN plumb.files f USING (file_id) ORDER BY 1
                    """
                ) == [
                    "1|1970-01-01 00:00:00.009|log_data/a/a.json|1|loaded",
                    "2|1970-01-01 00:00:00.005|log_data/b.json|2|loaded",
                ]
            )
        }
    }

    @Test("The parts of time are UTC, the week is ISO's and Monday is 0")
    func time() async throws {
        let fixture = try LoadFixture()
        // Sunday 2017-01-01 23:30:00.5 UTC lies in week 52 of 2016; Monday follows.
        try fixture.events(["1483313400500", "1483315200000"].map { LoadFixture.event(["ts": $0]) })
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            try await connection.query("SET TimeZone = 'Asia/Tokyo'")
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(
                try await LoadFixture.rows(connection, "SELECT * FROM time ORDER BY start_time")
                    == ["2017-01-01 23:30:00.5|23|1|52|1|2017|6", "2017-01-02 00:00:00|0|2|1|1|2017|0"]
            )
        }
    }

    @Test(
        "A user is as in the latest play by time; at the same instant the one read last counts, whatever is not a play"
    )
    func users() async throws {
        let fixture = try LoadFixture()
        try fixture.events([
            LoadFixture.event(["ts": "9", "level": "\"paid\"", "itemInSession": "1"]),
            LoadFixture.event(["ts": "3", "level": "\"free\""]),
            LoadFixture.event(["ts": "99", "level": "\"free\"", "page": "\"Home\""]),
            LoadFixture.event(["ts": "4", "userId": "8", "firstName": "\"A\"", "itemInSession": "1"]),
            LoadFixture.event(["ts": "4", "userId": "8", "firstName": "\"B\"", "itemInSession": "2"]),
            LoadFixture.event(["ts": "4", "userId": "100", "page": "\"Help\""]),
        ])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            let users: SQL = "SELECT * FROM users ORDER BY user_id"
            #expect(try await LoadFixture.rows(connection, users) == ["8|B|Frye|M|free", "39|Walter|Frye|M|paid"])
            // An earlier play that arrives later changes nothing; a later one does.
            try fixture.events([LoadFixture.event(["ts": "5"])], file: "log_data/later.json")
            _ = try await loader.load(fixture.source)
            #expect(try await LoadFixture.rows(connection, users).last == "39|Walter|Frye|M|paid")
            try fixture.events([LoadFixture.event(["ts": "10"])], file: "log_data/latest.json")
            _ = try await loader.load(fixture.source)
            #expect(try await LoadFixture.rows(connection, users).last == "39|Walter|Frye|M|free")
        }
    }

    @Test("A play is linked by title, artist name and exact length; the lowest of several songs is taken")
    func links() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song(["song_id": "\"SO2\""]), LoadFixture.song()])
        try fixture.events([
            LoadFixture.event(), LoadFixture.event(["ts": "2", "length": "269.583220"]),
            LoadFixture.event(["ts": "3", "length": "269.58323"]),
            LoadFixture.event(["ts": "4", "artist": "\"elena\""]),
            LoadFixture.event(["ts": "5", "song": "\"Setanta\""]), LoadFixture.event(["ts": "6", "song": "null"]),
        ])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(summary.linkedPlays == 2)
            #expect(
                try await LoadFixture.rows(connection, "SELECT song_id, artist_id FROM songplays ORDER BY songplay_id")
                    == ["SO1|AR1", "SO1|AR1", "-|-", "-|-", "-|-", "-|-"]
            )
        }
    }

    @Test("A song that arrives after its plays links them")
    func lateSong() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event(), LoadFixture.event(["ts": "2", "song": "\"Other\""])])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).linkedPlays == 0)
            try fixture.songs([LoadFixture.song()])
            let summary = try await loader.load(fixture.source)
            #expect(summary.linkedPlays == 1)
            #expect(summary.newlyLinkedPlays == 1)
            #expect(
                try await LoadFixture.rows(connection, "SELECT song_id, artist_id FROM songplays ORDER BY songplay_id")
                    == ["SO1|AR1", "-|-"]
            )
        }
    }

    @Test("Of song records that disagree the first counts and the others are told; a later load changes the song")
    func songConflicts() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([
            LoadFixture.song(), LoadFixture.song(), LoadFixture.song(["year": "1999"]),
            LoadFixture.song(["song_id": "\"SO2\"", "artist_name": "\"Elena & Co\""]),
        ])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let summary = try await loader.load(fixture.source)
            #expect(summary.sources.first?.figures == [4, 2, 2, 0])
            #expect(
                summary.sources.first?.filteredReasons == [
                    LoadReason(reason: "differs from the record of the same song that was read first", records: 1),
                    LoadReason(reason: "duplicate of a song already loaded", records: 1),
                ]
            )
            #expect(try await LoadFixture.rows(connection, "SELECT name FROM artists") == ["Elena"])
            try fixture.write([LoadFixture.song(["year": "2001"])], to: "song_data/new.json")
            #expect(try await loader.load(fixture.source).sources.first?.figures == [1, 1, 0, 0])
            #expect(
                try await LoadFixture.rows(connection, "SELECT song_id, year FROM songs ORDER BY 1") == [
                    "SO1|2001", "SO2|0",
                ]
            )
        }
    }
}
