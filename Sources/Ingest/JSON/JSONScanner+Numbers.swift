extension JSONScanner {
    /// Scans a number; the next byte is a minus or a digit.
    @inline(__always)
    mutating func scanNumber() throws(JSONFault) {
        let start = index
        if bytes[index] == UInt8(ascii: "-") { index &+= 1 }
        guard index < end else { throw .truncated(at: index) }
        if bytes[index] == UInt8(ascii: "0") {
            index &+= 1
            if index < end, isDigit(bytes[index]) { throw .malformed("a number has a leading zero", at: start) }
        } else {
            try skipDigits(of: start)
        }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index &+= 1
            try skipDigits(of: start)
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            try scanExponent(of: start)
        }
        guard index &- start <= Self.longestNumber else {
            throw Self.outOfRange("a number has more than \(Self.longestNumber) characters", at: start)
        }
    }

    private mutating func scanExponent(of start: Int) throws(JSONFault) {
        index &+= 1
        guard index < end else { throw .truncated(at: index) }
        if bytes[index] == UInt8(ascii: "+") || bytes[index] == UInt8(ascii: "-") { index &+= 1 }
        let first = index
        try skipDigits(of: start)
        guard index &- first <= 4 else {
            throw Self.outOfRange("a number has an exponent of more than four digits", at: start)
        }
    }

    @inline(__always)
    private mutating func skipDigits(of start: Int) throws(JSONFault) {
        guard index < end else { throw .truncated(at: index) }
        guard isDigit(bytes[index]) else { throw .malformed("a number lacks a digit", at: start) }
        repeat { index &+= 1 } while index < end && isDigit(bytes[index])
    }

    @inline(__always)
    private func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") <= 9 }

    private static func outOfRange(_ message: String, at place: Int) -> JSONFault {
        JSONFault(code: .numberOutOfRange, message: message, offset: place)
    }
}
