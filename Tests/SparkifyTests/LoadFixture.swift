import Foundation
import Postgres
@testable import Sparkify
import TestSupport
import Testing

/// A folder of source files for one test, gone with it, and what tests ask of a database.
final class LoadFixture {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/plumb-load-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    var source: LoadSource { LoadSource(data: path) }

    /// Removes a file.
    func remove(_ file: String) throws {
        try FileManager.default.removeItem(atPath: path + "/" + file)
    }

    /// Writes a file, making the folders above it.
    func write(_ lines: [String], to file: String) throws {
        let url = URL(fileURLWithPath: path + "/" + file)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(lines.joined(separator: "\n").utf8).write(to: url)
    }

    /// Writes events to a log file.
    func events(_ events: [String], file: String = "log_data/2018/11/a.json") throws {
        try write(events, to: file)
    }

    /// Writes one song per file.
    func songs(_ songs: [String]) throws {
        for (number, song) in songs.enumerated() { try write([song], to: "song_data/A/\(number).json") }
    }

    /// An event as a line of JSON; keys that are given replace those of a valid play.
    static func event(_ changes: [String: String] = [:], without missing: [String] = []) -> String {
        var members = [
            "artist": "\"Elena\"", "auth": "\"Logged In\"", "firstName": "\"Walter\"", "gender": "\"M\"",
            "itemInSession": "0", "lastName": "\"Frye\"", "length": "269.58322", "level": "\"free\"",
            "location": "\"San Francisco\"", "method": "\"PUT\"", "page": "\"NextSong\"",
            "registration": "1540919166796.0", "sessionId": "38", "song": "\"Setanta matins\"", "status": "200",
            "ts": "1541105830796", "userAgent": "\"Mozilla\\/5.0\"", "userId": "\"39\"",
        ]
        members.merge(changes) { $1 }
        for key in missing { members[key] = nil }
        return object(members)
    }

    /// A song record as a line of JSON; keys that are given replace those of a valid record.
    static func song(_ changes: [String: String] = [:], without missing: [String] = []) -> String {
        var members = [
            "num_songs": "1", "artist_id": "\"AR1\"", "artist_latitude": "null", "artist_longitude": "-0.5",
            "artist_location": "\"\"", "artist_name": "\"Elena\"", "song_id": "\"SO1\"",
            "title": "\"Setanta matins\"", "duration": "269.58322", "year": "0",
        ]
        members.merge(changes) { $1 }
        for key in missing { members[key] = nil }
        return object(members)
    }

    private static func object(_ members: [String: String]) -> String {
        "{" + members.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
    }

    /// A hash of every row of every table of ours, and of the transaction that wrote it.
    static func fingerprint(_ connection: Connection) async throws -> [String: String] {
        try await connection.fingerprint()
    }

    /// The rows of a query, values joined by `|`, NULL as `-`.
    static func rows(_ connection: Connection, _ sql: SQL) async throws -> [String] {
        try await connection.query(sql).map { $0.values.map { $0 ?? "-" }.joined(separator: "|") }
    }
}

extension SourceSummary {
    /// Records read, loaded, filtered and rejected.
    var figures: [Int] { [records, loaded, filtered, rejected] }
}
