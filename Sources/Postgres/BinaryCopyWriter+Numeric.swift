extension BinaryCopyWriter {
    /// Writes a `numeric` from a decimal literal such as `-12.50` or `1.5e3`, exactly, with the scale it is written in.
    ///
    /// - Parameter literal: an optional minus, digits, an optional fraction and an optional exponent, as in JSON.
    /// - Returns: `false`, and nothing is written, when it has more digits than PostgreSQL can hold.
    public mutating func numeric(_ literal: UnsafeRawBufferPointer) -> Bool {
        guard let shape = DecimalShape(literal), shape.isStorable else { return false }
        let weight = shape.isZero ? 0 : floorDivision(shape.leadingPower, by: 4)
        let lowest = shape.isZero ? 0 : floorDivision(shape.trailingPower, by: 4)
        let groups = shape.isZero ? 0 : weight - lowest + 1
        append(Int32(8 + 2 * groups))
        append(Int16(groups))
        append(Int16(weight))
        append(UInt16(shape.isNegative && !shape.isZero ? 0x4000 : 0))
        append(Int16(shape.scale))
        guard !shape.isZero else { return true }

        var power = shape.leadingPower
        var group = 0
        for index in shape.firstDigit...shape.lastDigit {
            let digit = Int(literal[index]) - 48
            if digit == Self.pointDigit { continue }
            group = group * 10 + digit
            if power & 3 == 0 {
                append(Int16(group))
                group = 0
            }
            power -= 1
        }
        // The digits that are not written because they are zeros belong to the last group too.
        guard power & 3 != 3 else { return true }
        while power & 3 != 3 {
            group *= 10
            power -= 1
        }
        append(Int16(group))
        return true
    }

    /// Writes a `numeric` that is not a number or not finite.
    public mutating func numeric(_ special: SpecialNumber) {
        append(Int32(8))
        append(Int16(0))
        append(Int16(0))
        switch special {
        case .notANumber: append(UInt16(0xC000))
        case .infinity: append(UInt16(0xD000))
        case .negativeInfinity: append(UInt16(0xF000))
        }
        append(Int16(0))
    }

    /// What a `numeric` can be apart from a number.
    public enum SpecialNumber: Sendable {
        /// `NaN`.
        case notANumber
        /// `Infinity`.
        case infinity
        /// `-Infinity`.
        case negativeInfinity
    }

    /// What `.` becomes when it is read as a digit.
    private static var pointDigit: Int { 46 - 48 }

    private func floorDivision(_ value: Int, by divisor: Int) -> Int {
        value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
    }
}

/// Where the digits of a decimal literal stand and what they are worth.
private struct DecimalShape {
    var isNegative = false
    var isZero = true
    /// Where the first and the last digit stand that are not zero.
    var firstDigit = 0
    var lastDigit = 0
    /// The powers of ten of these two digits.
    var leadingPower = 0
    var trailingPower = 0
    /// How many digits stand behind the point once the exponent is applied.
    var scale = 0

    /// PostgreSQL's limits: 131,072 digits before the point, 16,383 behind it.
    var isStorable: Bool { scale <= 16_383 && (isZero || leadingPower < 131_072) }

    init?(_ literal: UnsafeRawBufferPointer) {
        var index = 0
        if literal.first == UInt8(ascii: "-") {
            isNegative = true
            index = 1
        }
        var wholeDigits = 0
        var fractionDigits = 0
        var isFraction = false
        var firstPlace = 0
        var lastPlace = 0
        while index < literal.count {
            let byte = literal[index]
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
                if isFraction { fractionDigits += 1 } else { wholeDigits += 1 }
                if byte != UInt8(ascii: "0") {
                    lastDigit = index
                    lastPlace = wholeDigits + fractionDigits
                    if isZero {
                        firstDigit = index
                        firstPlace = lastPlace
                        isZero = false
                    }
                }
            } else {
                break
            }
            index += 1
        }
        guard wholeDigits > 0 else { return nil }
        guard let exponent = Self.exponent(of: literal, from: index) else { return nil }
        leadingPower = wholeDigits - firstPlace + exponent
        trailingPower = wholeDigits - lastPlace + exponent
        scale = max(0, fractionDigits - exponent)
    }

    private static func exponent(of literal: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < literal.count else { return 0 }
        guard literal[start] | 0x20 == UInt8(ascii: "e") else { return nil }
        // The longest exponent that can matter has six digits; a literal beyond that is not storable anyway.
        let digits = String(decoding: literal[(start + 1)...].prefix(9), as: UTF8.self)
        guard literal.count - start <= 10, let exponent = Int(digits) else { return nil }
        return exponent
    }
}
