/// A few of the rows that break a rule, in the order of their key.
public struct Samples: Codable, Sendable, Equatable {
    /// The names of the columns, the key first.
    public var columns: [String]
    /// The rows; each value as text, `nil` for NULL.
    public var rows: [[String?]]
    /// How many rows break the rule.
    public var total: Int
    /// How many are shown.
    public var shown: Int
    /// The columns by which the rows are ordered.
    public var order: String
    /// The columns whose values are withheld because they are declared sensitive.
    public var redacted: [String]

    /// Creates samples.
    public init(columns: [String], rows: [[String?]], total: Int, order: String, redacted: [String]) {
        self.columns = columns
        self.rows = rows
        self.total = total
        self.shown = rows.count
        self.order = order
        self.redacted = redacted
    }
}
