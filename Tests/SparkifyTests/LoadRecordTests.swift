import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Records of a load")
struct LoadRecordTests {
    @Test("Values are stored exactly, and as strings or numbers alike")
    func values() async throws {
        let fixture = try LoadFixture()
        try fixture.events([
            LoadFixture.event(["userId": "39", "ts": "1.541105830796E12", "length": "\"0.10\"", "sessionId": "\"7\""]),
            LoadFixture.event([
                "length": "-1.5e-3", "firstName": "\"\"", "lastName": "null", "song": "1999", "ts": "-1",
            ]),
            LoadFixture.event(
                ["length": "\"NaN\"", "level": "\"gold\"", "artist": #""\u00c9\ud83d\ude00\n\"""#, "ts": "\"2\""],
                without: ["gender"]
            ),
        ])
        try fixture.songs([LoadFixture.song(["duration": "12345678901234567890.123456789", "artist_latitude": "1e-3"])])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(summary.sources.map(\.figures) == [[1, 1, 0, 0], [3, 3, 0, 0]])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT user_id, session_id, ts, start_time, length, artist, song, first_name, last_name, gender, level,
                           registration, extra, line
                    FROM staging.events ORDER BY event_id
                    """
                ) == [
                    "39|7|1541105830796|2018-11-01 20:57:10.796|0.10|Elena|Setanta matins|Walter|Frye|M|free|"
                        + "1540919166796.0|-|1",
                    "39|38|-1|1969-12-31 23:59:59.999|-0.0015|Elena|1999|Walter|-|M|free|1540919166796.0|-|2".replacing(
                        "|Walter|",
                        with: "||"
                    ),
                    "39|38|2|1970-01-01 00:00:00.002|NaN|É😀\n\"|Setanta matins|Walter|Frye|-|gold|1540919166796.0|-|3",
                ]
            )
            #expect(
                try await LoadFixture.rows(connection, "SELECT s.*, a.* FROM songs s JOIN artists a USING (artist_id)")
                    == [
                        "SO1|Setanta matins|AR1|0|12345678901234567890.123456789|AR1|Elena||0.001|-0.5"
                    ]
            )
        }
    }

    @Test("Values beyond what is usual are stored as they are, for rules to judge; tokens that are no JSON are not")
    func unusualValues() async throws {
        let fixture = try LoadFixture()
        let odd = [
            ["ts": "\"1541105830796\"", "userId": "39.0", "registration": "1540919166796"],
            ["ts": "-62135596800001", "registration": "\"1540919166796.5\"", "level": "\"\""],
            ["ts": "16725225600000", "length": "-1", "itemInSession": "-3", "userId": "-1"],
            ["ts": "5", "length": "\"Infinity\""], ["ts": "6", "length": "NaN"], ["ts": "7", "length": "-Infinity"],
        ]
        try fixture.events(odd.map { LoadFixture.event($0) })
        try fixture.songs([
            LoadFixture.song(["year": "-1", "duration": "-269.5"]),
            LoadFixture.song(["song_id": "\"SO2\"", "year": "\"2018\"", "duration": "1e-3"]),
        ])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(summary.sources.map(\.figures) == [[2, 2, 0, 0], [6, 4, 0, 2]])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT start_time, user_id, registration, length, level FROM staging.events ORDER BY line"
                ) == [
                    "2018-11-01 20:57:10.796|39|1540919166796|269.58322|free",
                    "0001-12-31 23:59:59.999 BC|39|1540919166796.5|269.58322|",
                    "2500-01-01 00:00:00|-1|1540919166796.0|-1|free",
                    "1970-01-01 00:00:00.005|39|1540919166796.0|Infinity|free",
                ]
            )
            #expect(
                try await LoadFixture.rows(connection, "SELECT line, reason_code FROM staging.rejects ORDER BY line")
                    == ["5|malformed_json", "6|malformed_json"]
            )
            #expect(
                try await LoadFixture.rows(connection, "SELECT year, duration FROM songs ORDER BY song_id")
                    == ["-1|-269.5", "2018|0.001"]
            )
        }
    }

    @Test("Unknown keys are kept as they came, and so is an empty string where a number belongs")
    func extra() async throws {
        let fixture = try LoadFixture()
        try fixture.events([
            LoadFixture.event(["page": "\"Home\"", "userId": "\"\""]),
            LoadFixture.event(["ts": "2", "v": #"{"a":[1.50,"\u00e9"]}"#, "w": "\"x\""]),
        ])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(
                try await LoadFixture.rows(connection, "SELECT user_id, extra FROM staging.events ORDER BY line")
                    == [#"-|{"userId": ""}"#, #"39|{"v": {"a": [1.50, "é"]}, "w": "x"}"#]
            )
        }
    }

    @Test(
        "A record that cannot be stored is rejected with its place, naming the field",
        arguments: [
            (["ts": "null"], "missing_field", "field 'ts' is null", "\"ts\":"),
            (["ts": "\"soon\""], "wrong_type", "field 'ts' holds a string that is not a whole number", "\"ts\":"),
            (["ts": "1.5"], "wrong_type", "field 'ts' holds a number that is not a whole number", "\"ts\":"),
            (
                ["ts": "9224318016000000"], "not_storable", "field 'ts' is an instant that no timestamp can hold",
                "\"ts\":"
            ),
            (["ts": "1e30"], "not_storable", "field 'ts' is beyond a whole number of 64 bits", "\"ts\":"),
            (["page": "[]"], "wrong_type", "field 'page' holds an array, not text", "\"page\":"),
            (["userId": "\"\""], "missing_field", "field 'userId' is empty, and a play needs it", "\"userId\":"),
            (
                ["sessionId": "null"], "missing_field", "field 'sessionId' is null, and a play needs it",
                "\"sessionId\":"
            ),
            (["gender": "true"], "wrong_type", "field 'gender' holds true or false, not text", "\"gender\":"),
            (["length": "{}"], "wrong_type", "field 'length' holds an object, not a number", "\"length\":"),
            (
                ["status": "99999999999"], "not_storable", "field 'status' is beyond a whole number of 32 bits",
                "\"status\":"
            ),
            (["song": #""\ud800""#], "lone_surrogate", "a string holds half of a surrogate pair", "\"song\":\""),
            (["song": #""\u0000""#], "nul_character", #"a string holds the character NUL (\u0000)"#, "\"song\":\""),
        ] as [([String: String], String, String, String)]
    )
    func rejects(_ changes: [String: String], _ code: String, _ message: String, behind mark: String) async throws {
        let fixture = try LoadFixture()
        let bad = LoadFixture.event(changes)
        let column = try #require(bad.range(of: mark)).upperBound.utf16Offset(in: bad) + 1
        try fixture.events([LoadFixture.event(), "", bad, LoadFixture.event(["ts": "2"])])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(summary.sources.last?.figures == [3, 2, 0, 1])
            #expect(summary.sources.last?.rejectedReasons == [LoadReason(reason: message, records: 1)])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT file, line, column_number, reason_code, message, raw = \(bad) FROM staging.rejects"
                ) == ["log_data/2018/11/a.json|3|\(column)|\(code)|\(message)|t"]
            )
        }
    }

    @Test("A record without a needed field is rejected at its start")
    func missingField() async throws {
        let fixture = try LoadFixture()
        try fixture.events(["  " + LoadFixture.event(without: ["userId"]), LoadFixture.event(without: ["ts"])])
        try fixture.songs(
            ["title", "song_id", "artist_id", "artist_name", "duration"].map { LoadFixture.song(without: [$0]) }
        )
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(summary.sources.map(\.figures) == [[5, 0, 0, 5], [2, 0, 0, 2]])
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT line, column_number, message FROM staging.rejects ORDER BY source, file, line"
                ) == [
                    "1|3|field 'userId' is missing, and a play needs it", "2|1|field 'ts' is missing",
                    "1|1|field 'title' is missing", "1|1|field 'song_id' is missing",
                    "1|1|field 'artist_id' is missing",
                    "1|1|field 'artist_name' is missing", "1|1|field 'duration' is missing",
                ]
            )
        }
    }

    @Test("A key too long for an index is rejected, as is text that is not UTF-8, whose raw bytes are shown")
    func oddRejects() async throws {
        let fixture = try LoadFixture()
        try fixture.songs([LoadFixture.song(["song_id": "\"\(String(repeating: "x", count: 1001))\""])])
        let latin = Data("{\"song\":\"caf".utf8) + [0xE9, 0x22, 0x7D, 0x00]
        try fixture.events([])
        try latin.write(to: URL(fileURLWithPath: fixture.path + "/log_data/latin.json"))
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT reason_code, raw FROM staging.rejects WHERE source = 'events' ORDER BY byte_offset"
                ) == [#"invalid_utf8|{"song":"caf\xE9"}"#, #"not_an_object|\x00"#]
            )
            #expect(
                try await connection.value("SELECT message FROM staging.rejects WHERE source = 'songs'")
                    == "field 'song_id' is longer than 1000 bytes, which no key can be"
            )
        }
    }

    @Test("More rejects than are kept in memory are all written")
    func manyRejects() async throws {
        let fixture = try LoadFixture()
        let bad = String(repeating: "x", count: 3000)
        let lines = (0..<1500).map { "\($0) \(bad)" }
        let lengths = lines.reduce(0) { $0 + $1.count }
        try fixture.events(lines)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            _ = try await SparkifyLoader(connection: connection).load(fixture.source)
            #expect(
                try await LoadFixture.rows(
                    connection,
                    "SELECT count(*), count(DISTINCT raw), sum(length(raw)) FROM staging.rejects"
                ) == ["1500|1500|\(lengths)"]
            )
        }
    }
}
