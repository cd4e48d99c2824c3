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
struct SlotTable {
    private let keyBytes: [[UInt8]]
    /// For each place in an object the slot that the last object had there: records of a source look alike.
    private var expected: [Int] = []
    /// For each slot the number of its field, -1 for none.
    private(set) var fieldOfSlot: [Int]
    /// The fields that have no slot.
    private(set) var unknown: [Int] = []

    init(_ shape: RecordShape) {
        keyBytes = shape.keys.map { Array($0.utf8) }
        fieldOfSlot = Array(repeating: -1, count: shape.keys.count)
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

    private func slot(of key: JSONField.Span, in bytes: UnsafeRawBufferPointer, expected: Int) -> Int? {
        if key.hasEscapes {
            let text = Array(Self.text(key, in: bytes).utf8)
            return keyBytes.firstIndex { $0 == text }
        }
        let range = Int(key.start)..<Int(key.end)
        if expected < keyBytes.count, Self.matches(keyBytes[expected], bytes, range) { return expected }
        return keyBytes.firstIndex { Self.matches($0, bytes, range) }
    }

    @inline(__always)
    private static func matches(_ key: [UInt8], _ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> Bool {
        guard key.count == range.count else { return false }
        for place in key.indices where key[place] != bytes[range.lowerBound &+ place] { return false }
        return true
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
