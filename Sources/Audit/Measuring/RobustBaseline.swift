import AuditModel

/// What a number usually is, and how far from it, told by its history so that single outliers do not move it.
///
/// The middle is the median, the distance the median absolute deviation (MAD), that is the median of the distances from
/// the median, without the factor 1.4826 that makes it a standard deviation of normal data. When more than half of the
/// history is one value, the deviation is 0 and any other value is outside.
///
/// Source: F. R. Hampel, "The Influence Curve and Its Role in Robust Estimation", Journal of the American Statistical
/// Association 69 (1974), pages 383 to 393.
struct RobustBaseline: Sendable, Equatable {
    /// The middle of the history, to a billionth.
    var median: ExactDecimal
    /// The median distance from the middle, to a billionth.
    var deviation: ExactDecimal

    /// Computes a baseline; `nil` without any value.
    init?(of values: [ExactDecimal]) {
        guard let median = ExactDecimal.median(of: values) else { return nil }
        guard let deviation = ExactDecimal.median(of: values.map { $0.distance(to: median) }) else { return nil }
        self.median = median
        self.deviation = deviation
    }

    /// The numbers that lie within some deviations of the median, both ends included.
    func range(within deviations: ExactDecimal) -> (lower: ExactDecimal, upper: ExactDecimal) {
        let reach = deviation.multiplied(by: deviations)
        return (median - reach, median + reach)
    }
}
