/// What the records of a source were seen to have under one key.
public struct KeyFacts: Sendable, Equatable {
    /// A place in a source.
    public struct Place: Sendable, Hashable, Comparable {
        /// Which of the files that the reader has opened, from 0.
        public var file: Int
        /// The line on which the record begins, from 1.
        public var line: Int

        /// Whether a place comes before another.
        public static func < (one: Place, other: Place) -> Bool { (one.file, one.line) < (other.file, other.line) }
    }

    /// How often something was seen, and where first.
    public struct Sighting: Sendable, Equatable {
        /// In how many records.
        public var records: Int
        /// In which first.
        public var first: Place
    }

    /// The key.
    public var key: String
    /// Whether it has a slot.
    public var isKnown: Bool
    /// The types of its values.
    public var types: [JSONValue.Kind: Sighting]
    /// The records that do not have it; only looked at for known keys.
    public var missing: Sighting?
}

/// Counts keys and the types of their values, in bounded memory.
struct KeyTally: ~Copyable {
    /// How many kinds of values there are, and one more for a key that is missing; a power of two.
    private static let kindCount = 8
    private static let missing = 6
    /// How many keys without a slot are listed.
    private static let longestList = 200
    /// How many bytes of such a key are compared and shown.
    private static let longestKey = 200

    /// For each slot and kind the number of records.
    private let counts: UnsafeMutableBufferPointer<Int>
    private let slotCount: Int
    private var firsts: [Int: KeyFacts.Place] = [:]
    private var unknown: [UnknownKey] = []
    private(set) var unlistedCount = 0

    /// A key that has no slot.
    private struct UnknownKey {
        var text: [UInt8]
        var types: [JSONValue.Kind: KeyFacts.Sighting] = [:]
    }

    init(slotCount: Int) {
        self.slotCount = slotCount
        counts = .allocate(capacity: slotCount * Self.kindCount)
        counts.initialize(repeating: 0)
    }

    deinit {
        counts.deallocate()
    }

    /// Counts what a record has in its slots.
    ///
    /// - Returns: whether something was there for the first time; then call ``noteFirsts(at:)``.
    @inline(__always)
    mutating func count(_ fieldOfSlot: borrowing [Int], _ fields: borrowing ContiguousArray<JSONField>) -> Bool {
        guard var counter = counts.baseAddress else { return false }
        var isNews = false
        fieldOfSlot.withUnsafeBufferPointer { fieldOfSlot in
            fields.withUnsafeBufferPointer { fields in
                for number in fieldOfSlot {
                    let kind = number < 0 ? Self.missing : Int(fields[number].kind.rawValue)
                    let count = counter[kind]
                    isNews = isNews || count == 0
                    counter[kind] = count &+ 1
                    counter += Self.kindCount
                }
            }
        }
        return isNews
    }

    /// Notes where that was.
    mutating func noteFirsts(at place: KeyFacts.Place) {
        for index in counts.indices where counts[index] == 1 && firsts[index] == nil { firsts[index] = place }
    }

    /// Counts a key that has no slot.
    mutating func countUnknown(_ field: JSONField, in bytes: UnsafeRawBufferPointer, at place: KeyFacts.Place) {
        let inside = UnsafeRawBufferPointer(rebasing: bytes[Int(field.key.start)..<Int(field.key.end)])
        if field.key.hasEscapes {
            let text = Array(JSONValue(kind: .string, bytes: inside, hasEscapes: true).text.utf8)
            text.withUnsafeBytes { countUnknown(text: $0, field.kind, at: place) }
        } else {
            countUnknown(text: inside, field.kind, at: place)
        }
    }

    private mutating func countUnknown(text: UnsafeRawBufferPointer, _ kind: JSONValue.Kind, at place: KeyFacts.Place) {
        let text = text.prefix(Self.longestKey)
        let found = unknown.firstIndex { $0.text.count == text.count && $0.text.elementsEqual(text) }
        if found == nil, unknown.count == Self.longestList {
            unlistedCount += 1
            return
        }
        if found == nil { unknown.append(UnknownKey(text: Array(text))) }
        let index = found ?? unknown.count - 1
        unknown[index].types[kind, default: KeyFacts.Sighting(records: 0, first: place)].records += 1
    }

    /// What was counted.
    func facts(_ shape: RecordShape) -> [KeyFacts] {
        let known = shape.keys.enumerated().map { slot, key in
            let sightings = (0..<Self.kindCount).map { sighting(slot * Self.kindCount + $0) }
            let types = sightings.enumerated().compactMap { kind, sighting in
                JSONValue.Kind(rawValue: UInt8(kind)).flatMap { kind in sighting.map { (kind, $0) } }
            }
            return KeyFacts(
                key: key,
                isKnown: true,
                types: Dictionary(uniqueKeysWithValues: types),
                missing: sightings[Self.missing]
            )
        }
        return known
            + unknown.map {
                KeyFacts(key: String(decoding: $0.text, as: UTF8.self), isKnown: false, types: $0.types, missing: nil)
            }
    }

    private func sighting(_ index: Int) -> KeyFacts.Sighting? {
        guard counts[index] > 0, let first = firsts[index] else { return nil }
        return KeyFacts.Sighting(records: counts[index], first: first)
    }
}
