import Foundation
import Testing

@testable import Ingest

@Suite("Facts on keys")
struct KeyFactsTests {
    private func facts(_ files: [String]) throws -> (facts: [KeyFacts], unlisted: Int) {
        let folder = try TemporaryFolder()
        var reader = RecordReader(shape: RecordShape(keys: ["a", "b"]))
        for file in files {
            try reader.open(try folder.write(file.utf8))
            reading: while true { if case .end = try reader.next() { break reading } }
        }
        return (reader.keyFacts, reader.unlistedKeyCount)
    }

    private func sighting(_ records: Int, _ file: Int, _ line: Int) -> KeyFacts.Sighting {
        KeyFacts.Sighting(records: records, first: KeyFacts.Place(file: file, line: line))
    }

    @Test("Types, missing keys and unknown keys are counted, each with the place where it came first")
    func counts() throws {
        let (facts, unlisted) = try facts([
            "{\"a\":1,\"b\":null}\n{\"a\":2}\n{\"b\":\"x\",\"a\":3,\"new\":1}\n",
            "nonsense\n{\"a\":\"4\",\"b\":null,\"n\\u0065w\":[]}\n{\"a\":\"5\",\"b\":true,\"new\":2,\"a\":6}",
        ])
        #expect(
            facts == [
                KeyFacts(
                    key: "a",
                    isKnown: true,
                    types: [.number: sighting(3, 0, 1), .string: sighting(1, 1, 2)],
                    missing: nil
                ),
                KeyFacts(
                    key: "b",
                    isKnown: true,
                    types: [.null: sighting(2, 0, 1), .string: sighting(1, 0, 3)],
                    missing: sighting(1, 0, 2)
                ),
                KeyFacts(
                    key: "new",
                    isKnown: false,
                    types: [.number: sighting(1, 0, 3), .array: sighting(1, 1, 2)],
                    missing: nil
                ),
            ]
        )
        #expect(unlisted == 0)
    }

    @Test("However many unknown keys there are, only so many are listed")
    func bounded() throws {
        let (facts, unlisted) = try facts([(0..<300).map { "{\"key \($0)\":1}\n" }.joined()])
        #expect(facts.count == 202)
        #expect(unlisted == 100)
    }
}
