import Postgres

/// A constant of a rule file in SQL.
///
/// Always written as a quoted text, which PostgreSQL reads as a value of the column's own type: `'0'` is a number beside
/// an integer column and a text beside a text column.
public struct SQLLiteral: Sendable, Hashable {
    /// The value as text.
    public var text: String

    /// Creates a literal.
    public init(_ text: String) {
        self.text = text
    }

    /// The literal in SQL.
    public var sql: String { SQL.quoted(literal: text) }
}
