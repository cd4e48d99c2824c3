import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite("Files packed with gzip")
struct PackedFileTests {
    private let lines = (0..<20).map { "{\"a\":\($0)}\n" }.joined()
    private var expected: [String] { (0..<20).map { "a=\($0)@\($0 + 1)" } }

    @Test("Every layout is read from gzip, in one member or several, whatever pads the end")
    func members() throws {
        #expect(try readings(of: gzip(Array(lines.utf8))) == expected)
        let halves = [Array(lines.utf8.prefix(51)), Array(lines.utf8.dropFirst(51))]
        #expect(try readings(of: halves.flatMap(gzip)) == expected)
        #expect(try readings(of: halves.flatMap(gzip) + [UInt8](repeating: 0, count: 600)) == expected)
        #expect(try readings(of: gzip([]) + gzip(Array("\u{FEFF}[{\"a\":1}]".utf8))) == ["a=1@1"])
        #expect(try readings(of: gzip([])) == [])
    }

    @Test("More data than a chunk is unpacked piece by piece")
    func large() throws {
        let text = (0..<30_000).map {
            "{\"a\":\($0),\"b\":\"\($0 &* 2_654_435_761)-\(String(repeating: "x", count: 80))\"}\n"
        }
        let found = try readings(of: gzip(Array(text.joined().utf8)))
        #expect(found.count == 30_000)
        #expect(found.last == "a=29999@30000")
    }

    @Test("What stands before the damage is read, and the damage is one reject at its place")
    func damaged() throws {
        var random = SeededGenerator(state: 3)
        let text = (0..<5000).map { "{\"a\":\($0),\"b\":\(UInt64.random(in: 0...(.max), using: &random))}\n" }.joined()
        let packed = gzip(Array(text.utf8))
        let cut = try readings(of: packed.prefix(packed.count / 2))
        #expect(cut.count > 1000)
        #expect(cut.last?.hasPrefix("truncated_gzip@") == true)
        #expect(cut.prefix(1000) == (0..<1000).map { "a=\($0)@\($0 + 1)" }[...])

        var broken = packed
        broken.replaceSubrange(packed.count / 2..<packed.count / 2 + 64, with: repeatElement(0xFF, count: 64))
        let found = try readings(of: broken)
        #expect(found.last?.hasPrefix("corrupt_gzip@") == true)
        #expect(found.prefix(1000) == (0..<1000).map { "a=\($0)@\($0 + 1)" }[...])

        #expect(try readings(of: packed.prefix(5)) == ["truncated_gzip@1:1+0"])
        #expect(try readings(of: [0x1F, 0x8B, 0x08] + Array("nonsense and more".utf8)) == ["corrupt_gzip@1:1+0"])
        #expect(
            try readings(of: gzip(Array("{\"a\":1}\n".utf8)) + Array("tail".utf8)) == ["a=1@1", "corrupt_gzip@2:1+8"]
        )
        var checksum = gzip(Array("{\"a\":1}\n".utf8))
        checksum[checksum.count - 8] ^= 1
        #expect(try readings(of: checksum) == ["a=1@1", "corrupt_gzip@2:1+8"])
    }

    @Test("A reader goes from packed files to plain ones and back")
    func mixed() throws {
        let folder = try TemporaryFolder()
        var reader = RecordReader(shape: RecordShape(keys: ["a"]))
        for number in 0..<4 {
            let bytes = Array("{\"a\":\(number)}".utf8)
            try reader.open(try folder.write(number % 2 == 0 ? gzip(bytes) : bytes))
            guard case .record = try reader.next() else { Issue.record("no record in file \(number)"); continue }
            let (text, name) = (reader.value(0)?.text, reader.formatName)
            #expect(text == "\(number)")
            #expect(name == (number % 2 == 0 ? "gzip of " : "") + "one JSON object per line")
        }
    }
}
