import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("Source formats of a load")
struct LoadFormatTests {
    /// A play at a millisecond.
    private func play(_ ts: Int) -> String { LoadFixture.event(["ts": "\(ts)"]) }

    /// The same, one member per line.
    private func pretty(_ ts: Int, indent: String = "") -> String {
        let members = play(ts).dropFirst().dropLast().replacing(",\"", with: ",\n\(indent)  \"")
        return "{\n\(indent)  \(members)\n\(indent)}"
    }

    /// A file, the starts of its plays and what is rejected of it.
    private struct Case {
        var file: String
        var bytes: [UInt8]
        var starts: [Int]
        var rejects: [String] = []

        init(_ file: String, _ text: String, _ starts: [Int], _ rejects: [String] = []) {
            self.init(file, Array(text.utf8), starts, rejects)
        }

        init(_ file: String, _ bytes: [UInt8], _ starts: [Int], _ rejects: [String] = []) {
            (self.file, self.bytes, self.starts, self.rejects) = (file, bytes, starts, rejects)
        }
    }

    private var cases: [Case] {
        let damaged = gzip(Array("\(play(30))\n".utf8)) + Array("tail".utf8)
        let latin1 = Array("{\"song\":\"caf".utf8) + [0xE9] + Array("\"}\n".utf8)
        return [
            Case("lines.json", "\(play(1))\n\(play(2))\n", [1, 2]),
            Case("bom-crlf.ndjson", "\u{FEFF}\(play(3))\r\n\r\n\(play(4))", [3, 4]),
            Case("one.jsonl", play(5), [5]),
            Case("pretty.json", pretty(6), [6]),
            Case("several.json", "\(pretty(7))\n\(pretty(8)),\n\(pretty(9))", [7, 8, 9]),
            Case("array.json", "[\(play(10)),\(play(11))]", [10, 11]),
            Case(
                "pretty-array.json",
                "[\n  \(pretty(12, indent: "  ")),\n  \(pretty(13, indent: "  "))\n]\n",
                [12, 13]
            ),
            Case("lines.json.gz", gzip(Array("\(play(14))\n\(play(15))\n".utf8)), [14, 15]),
            Case("members.ndjson.gz", gzip(Array("\(play(16))\n".utf8)) + gzip(Array("\(play(17))\n".utf8)), [16, 17]),
            Case("named-plainly.json", gzip(Array("[\(play(18))]".utf8)), [18]),
            Case(
                "latin1.json",
                Array("\(play(20))\n".utf8) + latin1 + Array(play(21).utf8),
                [20, 21],
                [
                    "2:13 invalid_utf8"
                ]
            ),
            Case("log.json", "\(pretty(22))\n//LOG\n\(pretty(23))", [22, 23], ["21:1 not_an_object"]),
            Case("stray.json", "\(play(24))\n2018-11-01 INFO rotated\n\(play(25))", [24, 25], ["2:1 not_an_object"]),
            Case(
                "crash.json",
                "\(play(26))\n{\"ts\":1,\n\(play(27))\n{\"page\":\"Ne",
                [26, 27],
                [
                    "2:9 truncated", "4:12 truncated",
                ]
            ),
            Case(
                "crash-pretty.json",
                "\(pretty(28))\n{\n  \"ts\": 1,\n\(pretty(29))",
                [28, 29],
                ["23:1 malformed_json"]
            ),
            Case("damaged.json.gz", damaged, [30], ["2:1 corrupt_gzip"]),
            Case("cut.json.gz", Array(gzip(Array("\(play(31))\n".utf8)).dropLast(4)), [31], ["2:1 truncated_gzip"]),
            Case("cut-array.json", "[\(play(32)),\n", [32], ["2:1 truncated"]),
            Case("pointer.json", "version https://git-lfs.github.com/spec/v1\nsize 1\n", [], ["1:1 git_lfs_pointer"]),
            Case("page.json", "<!DOCTYPE html>\n<html>\n</html>\n", [], ["1:1 web_page"]),
            Case("archive.json", [0x50, 0x4B, 3, 4, 0, 0], [], ["1:1 archive"]),
            Case("program.json", [0x7F, 0x45, 0x4C, 0x46, 0, 1, 2, 0], [], ["1:1 binary_file"]),
            Case("utf16.json", Array("{}".utf16).flatMap { [UInt8($0), 0] }, [], ["1:1 other_encoding"]),
            Case("empty.json", "", []), Case("blank.json", "\n\n", []), Case("nothing.json", "[]", []),
        ]
    }

    @Test("Every format and every fault of a file comes to the rows and rejects that it should")
    func all() async throws {
        let fixture = try LoadFixture()
        for item in cases {
            try fixture.write([], to: "log_data/" + item.file)
            try Data(item.bytes).write(to: URL(fileURLWithPath: fixture.path + "/log_data/" + item.file))
        }
        try fixture.write([play(40)], to: "log_data/folder.json/part-0.json")
        for name in [".DS_Store", "._x.json", "x.json~", "x-checkpoint.json", ".ipynb_checkpoints/x.json", "notes.txt"]
        {
            try fixture.write(["{}"], to: "log_data/" + name)
        }
        try FileManager.default.createSymbolicLink(
            atPath: fixture.path + "/log_data/folder.json/up",
            withDestinationPath: ".."
        )
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            for item in cases {
                let path = "log_data/" + item.file
                #expect(
                    try await LoadFixture.rows(
                        connection,
                        """
                        SELECT e.ts FROM staging.events e JOIN plumb.files f USING (file_id)
                        WHERE f.path = \(path) AND e.outcome = 'loaded' ORDER BY e.ts
                        """
                    ) == item.starts.map { "\($0)" },
                    "\(item.file)"
                )
                #expect(
                    try await LoadFixture.rows(
                        connection,
                        """
                        SELECT line || ':' || column_number || ' ' || reason_code FROM staging.rejects
                        WHERE file = \(path) ORDER BY byte_offset
                        """
                    ) == item.rejects,
                    "\(item.file)"
                )
            }
            let loaded = cases.reduce(1) { $0 + $1.starts.count }
            let rejected = cases.reduce(0) { $0 + $1.rejects.count }
            #expect(summary.sources.last?.figures == [loaded + rejected, loaded, 0, rejected])
            #expect(
                summary.skipped == [
                    "hidden": 3, "editor_leftover": 2, "other_name": 1, "seen_folder": 1, "folder_named_like_file": 1,
                ]
            )
            #expect(summary.emptyFiles == ["log_data/blank.json", "log_data/empty.json"])
            #expect(summary.emptyFileCount == 2)
            #expect(
                try await LoadFixture.rows(
                    connection,
                    """
                    SELECT path, format FROM plumb.files WHERE path ~ 'empty|members|page|named-plainly' ORDER BY path
                    """
                ) == [
                    "log_data/empty.json|nothing", "log_data/members.ndjson.gz|gzip of one JSON object per line",
                    "log_data/named-plainly.json|gzip of a JSON array of objects", "log_data/page.json|no records",
                ]
            )
        }
    }

    @Test("Whatever the bytes, every record is loaded, filtered or rejected")
    func anyBytes() async throws {
        let fixture = try LoadFixture()
        var random = SeededGenerator(state: 11)
        let pieces = ["{", "}", "[", "]", ",", "\"", "\n", "//LOG", "\u{0}", "\\u0000", "null", ":1", "\u{FEFF}"]
        for number in 0..<60 {
            var bytes = Array([play(number), pretty(number), "[\(play(number)),{}]"][number % 3].utf8)
            for _ in 0..<number % 7 {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 0...9, using: &random))
                bytes.replaceSubrange(place..<end, with: pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
                if number % 5 == 0, !bytes.isEmpty {
                    bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            }
            let path = "log_data/\(number).json"
            try fixture.write([], to: path)
            let content = number % 4 == 0 ? gzip(bytes) : bytes
            try Data(content).write(to: URL(fileURLWithPath: fixture.path + "/" + path))
        }
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let summary = try await SparkifyLoader(connection: connection).load(fixture.source)
            let events = try #require(summary.sources.last)
            #expect(events.addsUp && events.loaded > 10 && events.rejected > 10, "\(events.figures)")
            #expect(try await connection.value("SELECT count(*) FROM staging.rejects") == "\(events.rejected)")
        }
    }
}
