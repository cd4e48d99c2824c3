/// What no rule looks at in one table.
public struct UncheckedData: Codable, Sendable, Equatable {
    /// The table, `schema.table`.
    public var dataset: String
    /// Whether no rule looks at the table at all; then all its columns are listed.
    public var wholeTable: Bool
    /// The columns that no rule looks at, in their order.
    public var columns: [String]
    /// The declared foreign keys that no rule measures, such as `user_id -> public.users (user_id)`.
    public var foreignKeys: [String]

    enum CodingKeys: String, CodingKey {
        case dataset, columns
        case wholeTable = "whole_table"
        case foreignKeys = "foreign_keys"
    }

    /// Creates an entry.
    public init(dataset: String, wholeTable: Bool, columns: [String], foreignKeys: [String]) {
        self.dataset = dataset
        self.wholeTable = wholeTable
        self.columns = columns
        self.foreignKeys = foreignKeys
    }
}
