/// How much a failure of a rule matters, independent of whether it happened (see ``Status``).
///
/// Ordered from the least to the gravest.
public enum Severity: String, Codable, Sendable, CaseIterable, Comparable {
    case info, warn, error, critical

    /// Orders by gravity: `info < warn < error < critical`.
    public static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .info: 0
        case .warn: 1
        case .error: 2
        case .critical: 3
        }
    }
}
