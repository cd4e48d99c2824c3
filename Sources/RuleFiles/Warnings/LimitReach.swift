import AuditModel

/// Which numbers a condition holds for, as far as that can be told without measuring.
struct LimitReach {
    /// A stretch of numbers; an end that is `nil` is open.
    struct Stretch {
        var lower: ExactDecimal?
        var includesLower = false
        var upper: ExactDecimal?
        var includesUpper = false

        /// Whether another stretch lies inside this one.
        func holds(_ other: Stretch) -> Bool {
            let lowerHolds =
                lower.map { own in
                    other.lower.map { Self.isSame(own, $0) ? includesLower || !other.includesLower : own <= $0 }
                        ?? false
                } ?? true
            let upperHolds =
                upper.map { own in
                    other.upper.map { Self.isSame(own, $0) ? includesUpper || !other.includesUpper : $0 <= own }
                        ?? false
                } ?? true
            return lowerHolds && upperHolds
        }

        /// Whether no number lies in both.
        func isApart(from other: Stretch) -> Bool {
            isBelow(other) || other.isBelow(self)
        }

        private static func isSame(_ left: ExactDecimal, _ right: ExactDecimal) -> Bool {
            left <= right && right <= left
        }

        private func isBelow(_ other: Stretch) -> Bool {
            guard let upper, let lower = other.lower else { return false }
            return Self.isSame(upper, lower) ? !(includesUpper && other.includesLower) : upper <= lower
        }
    }

    /// The stretches for which the condition holds.
    let stretches: [Stretch]
    /// What the numbers count; nothing is as much in percent as in rows.
    let unit: Condition.Unit

    /// Tells the reach of a condition.
    init(of condition: Condition) {
        let isZero = condition.comparison == .above(ExactDecimal(0)) || condition.comparison == .equal(ExactDecimal(0))
        unit = isZero && condition.unit == .percent ? .rows : condition.unit
        stretches =
            switch condition.comparison {
            case .above(let bound): [Stretch(lower: bound)]
            case .atLeast(let bound): [Stretch(lower: bound, includesLower: true)]
            case .below(let bound): [Stretch(upper: bound)]
            case .atMost(let bound): [Stretch(upper: bound, includesUpper: true)]
            case .equal(let bound): [Stretch(lower: bound, includesLower: true, upper: bound, includesUpper: true)]
            case .notEqual(let bound): [Stretch(upper: bound), Stretch(lower: bound)]
            case .notBetween(let lower, let upper): [Stretch(upper: lower), Stretch(lower: upper)]
            }
    }

    /// Whether the condition holds wherever another does.
    func covers(_ other: LimitReach) -> Bool {
        unit == other.unit && other.stretches.allSatisfy { part in stretches.contains { $0.holds(part) } }
    }

    /// Whether it holds nowhere within what can be measured.
    func isOutOfReach(of possible: Stretch) -> Bool { stretches.allSatisfy { $0.isApart(from: possible) } }

    /// Whether it holds for everything that can be measured.
    func isCertain(within possible: Stretch) -> Bool { stretches.contains { $0.holds(possible) } }
}
