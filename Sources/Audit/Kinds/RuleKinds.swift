/// The registry of rule kinds: a new kind is one file beside this one and one line here.
public enum RuleKinds {
    /// Every kind, in the order of the documentation.
    public static let all: [any RuleKind.Type] = [
        Schema.self,
        RowCount.self,
        NotNull.self,
        Unique.self,
        Spelling.self,
        Accepted.self,
        Relationship.self,
        Coverage.self,
        Expression.self,
        FreeSQL.self,
        Freshness.self,
        StateChanges.self,
        Duplicates.self,
        Reconciliation.self,
        Metric.self,
    ]

    /// The kind with a name in YAML.
    public static func named(_ name: String) -> (any RuleKind.Type)? {
        all.first { $0.description.name == name }
    }

    /// The kind that other tools call by a name.
    public static func named(elsewhere name: String) -> (any RuleKind.Type)? {
        all.first { $0.description.otherNames.contains(name) }
    }
}
