import Postgres

/// Small pieces of SQL that several rule kinds are built of.
public enum SQLText {
    /// An author's condition in parentheses; the closing one stands on a line of its own if the text may end in a comment.
    public static func parenthesized(_ condition: String) -> String {
        condition.contains("--") ? "(\(condition)\n)" : "(\(condition))"
    }

    /// Quoted names with commas between them, each behind an alias if one is given.
    public static func columns(_ names: [String], of alias: String? = nil) -> String {
        names.map { column($0, of: alias) }.joined(separator: ", ")
    }

    /// A quoted name, behind an alias if one is given.
    public static func column(_ name: String, of alias: String? = nil) -> String {
        (alias.map { $0 + "." } ?? "") + SQL.quoted(identifier: name)
    }

    /// A condition that holds when none of the columns is NULL.
    public static func allPresent(_ names: [String], of alias: String? = nil) -> String {
        names.map { "\(column($0, of: alias)) IS NOT NULL" }.joined(separator: " AND ")
    }

    /// A condition that holds when at least one of the columns is NULL.
    public static func anyMissing(_ names: [String], of alias: String? = nil) -> String {
        names.map { "\(column($0, of: alias)) IS NULL" }.joined(separator: " OR ")
    }

    /// The query without white space and semicolons at its end, so that it can stand in parentheses.
    ///
    /// Comments behind the last semicolon go with it. One that holds a quote stays: it could be the end of a text constant.
    public static func withoutTerminator(_ query: String) -> String {
        let end = /;(?:[\s;]|--[^\n'"$]*|\/\*[^*'"$]*\*\/)*$/
        var text = query[..<(query.firstMatch(of: end)?.range.lowerBound ?? query.endIndex)]
        while let last = text.last, last.isWhitespace || last == ";" { text.removeLast() }
        return String(text)
    }
}
