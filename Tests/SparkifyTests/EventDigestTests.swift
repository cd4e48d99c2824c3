import Foundation
import Postgres
import TestSupport
import Testing

@testable import Sparkify

@Suite("What the reader of events notes for the server")
struct EventDigestTests {
    @Test("Ranges of time hold their ends, join where they overlap and hold nothing between")
    func ranges() {
        let ranges = InstantRanges([10...20, 15...30, 40...40, -5 ... -1])
        let inside = (-7...45).filter { ranges.contains($0) }
        #expect(inside == Array(-5 ... -1) + Array(10...30) + [40])
        #expect(!InstantRanges([]).contains(0))
    }

    @Test("A set of fingerprints never takes a known one for a new one, also when it is full")
    func fingerprints() {
        var set = FingerprintSet(expecting: 10)
        var random = SplitMix64(seed: 7, stream: 0)
        var known: [UInt64] = []
        var newCount = 0
        for _ in 0..<3000 {
            let fingerprint = random.next()
            if set.insert(fingerprint) { newCount += 1 }
            known.append(fingerprint)
        }
        var forgottenCount = 0
        for fingerprint in known {
            let isNew = set.insert(fingerprint)
            let isKnown = set.mayContain(fingerprint)
            if isNew || !isKnown { forgottenCount += 1 }
        }
        #expect(forgottenCount == 0)
        #expect(newCount == 896)
    }

    @Test("A set of fingerprints that has room tells new ones from known ones")
    func newFingerprints() {
        var set = FingerprintSet(expecting: 100_000)
        var random = SplitMix64(seed: 8, stream: 0)
        var wrongCount = 0
        for _ in 0..<100_000 {
            let fingerprint = random.next()
            let wasKnown = set.mayContain(fingerprint)
            let isNew = set.insert(fingerprint)
            if wasKnown || !isNew || !set.mayContain(fingerprint) { wrongCount += 1 }
        }
        #expect(wrongCount == 0)
    }

    @Test(
        "Songs and plays that are equal for the server have one key: a length's scale does not matter, its value does"
    )
    func songKeys() {
        func key(_ length: String) -> UInt64? {
            var writer = BinaryCopyWriter()
            writer.beginRow(columnCount: 1)
            let isNumber = Array(length.utf8).withUnsafeBytes { writer.numeric($0) }
            guard isNumber else { return nil }
            return "Title".utf8CString.withUnsafeBytes { title in
                "Artist".utf8CString.withUnsafeBytes { artist in
                    let number = UnsafeRawBufferPointer(rebasing: writer.row.dropFirst(6))
                    return SongKey(title: title, artist: artist, length: number, seed: 1).fingerprint
                }
            }
        }
        for same in ["269.580", "2.6958e2", "26958E-2", "0269.58"] { #expect(key(same) == key("269.58"), "\(same)") }
        for other in ["269.581", "-269.58", "26958", "2.6958", "0"] { #expect(key(other) != key("269.58"), "\(other)") }
        #expect(key("0.00") == key("-0"))
    }

    @Test("Instants are taken apart as PostgreSQL does it, from the year 4000 before Christ to 9999")
    func timeParts() async throws {
        var random = SplitMix64(seed: 11, stream: 0)
        var instants: [Int64] = [0, -1, 1, 951_782_399_999, 951_782_400_000, -62_135_596_800_000, -62_135_596_800_001]
        for _ in 0..<3000 { instants.append(Int64(random.next() % 440_000_000_000_000) - 187_000_000_000_000) }
        // The days around New Year, where weeks belong to another year.
        for year in 0..<60 { instants += (-4...4).map { Int64(year) * 31_556_952_000 + $0 * 86_400_000 } }
        let list = "{\(instants.map(String.init).joined(separator: ","))}"
        try await TestDatabase.withDatabase { (connection: Connection) async throws in
            let rows = try await connection.query(
                """
                SELECT ms, date_part('hour', t), date_part('day', t), date_part('week', t), date_part('month', t),
                       date_part('year', t), date_part('isodow', t) - 1
                FROM (SELECT ms, timestamp '1970-01-01' + ms * interval '1 millisecond' AS t
                      FROM unnest(\(list)::bigint[]) AS ms) AS instants
                """
            )
            #expect(rows.count == instants.count)
            for row in rows {
                let numbers = row.values.compactMap { $0.flatMap(Int.init) }
                let parts = TimeParts(millisecondsSince1970: Int64(numbers[0]))
                let ours = [parts.hour, parts.day, parts.week, parts.month, parts.year, parts.weekday]
                #expect(ours == Array(numbers.dropFirst()), "\(numbers[0])")
            }
        }
    }

    @Test(
        "Chunks come in their order, an error after those before it, and stopping ends a reader that has more to give"
    )
    func readAhead() throws {
        struct Broken: Error {}
        for isSpooling in [false, true] {
            let numbers = ReadAhead(spooling: isSpooling) {
                var next: UInt8 = 0
                return {
                    next += 1
                    return next <= 100 ? [next, next] : nil
                }
            }
            var bytes: [UInt8] = []
            while let chunk = try numbers.next() { bytes += chunk }
            #expect(bytes == (1...100).flatMap { [$0, $0] })
            #expect(try numbers.next() == nil)
            numbers.stop()
            let broken = ReadAhead(spooling: isSpooling) {
                var count = 0
                return {
                    count += 1
                    if count > 3 { throw Broken() }
                    return [1]
                }
            }
            #expect(throws: Broken.self) { while try broken.next() != nil {} }
            #expect(throws: Broken.self) { try broken.check() }
            broken.stop()
        }
        let endless = ReadAhead { { [0] } }
        #expect(try endless.next() == [0])
        endless.stop()
    }
}
