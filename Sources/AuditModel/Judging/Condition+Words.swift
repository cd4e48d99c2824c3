extension Condition {
    /// What is said of a failure: `more than 50 % is a failure`, `none is allowed`.
    var failureInWords: String { allowsNone ? "none is allowed" : "\(inWords) is a failure" }

    /// What is said of a warning: `more than 5 % calls for a look`, `any calls for a look`.
    var warningInWords: String { allowsNone ? "any calls for a look" : "\(inWords) calls for a look" }

    private var allowsNone: Bool { comparison == .above(ExactDecimal(0)) }

    /// The condition as part of a sentence: `more than 50 %`, `fewer than 1`.
    public var inWords: String {
        func suffix(_ bound: ExactDecimal) -> String {
            switch unit {
            case .percent: " %"
            case .rows: ""
            default: " " + (bound == ExactDecimal(1) ? String(unit.rawValue.dropLast()) : unit.rawValue)
            }
        }
        return switch comparison {
        case .above(let bound): "more than \(bound)\(suffix(bound))"
        case .atLeast(let bound): "\(bound)\(suffix(bound)) or more"
        case .below(let bound): "\(unit == .rows ? "fewer" : "less") than \(bound)\(suffix(bound))"
        case .atMost(let bound): "\(bound)\(suffix(bound)) or less"
        case .equal(let bound): "just \(bound)\(suffix(bound))"
        case .notEqual(let bound): "anything but \(bound)\(suffix(bound))"
        case .notBetween(let lower, let upper): "anything outside \(lower) to \(upper)\(suffix(upper))"
        }
    }
}
