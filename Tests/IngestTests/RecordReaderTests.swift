import Foundation
import Ingest
import TestSupport
import Testing

@Suite("The record reader")
struct RecordReaderTests {
    private func read(_ bytes: some Sequence<UInt8>, longestRecord: Int = 16 << 20) throws -> [String] {
        try readings(of: bytes, longestRecord: longestRecord)
    }

    private func read(_ text: String) throws -> [String] { try read(text.utf8) }

    @Test("One object per line, with blank lines, CRLF, a byte-order mark and no newline at the end")
    func lines() throws {
        #expect(try read("{\"a\":1}\n{\"a\":2}") == ["a=1@1", "a=2@2"])
        #expect(try read("\u{FEFF}{\"a\":1}\r\n\r\n \t\n{\"a\":2} \r\n") == ["a=1@1", "a=2@4"])
        #expect(try read("{\"a\":1}") == ["a=1@1"])
        #expect(try read("") == [])
        #expect(try read(" \n\n") == [])
    }

    @Test("A bad line is rejected with its place, and the others are read")
    func badLines() throws {
        #expect(
            try read("{\"a\":1}\nnonsense\n  {\"é\":tru}\n{\"a\":2}[]\n{\"a\":\n{\"a\":3}\n[1]")
                == [
                    "a=1@1", "not_an_object@2:1+8", "malformed_json@3:8+25", "a=2@4", "not_an_object@4:8+37",
                    "truncated@5:6+45",
                    "a=3@6", "not_an_object@7:1+54",
                ]
        )
        #expect(try read("{\"a\":\n{\"a\":3}") == ["truncated@1:6+5", "a=3@2"])
        #expect(try read(Array("{\"a\":\"caf".utf8) + [0xE9, 0x22, 0x7D, 0x0A] + Array("{\"a\":1}".utf8)).count == 2)
    }

    @Test("An object over several lines, and several of them in one file")
    func spread() throws {
        #expect(try read("{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [\n{}\n]\n  }\n}\n") == ["a=1@1"])
        #expect(try read("\n{\n\"a\": 1\n}\n\n{\n\"a\": 2\n} {\"a\":3}\n") == ["a=1@2", "a=2@6", "a=3@8"])
        #expect(try read("{\n\"a\": 1\n}\n//LOG\n{\n\"a\": 2\n}") == ["a=1@1", "not_an_object@4:1+11", "a=2@5"])
        #expect(try read("{\n\"a\": 1,\n}\n{\n\"a\": 2") == ["malformed_json@3:1+10", "truncated@5:7+20"])
    }

    @Test("A key that comes twice is rejected, also when it is not known or written with escapes")
    func duplicateKeys() throws {
        #expect(try read(#"{"a":1,"\u0061":2}"#) == ["duplicate_key@1:8+7"])
        #expect(try read(#"{"x":1,"a":1,"x":2}"#) == ["duplicate_key@1:14+13"])
        #expect(try read(#"{"x":{"a":1,"a":2},"a":3}"#) == ["a=3@1"])
    }

    @Test("Records that span the chunks in which files are read come out whole")
    func chunks() throws {
        let long = String(repeating: "é", count: 700_000)
        let lines = (0..<4).map { "{\"b\":\"\(long)\",\"a\":\($0)}" }
        #expect(try read(lines.joined(separator: "\n")) == (0..<4).map { "a=\($0)@\($0 + 1)" })
        let spread = (0..<4).map { "{\n\"b\":\"\(long)\",\n\"a\":\($0)}\n" }
        #expect(try read(spread.joined()) == (0..<4).map { "a=\($0)@\($0 * 3 + 1)" })
    }

    @Test("A record beyond the limit is rejected and reading goes on behind it")
    func longRecord() throws {
        let long = "{\"b\":\"" + String(repeating: "x", count: 5 << 20) + "\"}"
        let readings = try read("{\"a\":1}\n\(long)\n{\"a\":2}".utf8, longestRecord: 2 << 20)
        #expect(readings == ["a=1@1", "record_too_long@2:1+8", "a=2@3"])
        #expect(try read(long.utf8, longestRecord: 2 << 20) == ["record_too_long@1:1+0"])
    }

    @Test("The raw text of a reject is kept, cut at 8 KiB")
    func raw() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("{}\n  {oops}\n{\"b\":\(String(repeating: "x", count: 10_000))".utf8)
        var reader = RecordReader(shape: RecordShape(keys: ["a"]))
        try reader.open(path)
        var raws: [[UInt8]] = []
        reading: while true {
            switch try reader.next() {
            case .record: break
            case .reject(let reject): raws.append(reject.raw)
            case .end: break reading
            }
        }
        #expect(raws.first == Array("{oops}".utf8))
        #expect(raws.last?.count == 8192)
    }

    @Test("Any bytes end in records and rejects, whatever they are")
    func anyBytes() throws {
        var random = SeededGenerator(state: 7)
        let pieces = [
            "{\"a\":1}", "\n", "{", "}", "\"", "\\u", ",", " ", "\u{FEFF}", "{\n\"a\":", "[", "null", "\u{0}", "é",
        ]
        for _ in 0..<300 {
            let count = Int.random(in: 0..<40, using: &random)
            var bytes = (0..<count).flatMap { _ in Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
            }
            if Bool.random(using: &random) { bytes.append(UInt8.random(in: 0...255, using: &random)) }
            #expect(try read(bytes).count <= bytes.count)
        }
    }
}
