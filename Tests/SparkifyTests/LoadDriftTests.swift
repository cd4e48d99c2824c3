import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Schema drift")
struct LoadDriftTests {
    @Test("Unknown keys, missing keys and changed types are told once per key, in the summary and in staging.drift")
    func findings() async throws {
        let fixture = try LoadFixture()
        try fixture.events([
            LoadFixture.event(["userId": "39", "firstName": "null"]),
            LoadFixture.event(["ts": "2", "userId": "39", "v": "1"], without: ["auth"]),
        ])
        try fixture.events(
            [
                LoadFixture.event(["ts": "3"]), "nonsense",
                LoadFixture.event(["ts": "4", "userId": "39", "v": "[]"], without: ["auth"]),
            ],
            file: "log_data/b.json"
        )
        try fixture.songs([LoadFixture.song()])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            let summary = try await loader.load(fixture.source)
            let expected = [
                "1|events|auth|missing key|missing in 2 of 4 records|2|log_data/2018/11/a.json|2",
                "1|events|userId|type|number in 3 (first log_data/2018/11/a.json:1), string in 1 (first log_data/b.json:1)"
                    + "|1|log_data/b.json|1",
                "1|events|v|unknown key|not a known key: number in 1 (first log_data/2018/11/a.json:2), "
                    + "array in 1 (first log_data/b.json:3)|2|log_data/2018/11/a.json|2",
                "1|events|v|type|number in 1 (first log_data/2018/11/a.json:2), array in 1 (first log_data/b.json:3)"
                    + "|1|log_data/b.json|3",
            ]
            #expect(
                summary.drift.map {
                    "1|\($0.source)|\($0.key)|\($0.kind.rawValue)|\($0.detail)|\($0.records)|\($0.firstFile)|\($0.firstLine)"
                } == expected
            )
            let rows = try await LoadFixture.rows(connection, "SELECT * FROM staging.drift ORDER BY key, kind DESC")
            #expect(rows == expected)
            #expect(try await loader.load(fixture.source).drift == [])
            #expect(try await connection.value("SELECT count(*) FROM staging.drift") == "4")
        }
    }

    @Test("A key whose type changes from one load to the next is told, and one that stays is not")
    func betweenLoads() async throws {
        let fixture = try LoadFixture()
        try fixture.events([LoadFixture.event(["userId": "39"]), LoadFixture.event(["ts": "2", "userId": "39"])])
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let loader = SparkifyLoader(connection: connection)
            #expect(try await loader.load(fixture.source).drift == [])
            try fixture.events([LoadFixture.event(["ts": "3", "userId": "40"])], file: "log_data/b.json")
            #expect(try await loader.load(fixture.source).drift == [])
            try fixture.events(
                [
                    LoadFixture.event(["ts": "4", "userId": "\"39\""]),
                    LoadFixture.event(["ts": "5", "userId": "\"\""]),
                ],
                file: "log_data/c.json"
            )
            let drift = try await loader.load(fixture.source).drift
            #expect(drift.map(\.key) == ["userId"])
            #expect(
                drift.first?.detail
                    == "string in 2 (first log_data/c.json:1); in earlier loads number in 3 (first log_data/2018/11/a.json:1)"
            )
            #expect(drift.first?.records == 2)
            #expect(
                try await LoadFixture.rows(connection, "SELECT load_id, key, kind, records FROM staging.drift")
                    == ["3|userId|type|2"]
            )
        }
    }
}
