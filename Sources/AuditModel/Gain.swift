/// What mending a finding would bring, as far as the figures say.
public struct Gain: Codable, Sendable, Equatable {
    /// Where the figure comes from.
    public enum Basis: String, Codable, Sendable, CaseIterable {
        /// What a diagnosis says could be linked if everything in its backlog were there.
        case backlog
        /// What breaks the rule now.
        case violations
    }

    /// How many would be put right.
    public var count: Int
    /// What is counted, in the plural, such as `plays`.
    public var noun: String
    /// Where the figure comes from.
    public var basis: Basis

    /// Creates the value from its parts.
    public init(count: Int, noun: String, basis: Basis) {
        self.count = count
        self.noun = noun
        self.basis = basis
    }
}

extension RuleResult {
    /// What mending would bring; `nil` when nothing was measured or nothing breaks the rule, and for a single figure that is
    /// held against limits, which has no parts to put right.
    public var gain: Gain? {
        // The list of items, such as songs, holds those of the missing parents too.
        if let backlog = diagnosis?.backlogs.max(by: { $0.rows < $1.rows }), backlog.rows > 0 {
            return Gain(count: backlog.rows, noun: backlog.weightNoun, basis: .backlog)
        }
        guard let violations, violations > 0, population ?? 0 > 1 else { return nil }
        return Gain(count: violations, noun: unit, basis: .violations)
    }

    /// How urgent a finding is by what happened and how much it matters, the most urgent first: a broken declared constraint,
    /// then what fails before what could not be checked, what warns and what is accepted; then by severity.
    public var urgency: (Int, Int, Int) {
        // Whoever relies on what the database promises is misled.
        (brokenConstraint != nil ? 0 : 1, status.rank, Severity.allCases.count { $0 > severity })
    }
}
