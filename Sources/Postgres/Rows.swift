/// What a statement returned: every value as PostgreSQL's text, `nil` for NULL.
public struct Rows: Sendable, RandomAccessCollection {
    /// The names of the columns in their order.
    public let columns: [String]
    /// The values, row by row.
    public let values: [[String?]]
    /// How many rows the statement changed or returned.
    public let affected: Int

    /// Where the values of each column come from; `nil` for what is worked out.
    public let origins: [Origin?]

    private let places: [String: Int]

    /// A column of a relation.
    public struct Origin: Sendable, Equatable {
        /// The relation's OID.
        public var table: UInt32
        /// The number of the column in it, from 1.
        public var column: Int
    }

    init(columns: [String], values: [[String?]], affected: Int, origins: [Origin?]) {
        self.columns = columns
        self.origins = origins
        self.values = values
        self.affected = affected
        self.places = Dictionary(zip(columns, columns.indices), uniquingKeysWith: { first, _ in first })
    }

    /// The first row's place.
    public var startIndex: Int { 0 }
    /// One behind the last row's place.
    public var endIndex: Int { values.count }

    /// The row at a place.
    public subscript(index: Int) -> Row {
        Row(values: values[index], places: places)
    }

    /// One row; its values are found by the name of the column.
    public struct Row: Sendable {
        /// The values in the order of the columns.
        public let values: [String?]
        fileprivate let places: [String: Int]

        /// The value of a column as text; `nil` for NULL and for a column that was not returned.
        public subscript(column: String) -> String? {
            places[column].flatMap { values[$0] }
        }

        /// The value of a column as a whole number; `nil` for NULL and for what is no such number.
        public func integer(_ column: String) -> Int? {
            self[column].flatMap { Int($0) }
        }
    }
}
