/// One value of the record that a ``RecordReader`` stands on, as a view of the reader's bytes.
///
/// It is valid until the reader moves on.
public struct JSONValue {
    /// What a value is.
    public enum Kind: UInt8, Sendable {
        /// `null`.
        case null
        /// `true` or `false`.
        case boolean
        /// A number.
        case number
        /// A string.
        case string
        /// An object.
        case object
        /// An array.
        case array
    }

    /// What it is.
    public let kind: Kind
    /// Its bytes: a string without its quotes and with its escapes, anything else as it stands in the file.
    public let bytes: UnsafeRawBufferPointer
    /// Whether there is a backslash in a string.
    public let hasEscapes: Bool

    /// Writes the text that a string stands for, see ``bytes`` for how much room it needs at most.
    ///
    /// - Returns: how many bytes of UTF-8 were written.
    public func decodeText(into destination: UnsafeMutableRawBufferPointer) -> Int {
        guard hasEscapes else {
            destination.copyBytes(from: bytes)
            return bytes.count
        }
        return JSONText.decode(bytes, into: destination)
    }

    /// The text that a string stands for; of other values the bytes as they stand.
    public var text: String {
        String(unsafeUninitializedCapacity: bytes.count) { decodeText(into: UnsafeMutableRawBufferPointer($0)) }
    }

    /// Whether the text is exactly this one.
    public func isText(_ other: StaticString) -> Bool {
        guard !hasEscapes else { return text == other.description }
        return bytes.count == other.utf8CodeUnitCount
            && zip(bytes, UnsafeBufferPointer(start: other.utf8Start, count: other.utf8CodeUnitCount)).allSatisfy(==)
    }

    /// The bytes of a number, or of a string that spells a number as JSON does: `39` and `"39"`, not `"039"`.
    public var numberBytes: UnsafeRawBufferPointer? {
        switch kind {
        case .number: return bytes
        case .string:
            guard let first = bytes.first, first == UInt8(ascii: "-") || (48...57).contains(first) else { return nil }
            var scanner = JSONScanner(bytes, from: 0, to: bytes.count)
            guard (try? scanner.scanNumber()) != nil, scanner.index == bytes.count else { return nil }
            return bytes
        default: return nil
        }
    }

    /// A whole number, read exactly.
    public enum WholeNumber: Sendable, Equatable {
        /// It fits.
        case value(Int64)
        /// It is whole but too large for 64 bits.
        case outOfRange
        /// It is no whole number, or no number.
        case notWhole
    }

    /// The value as a whole number: `39`, `"39"`, `39.0`, `3.9e1`.
    public var wholeNumber: WholeNumber {
        numberBytes.map(Self.wholeNumber(of:)) ?? .notWhole
    }

    private static func wholeNumber(of bytes: UnsafeRawBufferPointer) -> WholeNumber {
        let isNegative = bytes.first == UInt8(ascii: "-")
        // Counted below zero, where 64 bits reach one further. `zeros` wait until another digit needs them.
        var negated: Int64 = 0
        var zeros = 0
        var fractionDigits = 0
        var isFraction = false
        var fits = true
        var index = isNegative ? 1 : 0
        while index < bytes.count, bytes[index] | 0x20 != UInt8(ascii: "e") {
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: ".") {
                isFraction = true
                continue
            }
            if isFraction { fractionDigits += 1 }
            if byte == UInt8(ascii: "0") {
                zeros += 1
            } else {
                fits = fits && shift(&negated, by: zeros + 1, subtracting: Int64(byte) - 48)
                zeros = 0
            }
        }
        guard negated != 0 else { return .value(0) }
        let exponent = index < bytes.count ? Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)) ?? 0 : 0
        let power = zeros - fractionDigits + exponent
        guard power >= 0 else { return .notWhole }
        guard fits, shift(&negated, by: power, subtracting: 0), isNegative || negated != .min else {
            return .outOfRange
        }
        return .value(isNegative ? negated : -negated)
    }

    /// Multiplies by a power of ten and takes a digit away.
    ///
    /// - Returns: whether the result fits.
    private static func shift(_ negated: inout Int64, by power: Int, subtracting digit: Int64) -> Bool {
        guard negated != 0 else {
            negated = -digit
            return true
        }
        for _ in 0..<power {
            let (product, overflow) = negated.multipliedReportingOverflow(by: 10)
            guard !overflow else { return false }
            negated = product
        }
        let (difference, overflow) = negated.subtractingReportingOverflow(digit)
        negated = difference
        return !overflow
    }
}
