/// Bytes on their way to a file: filled piece by piece without making strings, emptied when large.
struct OutputBuffer {
    /// The bytes so far.
    private(set) var bytes: [UInt8] = []

    /// Starts empty, with room for `capacity` bytes.
    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    /// How many bytes are held.
    var count: Int { bytes.count }

    /// Forgets the bytes and keeps the room.
    mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends ASCII or UTF-8 text known when this was compiled.
    mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes as they are.
    mutating func append(_ more: [UInt8]) {
        bytes.append(contentsOf: more)
    }

    /// Keeps the first bytes only.
    mutating func truncate(to count: Int) {
        bytes.removeLast(bytes.count - count)
    }

    /// Appends one byte.
    mutating func append(byte: UInt8) {
        bytes.append(byte)
    }

    /// Appends a whole number that is not negative, in decimal digits, padded with zeros to `width`.
    mutating func append(decimal number: Int, width: Int = 1) {
        var divisor = 1
        var digits = 1
        while digits < width || number / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        while divisor > 0 {
            bytes.append(UInt8(48 + number / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends a number given in hundred-thousandths as a decimal fraction with five places.
    mutating func append(hundredThousandths number: Int) {
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        append(decimal: abs(number) / 100_000)
        bytes.append(UInt8(ascii: "."))
        append(decimal: abs(number) % 100_000, width: 5)
    }

    /// Appends UTF-8 text as a JSON string in pure ASCII, quotes included.
    ///
    /// Letters beyond ASCII are written as `\u00e9`, as both kinds of source file do; those of events also escape the
    /// slash. Holds text of ASCII and two-byte letters only, which is all that the invented names have.
    mutating func append(jsonString text: [UInt8], escapingSlashes: Bool) {
        bytes.append(UInt8(ascii: "\""))
        var index = 0
        while index < text.count {
            let byte = text[index]
            if byte >= 0x80 {
                append("\\u")
                append(hexadecimal: UInt64(byte & 0x1F) << 6 | UInt64(text[index + 1] & 0x3F), digits: 4, letters: 97)
                index += 2
                continue
            }
            if byte < 0x20 {
                append("\\u")
                append(hexadecimal: UInt64(byte), digits: 4, letters: 97)
                index += 1
                continue
            }
            let isEscaped =
                byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
                || (escapingSlashes && byte == UInt8(ascii: "/"))
            if isEscaped { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
            index += 1
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Appends the lowest hexadecimal digits of a number; `letters` is the code of the digit ten, 97 for `a`, 65 for `A`.
    mutating func append(hexadecimal number: UInt64, digits: Int, letters: UInt8 = 65) {
        for place in (0..<digits).reversed() {
            let digit = UInt8(truncatingIfNeeded: number >> (4 * UInt64(place))) & 15
            bytes.append(digit < 10 ? 48 + digit : letters + digit - 10)
        }
    }
}
