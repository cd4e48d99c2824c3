/// A decimal number without rounding: `digits * 10^-scale`.
///
/// Limits such as `0.1%` are kept so, because a verdict compares integers.
public struct ExactDecimal: Sendable, Hashable, CustomStringConvertible {
    /// The digits as one integer, with the sign.
    public let digits: Int64
    /// How many of the digits stand behind the point, 0 to 9.
    public let scale: Int

    /// Creates a whole number.
    public init(_ integer: Int) {
        digits = Int64(integer)
        scale = 0
    }

    /// Reads `12`, `-3` or `0.25`; at most 18 digits, nine of them behind the point. `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        let unsigned = String(text.hasPrefix("-") ? text.dropFirst() : text[...])
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard
            let whole = parts.first, !whole.isEmpty, whole.count + fraction.count <= 18, fraction.count <= 9,
            parts.count == 1 || !fraction.isEmpty,
            (whole + fraction).allSatisfy({ $0.isASCII && $0.isNumber }),
            let digits = Int64(whole + fraction)
        else { return nil }
        self.digits = text.hasPrefix("-") ? -digits : digits
        self.scale = fraction.count
    }

    /// Compares `measured` with this number times `factor`: negative when below, zero when equal, positive when above.
    func order(of measured: Int128, times factor: Int128) -> Int {
        let left = measured * Int128(Self.powersOfTen[scale])
        let right = Int128(digits) * factor
        return left < right ? -1 : (left == right ? 0 : 1)
    }

    /// Whether a number is not greater than another.
    static func <= (left: ExactDecimal, right: ExactDecimal) -> Bool {
        Int128(left.digits) * Int128(powersOfTen[right.scale]) <= Int128(right.digits) * Int128(powersOfTen[left.scale])
    }

    /// The number as it would be written.
    public var description: String {
        guard scale > 0 else { return String(digits) }
        let power = Self.powersOfTen[scale]
        let fraction = String(digits.magnitude % power)
        let padding = String(repeating: "0", count: scale - fraction.count)
        return "\(digits < 0 ? "-" : "")\(digits.magnitude / power).\(padding)\(fraction)"
    }

    private static let powersOfTen: [UInt64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]
}
