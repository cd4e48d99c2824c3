/// When a rule warns and when it fails. Any one condition of a list is enough.
public struct Limits: Sendable, Hashable {
    /// The conditions of `warn_if`.
    public var warnIf: [Condition]
    /// The conditions of `fail_if`.
    public var failIf: [Condition]

    /// Creates limits.
    public init(warnIf: [Condition] = [], failIf: [Condition] = []) {
        self.warnIf = warnIf
        self.failIf = failIf
    }
}
