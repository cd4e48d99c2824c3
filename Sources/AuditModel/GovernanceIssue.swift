/// One thing to act on: a policy that is broken with all the findings that show it, or one finding without a policy. A finding
/// that shares its violations with a graver one belongs to the issue of that one, whatever its policy.
public struct GovernanceIssue: Codable, Sendable, Equatable {
    /// `I-1`, `I-2`, … in the order in which to act.
    public var id: String
    /// What it is about, in plain words.
    public var title: String
    /// The policy that is broken, if the rules cite one.
    @ExplicitNull public var policy: String?
    /// The identifiers of the rules that show it, worst first.
    public var rules: [String]
    /// The gravest severity of the findings.
    public var severity: Severity
    /// The worst status of the findings.
    public var status: Status
    /// The cause in plain words, where it is known.
    @ExplicitNull public var cause: String?
    /// The rows that break the worst rule; `nil` when it could not be measured.
    @ExplicitNull public var rows: Int?
    /// What mending the worst finding brings; `nil` where no figure says.
    @ExplicitNull public var gain: Gain?
    /// Who acts.
    @ExplicitNull public var owner: String?
    /// The findings, worst first, and why each belongs to the issue.
    @EmptyIfMissing public var symptoms: [Symptom]

    /// Creates an issue.
    public init(
        id: String,
        title: String,
        policy: String?,
        rules: [String],
        severity: Severity,
        status: Status,
        cause: String?,
        rows: Int?,
        gain: Gain? = nil,
        owner: String?,
        symptoms: [Symptom] = []
    ) {
        self.id = id
        self.title = title
        self._policy = ExplicitNull(wrappedValue: policy)
        self.rules = rules
        self.severity = severity
        self.status = status
        self._cause = ExplicitNull(wrappedValue: cause)
        self._rows = ExplicitNull(wrappedValue: rows)
        self._gain = ExplicitNull(wrappedValue: gain)
        self._owner = ExplicitNull(wrappedValue: owner)
        self._symptoms = EmptyIfMissing(wrappedValue: symptoms)
    }
}
