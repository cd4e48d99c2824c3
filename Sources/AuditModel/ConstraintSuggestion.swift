/// A constraint that would make sure of what a rule has found to hold.
public struct ConstraintSuggestion: Codable, Sendable, Equatable {
    /// The rule that could then be proved without reading a row.
    public var rule: String
    /// The table, `schema.table`.
    public var dataset: String
    /// The statement that declares the constraint.
    public var statement: String

    /// Creates a suggestion.
    public init(rule: String, dataset: String, statement: String) {
        self.rule = rule
        self.dataset = dataset
        self.statement = statement
    }
}
