import Foundation

/// Turns the inside of a JSON string into the text it stands for.
enum JSONText {
    /// Decodes a string that has been scanned, so that every escape in it is whole.
    ///
    /// - Parameters:
    ///   - source: the bytes between the quotes.
    ///   - destination: room for as many bytes as `source` has; the text is never longer.
    /// - Returns: how many bytes of UTF-8 were written.
    static func decode(_ source: UnsafeRawBufferPointer, into destination: UnsafeMutableRawBufferPointer) -> Int {
        guard let from = source.baseAddress, let to = destination.baseAddress else { return 0 }
        var read = 0
        var written = 0
        while read < source.count {
            let rest = source.count - read
            let slash = memchr(from + read, Int32(UInt8(ascii: "\\")), rest)
            let plain = slash.map { UnsafeRawPointer($0) - (from + read) } ?? rest
            (to + written).copyMemory(from: from + read, byteCount: plain)
            read += plain
            written += plain
            guard read < source.count else { break }
            let scalar = escaped(source, at: &read)
            for byte in scalar.utf8 {
                destination[written] = byte
                written += 1
            }
        }
        return written
    }

    /// The value of a hexadecimal digit.
    @inline(__always)
    static func hexValue(_ byte: UInt8) -> UInt32? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte &- UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte &- UInt8(ascii: "a") &+ 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte &- UInt8(ascii: "A") &+ 10)
        default: nil
        }
    }

    /// Reads the escape at a place and moves behind it.
    private static func escaped(_ source: UnsafeRawBufferPointer, at place: inout Int) -> Unicode.Scalar {
        let mark = source[place + 1]
        guard mark == UInt8(ascii: "u") else {
            place += 2
            return switch mark {
            case UInt8(ascii: "b"): "\u{8}"
            case UInt8(ascii: "f"): "\u{C}"
            case UInt8(ascii: "n"): "\n"
            case UInt8(ascii: "r"): "\r"
            case UInt8(ascii: "t"): "\t"
            default: Unicode.Scalar(mark)
            }
        }
        var code = unit(source, at: place + 2)
        place += 6
        if code & 0xFC00 == 0xD800 {
            code = 0x10000 + (code & 0x3FF) << 10 + unit(source, at: place + 2) & 0x3FF
            place += 6
        }
        return Unicode.Scalar(code) ?? "\u{FFFD}"
    }

    private static func unit(_ source: UnsafeRawBufferPointer, at place: Int) -> UInt32 {
        (place..<place + 4).reduce(0) { $0 << 4 | (hexValue(source[$1]) ?? 0) }
    }
}
