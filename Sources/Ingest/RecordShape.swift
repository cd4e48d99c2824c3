import Foundation

/// The keys that a kind of record is known to have. A key's place in the list is its slot.
public struct RecordShape: Sendable, Equatable {
    /// The keys.
    public let keys: [String]

    /// Creates a shape from keys that differ from one another.
    public init(keys: [String]) {
        self.keys = keys
    }
}

/// Sorts the members of one object into the slots of a shape and finds keys that come twice.
struct SlotTable: ~Copyable {
    /// The keys one behind the other: comparing them costs no reference counting.
    private let keyBytes: UnsafeMutableRawBufferPointer
    private let keyRanges: [Range<Int>]
    /// For each place in an object the slot that the last object had there: records of a source look alike.
    private var expected: [Int] = []
    /// For each slot the number of its field, -1 for none.
    private(set) var fieldOfSlot: [Int]
    /// The fields that have no slot.
    private(set) var unknown: [Int] = []

    init(_ shape: RecordShape) {
        // Words are compared, so the last key needs something behind it.
        let bytes = shape.keys.flatMap { Array($0.utf8) } + Array(repeating: 0, count: 8)
        keyBytes = .allocate(byteCount: bytes.count, alignment: 1)
        keyBytes.copyBytes(from: bytes)
        var ranges: [Range<Int>] = []
        for key in shape.keys {
            let start = ranges.last?.upperBound ?? 0
            ranges.append(start..<start + key.utf8.count)
        }
        keyRanges = ranges
        fieldOfSlot = Array(repeating: -1, count: shape.keys.count)
    }

    deinit {
        keyBytes.deallocate()
    }

    /// Sorts the fields of an object.
    mutating func sort(
        _ fields: borrowing ContiguousArray<JSONField>,
        of bytes: UnsafeRawBufferPointer
    ) throws(JSONFault) {
        for slot in fieldOfSlot.indices { fieldOfSlot[slot] = -1 }
        unknown.removeAll(keepingCapacity: true)
        while expected.count < fields.count { expected.append(0) }
        for number in fields.indices {
            let key = fields[number].key
            guard let slot = slot(of: key, in: bytes, expected: expected[number]) else {
                unknown.append(number)
                continue
            }
            expected[number] = slot
            guard fieldOfSlot[slot] < 0 else { throw Self.duplicate(key, in: bytes) }
            fieldOfSlot[slot] = number
        }
        if unknown.count > 1 { try checkUnknown(fields, of: bytes) }
    }

    @inline(__always)
    private func slot(of key: JSONField.Span, in bytes: UnsafeRawBufferPointer, expected: Int) -> Int? {
        let start = Int(key.start)
        let count = Int(key.end) - start
        if !key.hasEscapes, expected < keyRanges.count, matches(expected, bytes, start, count) { return expected }
        return search(key, in: bytes)
    }

    private func search(_ key: JSONField.Span, in bytes: UnsafeRawBufferPointer) -> Int? {
        guard key.hasEscapes else {
            let start = Int(key.start)
            return keyRanges.indices.first { matches($0, bytes, start, Int(key.end) - start) }
        }
        let text = Array(Self.text(key, in: bytes).utf8)
        return text.withUnsafeBytes { text in
            keyRanges.indices.first { matches($0, text, 0, text.count) }
        }
    }

    @inline(__always)
    private func matches(_ slot: Int, _ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) -> Bool {
        let range = keyRanges[slot]
        guard range.count == count, count > 0, let key = keyBytes.baseAddress, let base = bytes.baseAddress else {
            return range.count == count
        }
        let ours = key + range.lowerBound
        let theirs = base + start
        guard count <= 16, start &+ 8 <= bytes.count else { return memcmp(ours, theirs, count) == 0 }
        // Most keys have fewer than 16 bytes: one word, or two that overlap, are quicker than a call.
        let differs = ours.loadUnaligned(as: UInt64.self) ^ theirs.loadUnaligned(as: UInt64.self)
        if count < 8 { return UInt64(littleEndian: differs) << (64 &- 8 &* UInt64(count)) == 0 }
        let last = count &- 8
        return differs == 0
            && (ours + last).loadUnaligned(as: UInt64.self) == (theirs + last).loadUnaligned(as: UInt64.self)
    }

    private func checkUnknown(_ fields: ContiguousArray<JSONField>, of bytes: UnsafeRawBufferPointer) throws(JSONFault)
    {
        var seen: Set<[UInt8]> = []
        for number in unknown {
            let key = fields[number].key
            guard seen.insert(Array(Self.text(key, in: bytes).utf8)).inserted else {
                throw Self.duplicate(key, in: bytes)
            }
        }
    }

    private static func text(_ key: JSONField.Span, in bytes: UnsafeRawBufferPointer) -> String {
        let inside = UnsafeRawBufferPointer(rebasing: bytes[Int(key.start)..<Int(key.end)])
        return JSONValue(kind: .string, bytes: inside, hasEscapes: key.hasEscapes).text
    }

    private static func duplicate(_ key: JSONField.Span, in bytes: UnsafeRawBufferPointer) -> JSONFault {
        let message = "the key '\(text(key, in: bytes).prefix(60))' comes twice"
        return JSONFault(code: .duplicateKey, message: message, offset: Int(key.start) - 1)
    }
}
