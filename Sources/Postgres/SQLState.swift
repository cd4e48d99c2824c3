/// The five-character code of a server error; unknown codes survive.
///
/// Source: PostgreSQL documentation, appendix "PostgreSQL Error Codes".
public struct SQLState: RawRepresentable, Hashable, Sendable, CustomStringConvertible {
    /// The code.
    public let rawValue: String

    /// Takes any code.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The code.
    public var description: String { rawValue }

    /// `42P01`: a table or view does not exist.
    public static let undefinedTable = SQLState(rawValue: "42P01")
    /// `42703`: a column does not exist.
    public static let undefinedColumn = SQLState(rawValue: "42703")
    /// `57014`: a statement was cancelled or ran into `statement_timeout`.
    public static let queryCanceled = SQLState(rawValue: "57014")
    /// `55P03`: a lock could not be had, or not within `lock_timeout`.
    public static let lockNotAvailable = SQLState(rawValue: "55P03")
    /// `28P01`: the password is wrong.
    public static let invalidPassword = SQLState(rawValue: "28P01")
    /// `42501`: the role may not do that.
    public static let insufficientPrivilege = SQLState(rawValue: "42501")
    /// `3D000`: there is no such database.
    public static let undefinedDatabase = SQLState(rawValue: "3D000")
}
