/// Whether a gate lets the data pass.
public struct GateVerdict: Codable, Sendable, Equatable {
    /// `pass`, `fail` or `error` (could not complete).
    public var status: Status
    /// The exit code of `RULES.md`.
    public var exitCode: Int
    /// Where the line was drawn: `critical`, `error`, `warn` or `never`.
    public var failOn: String
    /// Why, in one sentence.
    public var reason: String

    enum CodingKeys: String, CodingKey {
        case status, reason
        case exitCode = "exit_code"
        case failOn = "fail_on"
    }

    /// Creates a verdict.
    public init(status: Status, exitCode: Int, failOn: String, reason: String) {
        self.status = status
        self.exitCode = exitCode
        self.failOn = failOn
        self.reason = reason
    }
}
