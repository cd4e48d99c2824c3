/// Checks one JSON object and notes where its members stand, without copying a byte.
///
/// The grammar is RFC 8259's in UTF-8, and nothing beyond it. Three things that the grammar allows are faults here,
/// because PostgreSQL cannot hold them: the character NUL, half a surrogate pair, and numbers of more than
/// ``longestNumber`` bytes or with an exponent of more than four digits. Nesting ends at ``deepestNesting``.
struct JSONScanner {
    /// The bytes. They outlive the scanner.
    let bytes: UnsafePointer<UInt8>
    /// One behind the last byte that may be read.
    let end: Int
    /// The next byte.
    var index: Int

    /// How deep arrays and objects may stand in one another.
    static let deepestNesting = 512
    /// How many bytes a number may have.
    static let longestNumber = 4096

    /// Creates a scanner over a part of some bytes.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int, to end: Int) {
        self.bytes = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) ?? ("" as StaticString).utf8Start
        self.end = end
        index = start
    }

    /// Scans the object that begins at the next byte, which must be `{`, and stops behind its `}`.
    mutating func scanObject(into fields: inout ContiguousArray<JSONField>) throws(JSONFault) {
        fields.removeAll(keepingCapacity: true)
        guard index < end, bytes[index] == UInt8(ascii: "{") else {
            throw JSONFault(code: .notAnObject, message: "the record is not a JSON object", offset: index)
        }
        index &+= 1
        skipBlanks()
        if index < end, bytes[index] == UInt8(ascii: "}") {
            index &+= 1
            return
        }
        repeat {
            let key = try scanKey()
            let start = index
            let kind = try scanValue(depth: 1)
            switch kind {
            case .string(let hasEscapes):
                let span = JSONField.Span(start &+ 1, index &- 1, hasEscapes: hasEscapes)
                fields.append(JSONField(key: key, value: span, kind: .string))
            case .other(let kind):
                fields.append(JSONField(key: key, value: JSONField.Span(start, index), kind: kind))
            }
        } while try continues(closing: UInt8(ascii: "}"))
    }

    /// Scans the value that begins at the next byte, whatever it is.
    mutating func scanElement() throws(JSONFault) {
        _ = try scanValue(depth: 0)
    }

    /// Skips blanks, then says whether nothing is left.
    mutating func isAtEnd() -> Bool {
        skipBlanks()
        return index >= end
    }

    /// What a value turned out to be.
    private enum Scanned {
        case string(hasEscapes: Bool)
        case other(JSONValue.Kind)
    }

    @inline(__always)
    mutating func skipBlanks() {
        while index < end {
            switch bytes[index] {
            case 0x20, 0x0A, 0x0D, 0x09: index &+= 1
            default: return
            }
        }
    }

    /// Scans a key and its colon, up to the value.
    @inline(__always)
    private mutating func scanKey() throws(JSONFault) -> JSONField.Span {
        skipBlanks()
        guard index < end else { throw .truncated(at: index) }
        guard bytes[index] == UInt8(ascii: "\"") else { throw .malformed("expected a key in double quotes", at: index) }
        index &+= 1
        let start = index
        let hasEscapes = try scanString()
        let key = JSONField.Span(start, index &- 1, hasEscapes: hasEscapes)
        skipBlanks()
        guard index < end else { throw .truncated(at: index) }
        guard bytes[index] == UInt8(ascii: ":") else { throw .malformed("expected ':' after the key", at: index) }
        index &+= 1
        skipBlanks()
        return key
    }

    /// Behind a member: whether another follows (`,`) or the container ends.
    @inline(__always)
    private mutating func continues(closing: UInt8) throws(JSONFault) -> Bool {
        skipBlanks()
        guard index < end else { throw .truncated(at: index) }
        let byte = bytes[index]
        if byte == UInt8(ascii: ",") {
            index &+= 1
            return true
        }
        guard byte == closing else {
            throw .malformed("expected ',' or '\(Character(Unicode.Scalar(closing)))' after a value", at: index)
        }
        index &+= 1
        return false
    }

    @inline(__always)
    private mutating func scanValue(depth: Int) throws(JSONFault) -> Scanned {
        guard index < end else { throw .truncated(at: index) }
        switch bytes[index] {
        case UInt8(ascii: "\""):
            index &+= 1
            return .string(hasEscapes: try scanString())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            try scanNumber()
            return .other(.number)
        case UInt8(ascii: "n"):
            try scanWord("null")
            return .other(.null)
        case UInt8(ascii: "t"):
            try scanWord("true")
            return .other(.boolean)
        case UInt8(ascii: "f"):
            try scanWord("false")
            return .other(.boolean)
        case UInt8(ascii: "{"):
            try scanNestedObject(depth: depth + 1)
            return .other(.object)
        case UInt8(ascii: "["):
            try scanArray(depth: depth + 1)
            return .other(.array)
        default:
            throw .malformed("expected a value", at: index)
        }
    }

    private mutating func scanNestedObject(depth: Int) throws(JSONFault) {
        try checkDepth(depth)
        index &+= 1
        skipBlanks()
        if index < end, bytes[index] == UInt8(ascii: "}") {
            index &+= 1
            return
        }
        repeat {
            _ = try scanKey()
            _ = try scanValue(depth: depth)
        } while try continues(closing: UInt8(ascii: "}"))
    }

    private mutating func scanArray(depth: Int) throws(JSONFault) {
        try checkDepth(depth)
        index &+= 1
        skipBlanks()
        if index < end, bytes[index] == UInt8(ascii: "]") {
            index &+= 1
            return
        }
        repeat {
            skipBlanks()
            _ = try scanValue(depth: depth)
        } while try continues(closing: UInt8(ascii: "]"))
    }

    private func checkDepth(_ depth: Int) throws(JSONFault) {
        guard depth <= Self.deepestNesting else {
            let message = "arrays and objects are nested deeper than \(Self.deepestNesting)"
            throw JSONFault(code: .nestingTooDeep, message: message, offset: index)
        }
    }

    private mutating func scanWord(_ word: StaticString) throws(JSONFault) {
        for place in 0..<word.utf8CodeUnitCount {
            guard index &+ place < end else { throw .truncated(at: end) }
            guard bytes[index &+ place] == word.utf8Start[place] else {
                throw .malformed("expected a value", at: index)
            }
        }
        index &+= word.utf8CodeUnitCount
    }
}
