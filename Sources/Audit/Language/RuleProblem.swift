public import AuditModel

/// Something wrong with a rule file, with its place and what to do.
public struct RuleProblem: Sendable, Hashable, CustomStringConvertible {
    /// Whether the rules can be used all the same.
    public enum Level: String, Sendable, Hashable {
        case error, warning
    }

    /// Whether the rules can be used all the same.
    public var level: Level
    /// Where it is.
    public var location: Location
    /// What is wrong and what to do, in lower case without a full stop.
    public var message: String

    /// Creates a problem.
    public init(_ level: Level = .error, at location: Location, _ message: String) {
        self.level = level
        self.location = location
        self.message = message
    }

    /// `file:line:column: error: message`.
    public var description: String { "\(location): \(level.rawValue): \(message)" }
}
