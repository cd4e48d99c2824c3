extension JSONScanner {
    /// Scans a string from behind its opening quote to behind its closing one.
    ///
    /// - Returns: whether there is a backslash in it.
    @inline(__always)
    mutating func scanString() throws(JSONFault) -> Bool {
        var hasEscapes = false
        var place = index
        while true {
            // Eight bytes at a time up to a quote, a backslash, a control character or a byte beyond ASCII.
            while place &+ 8 <= end {
                let hits = Self.specialBytes(in: word(at: place))
                guard hits == 0 else {
                    place &+= hits.trailingZeroBitCount >> 3
                    break
                }
                place &+= 8
            }
            guard place < end else { throw .truncated(at: end) }
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                index = place &+ 1
                return hasEscapes
            }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                place = try endOfEscape(at: place)
            } else if byte >= 0x80 {
                place = try endOfSequence(at: place)
            } else if byte < 0x20 {
                throw .malformed("a control character stands in a string without being escaped", at: place)
            } else {
                place &+= 1
            }
        }
    }

    @inline(__always)
    private func word(at place: Int) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(bytes + place).loadUnaligned(as: UInt64.self))
    }

    /// A word whose lowest set bit marks the first quote, backslash, control character or byte beyond ASCII.
    ///
    /// Subtracting may borrow into the bytes above a hit, never below it: the lowest hit is exact.
    @inline(__always)
    private static func specialBytes(in word: UInt64) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let tops: UInt64 = 0x8080_8080_8080_8080
        let quotes = word ^ (ones &* 0x22)
        let slashes = word ^ (ones &* 0x5C)
        let found =
            ((quotes &- ones) & ~quotes) | ((slashes &- ones) & ~slashes) | ((word &- ones &* 0x20) & ~word) | word
        return found & tops
    }

    private func endOfEscape(at place: Int) throws(JSONFault) -> Int {
        guard place &+ 1 < end else { throw .truncated(at: end) }
        switch bytes[place &+ 1] {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return place &+ 2
        case UInt8(ascii: "u"):
            return try endOfUnicodeEscape(at: place)
        default:
            throw .malformed("unknown escape in a string", at: place)
        }
    }

    private func endOfUnicodeEscape(at place: Int) throws(JSONFault) -> Int {
        let unit = try codeUnit(at: place &+ 2, escape: place)
        switch unit {
        case 0:
            throw JSONFault(code: .nulCharacter, message: "a string holds the character NUL (\\u0000)", offset: place)
        case 0xD800...0xDBFF:
            let next = place &+ 6
            if next < end, bytes[next] != UInt8(ascii: "\\") { throw Self.loneSurrogate(at: place) }
            guard next &+ 1 < end else { throw .truncated(at: end) }
            guard bytes[next &+ 1] == UInt8(ascii: "u") else { throw Self.loneSurrogate(at: place) }
            guard (0xDC00...0xDFFF).contains(try codeUnit(at: next &+ 2, escape: next)) else {
                throw Self.loneSurrogate(at: place)
            }
            return next &+ 6
        case 0xDC00...0xDFFF:
            throw Self.loneSurrogate(at: place)
        default:
            return place &+ 6
        }
    }

    private static func loneSurrogate(at place: Int) -> JSONFault {
        JSONFault(code: .loneSurrogate, message: "a string holds half of a surrogate pair", offset: place)
    }

    private func codeUnit(at place: Int, escape: Int) throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for digit in place..<place &+ 4 {
            guard digit < end else { throw .truncated(at: end) }
            guard let value = JSONText.hexValue(bytes[digit]) else {
                throw .malformed("expected four hexadecimal digits after '\\u'", at: escape)
            }
            unit = unit << 4 | value
        }
        return unit
    }

    /// The end of the UTF-8 sequence at a place, by the table of well-formed sequences in the Unicode Standard.
    private func endOfSequence(at place: Int) throws(JSONFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[place] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw Self.invalidUTF8(at: place)
        }
        for offset in 1..<length {
            guard place &+ offset < end else { throw .truncated(at: end) }
            let accepted = offset == 1 ? second : 0x80...0xBF
            guard accepted.contains(bytes[place &+ offset]) else { throw Self.invalidUTF8(at: place) }
        }
        return place &+ length
    }

    private static func invalidUTF8(at place: Int) -> JSONFault {
        JSONFault(code: .invalidUTF8, message: "a string holds bytes that are not UTF-8", offset: place)
    }
}
