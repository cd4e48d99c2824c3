/// What a table holds, so that a reader can place the findings.
public struct TableProfile: Codable, Sendable, Equatable {
    /// `schema.table`.
    public var dataset: String
    /// How many rows it holds.
    public var rows: Int
    /// Its columns in their order.
    public var columns: [ColumnProfile]

    /// Creates a profile.
    public init(dataset: String, rows: Int, columns: [ColumnProfile]) {
        self.dataset = dataset
        self.rows = rows
        self.columns = columns
    }
}

/// What a column holds.
public struct ColumnProfile: Codable, Sendable, Equatable {
    /// The column's name.
    public var name: String
    /// The column's type as PostgreSQL writes it.
    public var type: String
    /// How many rows have no value; `nil` where that was not counted, as in a large table without a rule that asks for it.
    @ExplicitNull public var nulls: Int?
    /// The smallest value of a number or time; `nil` for other types, sensitive columns and columns without values.
    @ExplicitNull public var minimum: String?
    /// The largest value, likewise.
    @ExplicitNull public var maximum: String?

    /// Creates a profile.
    public init(name: String, type: String, nulls: Int?, minimum: String?, maximum: String?) {
        self.name = name
        self.type = type
        self._nulls = ExplicitNull(wrappedValue: nulls)
        self._minimum = ExplicitNull(wrappedValue: minimum)
        self._maximum = ExplicitNull(wrappedValue: maximum)
    }
}
