import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

/// Loads random files one after another and compares the star tables with what one query over all of staging says.
@Suite("Star tables against staging")
struct LoadPropertyTests {
    /// Each query returns what differs; none may return a row.
    private static let differences: [(what: String, query: SQL)] = [
        (
            "plays are the first event of each key, in the order of reading",
            """
            WITH first AS (
                SELECT DISTINCT ON (ts, user_id, session_id, item_in_session, page) * FROM staging.events
                WHERE page = 'NextSong' ORDER BY ts, user_id, session_id, item_in_session, page, event_id),
            expected AS (
                SELECT songplay_id, start_time, user_id, level, session_id, location, user_agent FROM first),
            found AS (SELECT songplay_id, start_time, user_id, level, session_id, location, user_agent FROM songplays)
            (TABLE expected EXCEPT TABLE found) UNION ALL (TABLE found EXCEPT TABLE expected)
            """
        ),
        (
            "only duplicates and other pages are filtered",
            """
            SELECT event_id FROM (
                SELECT *, row_number() OVER (PARTITION BY ts, user_id, session_id, item_in_session, page
                                             ORDER BY event_id) AS copy FROM staging.events) e
            WHERE (outcome = 'loaded') <> (page = 'NextSong' AND copy = 1)
                OR (reason = 'duplicate of an event already loaded') <> (copy > 1) OR (songplay_id IS NULL) = (outcome = 'loaded')
            """
        ),
        (
            "users are as in their latest play",
            """
            WITH expected AS (
                SELECT DISTINCT ON (user_id) user_id, first_name, last_name, gender, level FROM staging.events
                WHERE songplay_id IS NOT NULL ORDER BY user_id, ts DESC, event_id DESC)
            (TABLE expected EXCEPT TABLE users) UNION ALL (TABLE users EXCEPT TABLE expected)
            """
        ),
        (
            "instants are those of the plays",
            """
            WITH expected AS (
                SELECT DISTINCT start_time, date_part('hour', start_time)::int, date_part('day', start_time)::int,
                       date_part('week', start_time)::int, date_part('month', start_time)::int,
                       date_part('year', start_time)::int, date_part('isodow', start_time)::int - 1 FROM songplays)
            (TABLE expected EXCEPT TABLE time) UNION ALL (TABLE time EXCEPT TABLE expected)
            """
        ),
        (
            "plays are linked where title, artist and length agree",
            """
            WITH links AS (
                SELECT title, name, duration, min(song_id) AS song_id FROM songs JOIN artists USING (artist_id)
                GROUP BY 1, 2, 3)
            SELECT p.songplay_id FROM songplays p JOIN staging.events e USING (songplay_id)
            LEFT JOIN links l ON l.title = e.song AND l.name = e.artist AND l.duration = e.length
            WHERE p.song_id IS DISTINCT FROM l.song_id
            """
        ),
        (
            "the ledger adds up to what is there",
            """
            SELECT source FROM plumb.load_reconciliation
            WHERE source = 'events' AND (records + departed, loaded) IS DISTINCT FROM
                ((SELECT count(*) FROM staging.events), (SELECT count(*) FROM songplays))
            """
        ),
        (
            "the ledger knows which rows a reading made",
            """
            SELECT file_id FROM plumb.files f JOIN staging.events e USING (file_id)
            WHERE e.event_id NOT BETWEEN f.first_row AND f.last_row OR e.ts NOT BETWEEN f.first_ts AND f.last_ts
            """
        ),
    ]

    private static func event(_ random: inout SplitMix64) -> String {
        let names = ["\"A\"", "\"B\"", "\"\\u0042\"", "null"]
        return LoadFixture.event([
            "ts": "\(Int(random.next() % 40) * 1000 + 1_541_000_000_000)", "userId": "\"\(random.next() % 4)\"",
            "sessionId": "1", "itemInSession": ["0", "1", "null"][Int(random.next() % 3)],
            "page": ["\"NextSong\"", "\"NextSong\"", "\"Home\""][Int(random.next() % 3)],
            "firstName": names[Int(random.next() % 4)], "level": ["\"free\"", "\"paid\""][Int(random.next() % 2)],
            "song": names[Int(random.next() % 4)], "length": ["1.50", "1.5", "15e-1", "2"][Int(random.next() % 4)],
        ])
    }

    @Test(
        "Whatever comes in whatever order, the star tables say what staging says: duplicates within and between loads, times out of order, equal times",
        arguments: [1, 2, 3, 4] as [UInt64]
    )
    func random(seed: UInt64) async throws {
        var random = SplitMix64(seed: seed, stream: 0)
        let fixture = try LoadFixture()
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            for load in 0..<4 {
                for file in 0..<3 {
                    let events = (0..<Int(random.next() % 30)).map { _ in Self.event(&random) }
                    try fixture.events(events, file: "log_data/\(file)-\(load).json")
                }
                // Some songs are there from the start, others come late; one load has none.
                if load != 1 {
                    let title = ["\"A\"", "\"B\""][Int(random.next() % 2)]
                    let song = LoadFixture.song([
                        "song_id": "\"S\(load)\"", "title": title, "duration": load == 2 ? "2.0" : "1.500",
                    ])
                    try fixture.write([song], to: "song_data/\(load).json")
                }
                let summary = try await loader.load(fixture.source)
                for difference in Self.differences {
                    let rows = try await LoadFixture.rows(connection, difference.query)
                    #expect(rows == [], "load \(load): \(difference.what)")
                }
                for table in summary.tables {
                    let count = try await connection.value("SELECT count(*) FROM \(identifier: table.name)")
                    #expect("\(table.rowsAfter)" == count, "load \(load): \(table.name)")
                }
                let linked = try await connection.value("SELECT count(song_id) FROM songplays")
                #expect("\(summary.linkedPlays)" == linked, "load \(load)")
            }
        }
    }

    @Test("A file that comes again under another name is a duplicate as a whole, and its table is as it was")
    func copies() async throws {
        let fixture = try LoadFixture()
        let events = (0..<3000).map {
            LoadFixture.event(["ts": "\($0 / 2)", "itemInSession": "\($0)", "userId": "\($0 % 50)"])
        }
        try fixture.events(events, file: "log_data/a.json")
        try fixture.events(events.reversed(), file: "log_data/b.json")
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).sources.last?.figures == [6000, 3000, 3000, 0])
            try fixture.events(events.shuffled(), file: "log_data/c.json")
            #expect(try await loader.load(fixture.source).sources.last?.figures == [3000, 0, 3000, 0])
            for difference in Self.differences {
                #expect(try await LoadFixture.rows(connection, difference.query) == [], "\(difference.what)")
            }
        }
    }

    @Test("A ledger that does not know which rows a reading made learns it, and repeated events are still found")
    func upgraded() async throws {
        let fixture = try LoadFixture()
        try fixture.events((0..<20).map { LoadFixture.event(["ts": "\($0)"]) })
        try fixture.songs([LoadFixture.song()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            _ = try await loader.load(fixture.source)
            let ranges: SQL = "SELECT path, first_row, last_row, first_ts, last_ts FROM plumb.files ORDER BY 1"
            let before = try await LoadFixture.rows(connection, ranges)
            #expect(before == ["log_data/2018/11/a.json|1|20|0|19", "song_data/A/0.json|1|1|-|-"])
            try await connection.execute(
                script: """
                    DROP VIEW plumb.load_reconciliation, plumb.load_reasons, plumb.file_readings;
                    ALTER TABLE plumb.files DROP first_row, DROP last_row, DROP first_ts, DROP last_ts;
                    """
            )
            try fixture.events(
                [LoadFixture.event(["ts": "7"]), LoadFixture.event(["ts": "20"])],
                file: "log_data/b.json"
            )
            #expect(try await loader.load(fixture.source).sources.last?.figures == [2, 1, 1, 0])
            #expect(try await LoadFixture.rows(connection, ranges).filter(before.contains) == before)
        }
    }
}
