/// A decimal number without rounding: `digits * 10^-scale`.
///
/// Limits such as `0.1%` and measured values such as `247.083` are kept so, because a verdict compares integers. A limit
/// has at most 18 digits; a measured value may have 19 before the point, which is what an aggregate of PostgreSQL's
/// `bigint` needs.
public struct ExactDecimal: Sendable, Hashable, CustomStringConvertible {
    /// The digits as one integer, with the sign.
    public let digits: Int128
    /// How many of the digits stand behind the point, 0 to 9.
    public let scale: Int

    /// Creates a whole number.
    public init(_ integer: Int) {
        digits = Int128(integer)
        scale = 0
    }

    /// Creates a number of billionths, the finest that there is.
    init(billionths: Int128) {
        digits = billionths
        scale = 9
    }

    /// The same number without zeros at the end behind the point.
    var reduced: ExactDecimal {
        var digits = digits
        var scale = scale
        while scale > 0, digits % 10 == 0 {
            digits /= 10
            scale -= 1
        }
        return ExactDecimal(digits: digits, scale: scale)
    }

    /// The number as a fraction: its digits, and the power of ten that they are divided by.
    var fraction: (digits: Int128, power: Int128) { (digits, Int128(Self.powersOfTen[scale])) }

    private init(digits: Int128, scale: Int) {
        self.digits = digits
        self.scale = scale
    }

    /// Reads `12`, `-3` or `0.25`; at most 18 digits, nine of them behind the point. `nil` for anything else.
    public init?(_ text: some StringProtocol) {
        self.init(text, mostDigits: 18)
    }

    /// Reads a measured value as PostgreSQL writes a `numeric`; at most 19 digits before the point and nine behind it.
    public init?(measured text: some StringProtocol) {
        self.init(text, mostDigits: 28)
    }

    private init?(_ text: some StringProtocol, mostDigits: Int) {
        let unsigned = String(text.hasPrefix("-") ? text.dropFirst() : text[...])
        let parts = unsigned.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let fraction = parts.count == 2 ? parts[1] : ""
        guard
            let whole = parts.first, !whole.isEmpty, whole.count + fraction.count <= mostDigits,
            whole.count <= 19, fraction.count <= 9,
            parts.count == 1 || !fraction.isEmpty,
            (whole + fraction).allSatisfy({ $0.isASCII && $0.isNumber }),
            let digits = Int128(whole + fraction)
        else { return nil }
        self.digits = text.hasPrefix("-") ? -digits : digits
        self.scale = fraction.count
    }

    /// Compares `measured` with this number times `factor`: negative when below, zero when equal, positive when above.
    func order(of measured: Int128, times factor: Int128) -> Int {
        Self.order(measured * Int128(Self.powersOfTen[scale]), digits * factor)
    }

    /// Compares a measured number with this one times `factor`, likewise.
    func order(of measured: ExactDecimal, times factor: Int128) -> Int {
        Self.order(measured.billionths, billionths * factor)
    }

    private static func order(_ left: Int128, _ right: Int128) -> Int {
        left < right ? -1 : (left == right ? 0 : 1)
    }

    /// Whether a number is not greater than another.
    public static func <= (left: ExactDecimal, right: ExactDecimal) -> Bool {
        left.billionths <= right.billionths
    }

    /// The number in billionths, without rounding.
    var billionths: Int128 { digits * Int128(Self.powersOfTen[9 - scale]) }

    /// The number as it would be written.
    public var description: String {
        guard scale > 0 else { return String(digits) }
        let power = UInt128(Self.powersOfTen[scale])
        let fraction = String(digits.magnitude % power)
        let padding = String(repeating: "0", count: scale - fraction.count)
        return "\(digits < 0 ? "-" : "")\(digits.magnitude / power).\(padding)\(fraction)"
    }

    private static let powersOfTen: [UInt64] = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
    ]
}
