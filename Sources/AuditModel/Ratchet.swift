/// A promise that a rule does not get worse than its baseline, or gets better, whatever its limits allow.
public enum Ratchet: Sendable, Hashable, CustomStringConvertible {
    /// Not more violations than the baseline, neither by count nor by rate.
    case noWorse
    /// At least this many percent fewer violations than the baseline.
    case improve(percent: ExactDecimal)

    /// Reads `no_worse` or `improve by 10%`; `nil` for anything else, and for an improvement of nothing or of more than all.
    public init?(_ text: String) {
        let words = text.lowercased().replacing("%", with: " % ").split(whereSeparator: \.isWhitespace).map(String.init)
        if words == ["no_worse"] {
            self = .noWorse
        } else if words.count == 4, words.starts(with: ["improve", "by"]), words[3] == "%",
            let percent = ExactDecimal(words[2]), percent.digits > 0, percent <= ExactDecimal(100)
        {
            self = .improve(percent: percent)
        } else {
            return nil
        }
    }

    /// The ratchet as it is written in a rule file.
    public var description: String {
        switch self {
        case .noWorse: "no_worse"
        case .improve(let percent): "improve by \(percent)%"
        }
    }
}
