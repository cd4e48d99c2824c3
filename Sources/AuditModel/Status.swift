/// What happened when a rule was to be measured, independent of how much it matters (see ``Severity``).
public enum Status: String, Codable, Sendable, CaseIterable {
    /// The measured value is inside every limit.
    case pass
    /// A `warn_if` condition holds, or a `fail_if` condition holds for a rule whose severity is `warn`.
    case warn
    /// A `fail_if` condition holds.
    case fail
    /// The rule could not be measured: there is no verdict.
    case error
    /// There was nothing to look at; never a pass.
    case notApplicable = "not_applicable"
    /// The rule would fail but is covered by a live waiver.
    case waived
    /// The rule is disabled or was not selected.
    case skipped

    /// Whether the rule was measured and judged.
    public var isEvaluated: Bool {
        switch self {
        case .pass, .warn, .fail, .waived: true
        case .error, .notApplicable, .skipped: false
        }
    }
}
