/// What went wrong between Plumb and the server.
public struct PostgresError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Where it went wrong.
    public enum Kind: Sendable, Equatable {
        /// The connection string or environment could not be used.
        case configuration
        /// The server could not be reached or refused the connection, or the connection broke.
        case connection
        /// The server refused a statement.
        case statement
        /// The task was cancelled.
        case cancelled
    }

    /// Where it went wrong.
    public var kind: Kind
    /// The server's code; `nil` when the server said nothing.
    public var sqlState: SQLState?
    /// The primary message, without parameter values.
    public var message: String
    /// The server's detail. May hold values from the data: not part of ``description``.
    public var detail: String?
    /// The server's hint.
    public var hint: String?
    /// The table that the error is about.
    public var table: String?
    /// The constraint that was violated.
    public var constraint: String?
    /// The statement that failed, with `$1` in place of values.
    public var statement: String?
    /// Where in the statement the server saw the error, in characters from 1.
    public var position: Int?
    /// Where it happened inside of functions of the database; `nil` outside of any. May hold values from the data.
    public var context: String?
    /// What the rollback after this error ran into, if it failed too.
    public var rollbackMessage: String?

    /// Creates an error.
    public init(
        kind: Kind,
        sqlState: SQLState? = nil,
        message: String,
        detail: String? = nil,
        hint: String? = nil,
        table: String? = nil,
        constraint: String? = nil,
        statement: String? = nil,
        position: Int? = nil,
        context: String? = nil
    ) {
        self.kind = kind
        self.sqlState = sqlState
        self.message = message
        self.detail = detail
        self.hint = hint
        self.table = table
        self.constraint = constraint
        self.statement = statement
        self.position = position
        self.context = context
    }

    /// The message with code, hint and what else failed, for the user.
    public var description: String {
        var text = message
        if let sqlState { text += " (SQLSTATE \(sqlState))" }
        if let hint { text += "; hint: \(hint)" }
        if let rollbackMessage { text += "; the rollback failed too: \(rollbackMessage)" }
        return text
    }
}
