/// A few of the rows that break a rule, in the order of their key.
public struct Samples: Codable, Sendable, Equatable {
    /// The names of the columns, the key first.
    public var columns: [String]
    /// The rows; each value as text, `nil` for NULL.
    public var rows: [[String?]]
    /// How many there are to show: the rows that break the rule, or what `unit` says.
    public var total: Int
    /// What is shown when it is not the rows themselves, in the plural, such as `repeated keys`; `nil` for rows.
    public var unit: String?
    /// How many are shown.
    public var shown: Int
    /// The columns by which the rows are ordered.
    public var order: String
    /// The columns whose values are withheld because they are declared sensitive.
    public var redacted: [String]

    /// Creates samples.
    public init(
        columns: [String],
        rows: [[String?]],
        total: Int,
        unit: String? = nil,
        order: String,
        redacted: [String]
    ) {
        self.columns = columns
        self.rows = rows
        self.total = total
        self.unit = unit
        self.shown = rows.count
        self.order = order
        self.redacted = redacted
    }
}
