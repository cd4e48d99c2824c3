/// What a rule does with rows whose value is missing.
enum NullPolicy: String, CaseIterable, Sendable {
    case ignore
    case violation
}

/// What a rule did with rows whose value is missing, as reports say it.
public enum NullHandling: String, Sendable {
    /// They are not looked at.
    case ignored
    /// They break the rule.
    case violation
    /// They count like any other value.
    case counted
    /// The rule looks at no value.
    case notApplicable = "not_applicable"
}

extension NullPolicy {
    /// The policy as reports say it.
    var handling: NullHandling { self == .violation ? .violation : .ignored }
}

extension KindKey {
    /// What happens to rows whose value is missing.
    static let nulls = KindKey(
        "nulls",
        "ignore (the default) or violation: what a missing value counts as",
        .cases(of: NullPolicy.self)
    )
}
