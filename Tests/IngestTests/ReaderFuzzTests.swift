import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite("Any bytes")
struct ReaderFuzzTests {
    /// What reading some bytes comes to, and that every reject lies where it says.
    private func read(_ bytes: [UInt8], _ reader: inout RecordReader, _ path: String) throws -> Int {
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        try reader.open(path)
        var readings = 0
        while true {
            switch try reader.next() {
            case .record: break
            case .reject(let reject):
                #expect(reject.line >= 1 && reject.column >= 1 && reject.byteOffset >= 0)
                #expect(!reject.message.isEmpty)
            case .end: return readings
            }
            readings += 1
            guard readings <= bytes.count * 4 + 2 else {
                Issue.record("reading does not end: \(bytes)")
                return readings
            }
        }
    }

    @Test("Random and mutated bytes end in records and rejects, without a crash or an endless loop")
    func mutations() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator(state: 20_181_130)
        var reader = RecordReader(shape: RecordShape(keys: ["a", "b"]), longestRecord: 1 << 20)
        let seeds = [
            "{\"a\":1}\n{\"a\":2,\"b\":\"x\"}\n{\"a\":3}\n", "[{\"a\":1},\n {\"b\":[{},{\"a\":2}]},{\"a\":3}]",
            "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": []\n  }\n},\n//LOG\n{\n  \"a\": 2\n}\n", "<html>{\"a\":1}</html>",
        ].map { Array($0.utf8) }
        let pieces = [
            "{", "}", "[", "]", ",", "\"", "\\", "\n", "\n{", "//", ":", "{\"a\":1}", "\u{0}", "\u{FEFF}", " ",
        ]
        for round in 0..<3000 {
            var bytes = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let place = Int.random(in: 0...bytes.count, using: &random)
                let end = min(bytes.count, place + Int.random(in: 0...6, using: &random))
                let piece = Array(pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8)
                let insert =
                    Int.random(in: 0...4, using: &random) == 0 ? [UInt8.random(in: 0...255, using: &random)] : piece
                bytes.replaceSubrange(place..<end, with: insert)
            }
            if round % 5 == 0 {
                bytes = gzip(bytes)
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 0...255, using: &random)
            }
            if round % 7 == 0 {
                bytes = (0..<Int.random(in: 0..<300, using: &random)).map { _ in
                    UInt8.random(in: 0...255, using: &random)
                }
            }
            _ = try read(bytes, &reader, folder.path + "/x.json")
        }
    }

    @Test("A faulty stretch between records never takes one of them along")
    func stretches() throws {
        var random = SeededGenerator(state: 42)
        let words = ["INFO", "//", "2018-11-01", "}", "#", "a=b", ":", "null", "ERROR", "x,", "'", ";", "("]
        for _ in 0..<300 {
            let stray = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                words[Int.random(in: 0..<words.count, using: &random)]
            }.joined(separator: " ")
            for text in ["{\"a\":1}\n\(stray)\n{\"a\":2}", "{\n\"a\":1\n}\n\(stray)\n{\n\"a\":2\n}"] {
                let found = try outcomes(of: text)
                #expect(found.first == "a=1" && found.last == "a=2" && found.count == 3, "\(text): \(found)")
            }
        }
    }

    @Test("Text that is made to be slow is read in reasonable time")
    func slow() throws {
        let count = 20_000
        let texts = [
            String(repeating: "{", count: count), String(repeating: "[", count: count),
            String(repeating: "{\"a\":", count: count), String(repeating: "{\"a\":\n", count: count),
            String(repeating: "{x}", count: count), String(repeating: "[{\"a\":", count: count),
            "[" + String(repeating: "{\"a\":1,{", count: count), "x" + String(repeating: "{\"", count: count),
            String(repeating: "\"{\n", count: count), "{\n" + String(repeating: "{\"a\":[\n", count: count),
        ]
        for text in texts {
            let start = ContinuousClock.now
            _ = try readings(of: text.utf8)
            #expect(ContinuousClock.now - start < .seconds(60), "\(text.prefix(20))")
        }
    }
}
