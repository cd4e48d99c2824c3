/// One limit of a rule, such as `> 5%`, `< 1`, `> 24 hours` or `not between 1 and 100`.
///
/// Grammar: `op number unit?` with op one of `>`, `>=`, `<`, `<=`, `=`, `!=`, or `not between a and b unit?`
/// (both bounds are allowed values). Units: `%`, `rows` (the default), `seconds`, `minutes`, `hours`, `days`.
public struct Condition: Sendable, Hashable {
    /// How the measured number is compared.
    public enum Comparison: Sendable, Hashable {
        case above(ExactDecimal)
        case atLeast(ExactDecimal)
        case below(ExactDecimal)
        case atMost(ExactDecimal)
        case equal(ExactDecimal)
        case notEqual(ExactDecimal)
        case notBetween(ExactDecimal, ExactDecimal)
    }

    /// What the number counts.
    public enum Unit: String, Sendable, Hashable, CaseIterable {
        case percent = "%"
        case rows, seconds, minutes, hours, days

        /// The length of the unit in seconds, for units of time.
        public var seconds: Int? {
            switch self {
            case .percent, .rows: nil
            case .seconds: 1
            case .minutes: 60
            case .hours: 3_600
            case .days: 86_400
            }
        }
    }

    /// The comparison with its bound or bounds.
    public var comparison: Comparison
    /// The unit of the bounds.
    public var unit: Unit
    /// The condition as its author wrote it, with white space folded.
    public var text: String

    /// Creates a condition from its parts.
    public init(comparison: Comparison, unit: Unit, text: String) {
        self.comparison = comparison
        self.unit = unit
        self.text = text
    }

    /// Whether the condition holds for a count out of a population. Exact: integers are compared, nothing is rounded.
    ///
    /// A percentage of an empty population never holds.
    /// - Parameters:
    ///   - count: the number of violations, rows or seconds that was measured.
    ///   - population: what a percentage is taken of.
    public func holds(count: Int, population: Int) -> Bool {
        if unit == .percent {
            guard population > 0 else { return false }
            return holds(measured: Int128(count) * 100, times: Int128(population))
        }
        return holds(measured: Int128(count), times: Int128(unit.seconds ?? 1))
    }

    /// Whether the condition holds for a measured number: plain, or seconds for a condition in units of time.
    ///
    /// A percentage of a number never holds.
    public func holds(number: ExactDecimal) -> Bool {
        guard unit != .percent else { return false }
        return holds { $0.order(of: number, times: Int128(unit.seconds ?? 1)) }
    }

    /// Compares `measured` with `bound * factor` for each bound.
    private func holds(measured: Int128, times factor: Int128) -> Bool {
        holds { $0.order(of: measured, times: factor) }
    }

    /// - Parameter order: how what was measured compares with a bound.
    private func holds(_ order: (ExactDecimal) -> Int) -> Bool {
        switch comparison {
        case .above(let bound): order(bound) > 0
        case .atLeast(let bound): order(bound) >= 0
        case .below(let bound): order(bound) < 0
        case .atMost(let bound): order(bound) <= 0
        case .equal(let bound): order(bound) == 0
        case .notEqual(let bound): order(bound) != 0
        case .notBetween(let lower, let upper): order(lower) < 0 || order(upper) > 0
        }
    }
}
