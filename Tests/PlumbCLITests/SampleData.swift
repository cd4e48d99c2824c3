import Foundation
import Postgres
import TestSupport

/// Two songs and four events, three of them plays, of which one is of a song of the two.
struct SampleData {
    /// The folder that is loaded.
    let folder: TemporaryFolder

    /// Writes the files.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write(
            Self.song("SO1", "Leaking", by: "AR1", "The Plumbers", seconds: "200.5"),
            to: "song_data/A/1.json"
        )
        try folder.write(
            Self.song("SO2", "Dripping", by: "AR2", "Die Dichten", seconds: "100"),
            to: "song_data/A/2.json"
        )
        let events = [
            Self.play("Leaking", by: "The Plumbers", seconds: "200.5", at: 1_541_121_934_796),
            Self.play("Blocked", by: "Nobody", seconds: "123.4", at: 1_541_125_534_796),
            #"{"page":"Home","ts":1541125535796,"userId":"2","level":"free"}"#,
            Self.play("Burst", by: "Nobody", seconds: "50", at: 1_541_208_334_796, user: "2", level: "paid"),
        ]
        try folder.write(events.joined(separator: "\n"), to: "log_data/2018/11/events.json")
    }

    /// The path of the folder.
    var path: String { folder.path }

    static func song(
        _ id: String,
        _ title: String,
        by artist: String,
        _ name: String,
        seconds: String
    ) -> String {
        """
        {"song_id":"\(id)","title":"\(title)","artist_id":"\(artist)","artist_name":"\(name)","duration":\(seconds),\
        "year":2001,"artist_location":"Basel","artist_latitude":47.5,"artist_longitude":7.6,"num_songs":1}
        """
    }

    static func play(
        _ song: String,
        by artist: String,
        seconds: String,
        at milliseconds: Int,
        user: String = "1",
        level: String = "free"
    ) -> String {
        """
        {"page":"NextSong","song":"\(song)","artist":"\(artist)","length":\(seconds),"ts":\(milliseconds),\
        "userId":"\(user)","firstName":"Ann\(user)","lastName":"Muster","gender":"F","level":"\(level)","sessionId":1,\
        "location":"Basel","userAgent":"UA"}
        """
    }

    /// A file of so many more plays, which takes a while to load.
    func addPlays(_ count: Int) throws {
        let lines = (0..<count).map {
            Self.play("Song \($0)", by: "Artist \($0 % 999)", seconds: "50", at: 1_541_300_000_000 + $0 * 1000)
        }
        try folder.write(lines.joined(separator: "\n"), to: "log_data/2018/11/many.json")
    }
}

/// The rule files of the repository.
let sparkifyRules = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../rules/sparkify").standardizedFileURL.path

/// Connects to a database of the test server.
func connecting<Value>(to database: String, _ body: (Connection) async throws -> Value) async throws -> Value {
    let connection = try await Connection.open(ConnectionTarget(parameters: ["dbname": database]))
    do {
        let value = try await body(connection)
        await connection.close()
        return value
    } catch {
        await connection.close()
        throw error
    }
}

/// A stored JSON report, read as any other program would.
struct StoredReport {
    /// The whole report.
    let fields: [String: Any]

    init(_ text: String) throws {
        struct NoObject: Error {}
        let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
        guard let object = object as? [String: Any] else { throw NoObject() }
        fields = object
    }

    /// The members of an object of the report.
    func callAsFunction(_ name: String) -> [String: Any] {
        fields[name] as? [String: Any] ?? [:]
    }

    /// The objects of a list of the report.
    func list(_ name: String) -> [[String: Any]] {
        fields[name] as? [[String: Any]] ?? []
    }

    /// The result of a rule.
    func result(_ id: String) -> [String: Any] {
        list("results").first { $0["id"] as? String == id } ?? [:]
    }

    /// The status of a rule.
    func status(_ id: String) -> String? { result(id)["status"] as? String }

    /// Population and violations of a rule.
    func figures(_ id: String) -> [Int?] {
        [result(id)["population"] as? Int, result(id)["violations"] as? Int]
    }
}
