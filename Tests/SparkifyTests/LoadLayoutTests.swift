import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Random records in every layout")
struct LoadLayoutTests {
    private enum Layout: String, CaseIterable {
        case lines, windowsLines, pretty, commas, glued, array, prettyArray, filePerRecord

        /// The files that hold some records.
        func files(_ records: [String]) -> [String] {
            let pretty = records.map(Self.spread)
            return switch self {
            case .lines: [records.joined(separator: "\n") + "\n"]
            case .windowsLines: ["\u{FEFF}" + records.joined(separator: "\r\n")]
            case .pretty: [pretty.joined(separator: "\n")]
            case .commas: [pretty.joined(separator: ",\n")]
            case .glued: [records.joined()]
            case .array: ["[" + records.joined(separator: ",") + "]"]
            case .prettyArray: ["[\n" + pretty.joined(separator: " ,\n") + "\n]\n"]
            case .filePerRecord: records
            }
        }

        /// A record over several lines, broken wherever JSON may be.
        private static func spread(_ record: String) -> String {
            var (isInString, isEscaped) = (false, false)
            return String(
                record.unicodeScalars.reduce(into: "") { text, scalar in
                    if isInString {
                        if scalar == "\"", !isEscaped { isInString = false }
                        isEscaped = scalar == "\\" && !isEscaped
                        text.unicodeScalars.append(scalar)
                    } else {
                        isInString = scalar == "\""
                        text +=
                            scalar == "}"
                            ? "\n}" : ",:{".unicodeScalars.contains(scalar) ? "\(scalar)\n  " : "\(scalar)"
                    }
                }
            )
        }
    }

    /// Random records; texts hold whatever a layout could stumble over.
    private func records(_ count: Int, _ random: inout SeededGenerator) -> (events: [String], songs: [String]) {
        let texts = [
            #""a, b""#, #""{\"x\":1}""#, #""[""#, #""}\n{""#, #""é😀""#, #""\u00e9\ud83d\ude00""#, "\"\"", "null",
            "1999", #""//LOG""#, #""\\""#, #""\\\"""#,
        ]
        func text() -> String { texts[Int.random(in: 0..<texts.count, using: &random)] }
        func number() -> String {
            let digits = Int.random(in: 0...999_999, using: &random)
            return ["\(digits)", "\(digits).50", "\"\(digits)\"", "\(digits)e-3", "-\(digits)"][
                Int.random(in: 0..<5, using: &random)
            ]
        }
        let events = (0..<count).map { place in
            LoadFixture.event([
                "ts": ["\(1_541_105_830_796 + place)", "\"\(1_541_105_830_796 + place)\""].randomElement(using: &random)
                    ?? "", "song": text(), "artist": text(), "length": number(), "location": text(),
                "userAgent": text(), "extra key": "[{\"a\":[\(number())]},\(text())]",
            ])
        }
        let songs = (0..<count / 4).map { place in
            LoadFixture.song([
                "song_id": "\"SO\(place)\"", "title": "\"\(place)\"", "artist_location": text(), "duration": number(),
            ])
        }
        return (events, songs)
    }

    @Test("They load to the same rows, packed or not")
    func sameRows() async throws {
        var random = SeededGenerator(state: 20_181_101)
        let (events, songs) = records(48, &random)
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            var first: [String]?
            for layout in Layout.allCases {
                for isPacked in [false, true] {
                    let fixture = try LoadFixture()
                    for (folder, records) in [("log_data", events), ("song_data", songs)] {
                        for (number, text) in layout.files(records).enumerated() {
                            // Numbers of the same width, so that files are read in the order of the records.
                            let path = "\(folder)/\(1000 + number).json" + (isPacked ? ".gz" : "")
                            try fixture.write([], to: path)
                            let bytes = isPacked ? gzip(Array(text.utf8)) : Array(text.utf8)
                            try Data(bytes).write(to: URL(fileURLWithPath: fixture.path + "/" + path))
                        }
                    }
                    let schema = "\(layout)_\(isPacked)".lowercased()
                    let loader = SparkifyLoader(connection: connection, options: LoadOptions(starSchema: schema))
                    let summary = try await loader.load(fixture.source)
                    #expect(summary.sources.map(\.figures) == [[12, 12, 0, 0], [48, 48, 0, 0]], "\(schema)")
                    let rows = try await rows(schema, connection)
                    #expect(rows == first ?? rows, "\(schema)")
                    first = rows
                }
            }
        }
    }

    /// Every row of the star and staging tables, without what names its load, file and line.
    private func rows(_ schema: String, _ connection: Connection) async throws -> [String] {
        var all: [String] = []
        for table in ["songplays", "users", "songs", "artists", "time"] {
            all += try await LoadFixture.rows(
                connection,
                "SELECT t FROM \(identifier: schema).\(identifier: table) t ORDER BY t::text"
            )
        }
        for table in ["events", "songs"] {
            all += try await LoadFixture.rows(
                connection,
                """
                SELECT to_jsonb(t) - '{load_id,file_id,line,event_id,record_id,songplay_id}'::text[] AS row
                FROM \(identifier: schema + "_staging").\(identifier: table) t ORDER BY 1
                """
            )
        }
        return all
    }
}
