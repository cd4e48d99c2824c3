/// The little arithmetic that a comparison with a history needs. Results are exact to a billionth, and at most some
/// thousand times as large as the largest measured value, so nothing overflows.
extension ExactDecimal {
    /// The middle one of some numbers, or half way between the middle two; `nil` without any.
    public static func median(of numbers: [ExactDecimal]) -> ExactDecimal? {
        guard !numbers.isEmpty else { return nil }
        let sorted = numbers.map(\.billionths).sorted()
        let (left, right) = (sorted[(sorted.count - 1) / 2], sorted[sorted.count / 2])
        return ExactDecimal(billionths: (left + right) / 2).reduced
    }

    /// How far apart two numbers are.
    public func distance(to other: ExactDecimal) -> ExactDecimal {
        ExactDecimal(billionths: Int128((billionths - other.billionths).magnitude)).reduced
    }

    /// The product with a number below some thousand.
    public func multiplied(by factor: ExactDecimal) -> ExactDecimal {
        let product = billionths * factor.digits
        var divisor = Int128(1)
        for _ in 0..<factor.scale { divisor *= 10 }
        return ExactDecimal(billionths: product / divisor).reduced
    }

    /// The sum.
    public static func + (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        ExactDecimal(billionths: left.billionths + right.billionths).reduced
    }

    /// The difference.
    public static func - (left: ExactDecimal, right: ExactDecimal) -> ExactDecimal {
        ExactDecimal(billionths: left.billionths - right.billionths).reduced
    }
}
