import Postgres

/// Names and constants for scripts, which take no parameters.
enum SQLText {
    /// A quoted name.
    static func name(_ name: String) -> String { SQL.quoted(identifier: name) }

    /// A quoted text constant.
    static func text(_ text: String) -> String { SQL.quoted(literal: text) }

    /// Column names as a list, each behind an alias when there is one.
    static func columns(_ names: [String], of alias: String? = nil) -> String {
        names.map { (alias.map { $0 + "." } ?? "") + name($0) }.joined(separator: ", ")
    }
}
