/// What a rule does with rows whose value is missing.
enum NullPolicy: String, CaseIterable, Sendable {
    case ignore
    case violation
}

extension KindKey {
    /// What happens to rows whose value is missing.
    static let nulls = KindKey("nulls", "ignore (the default) or violation: what a missing value counts as")
}
