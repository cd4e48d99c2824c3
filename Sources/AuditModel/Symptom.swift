/// One finding of a governance issue, and why it belongs there.
public struct Symptom: Codable, Sendable, Equatable {
    /// Why a finding belongs to an issue.
    public enum Relation: String, Codable, Sendable, CaseIterable {
        /// It is the gravest finding of the issue.
        case first
        /// It is broken by the same as another finding of the issue, see ``of``.
        case equal
        /// What breaks it is a part of what breaks another, see ``of``.
        case within
        /// What breaks it holds all that breaks another, see ``of``.
        case contains
        /// It shows that the same policy is broken.
        case policy
    }

    /// The rule's identifier.
    public var rule: String
    /// What the rule asks, in plain words.
    public var title: String
    /// What happened.
    public var status: Status
    /// How many break it; `nil` when it could not be measured.
    @ExplicitNull public var violations: Int?
    /// Why it belongs to the issue.
    public var relation: Relation
    /// The rule that it shares its violations with; `nil` when it shares none.
    @ExplicitNull public var of: String?

    /// Creates the value from its parts.
    public init(
        rule: String,
        title: String,
        status: Status,
        violations: Int?,
        relation: Relation,
        of: String? = nil
    ) {
        self.rule = rule
        self.title = title
        self.status = status
        self._violations = ExplicitNull(wrappedValue: violations)
        self.relation = relation
        self._of = ExplicitNull(wrappedValue: of)
    }
}
