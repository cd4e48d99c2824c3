public import AuditModel
import Postgres

/// The name of a table, view or other relation, with its schema.
public struct DatasetName: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// The schema.
    public var schema: String
    /// The relation.
    public var table: String

    /// Creates a name from its parts, which are taken as they are.
    public init(schema: String, table: String) {
        self.schema = schema
        self.table = table
    }

    /// Reads `table`, `schema.table` or either part in double quotes; `nil` when the text is none of these.
    public init?(_ text: String, defaultSchema: String) {
        guard let parts = Self.parts(of: text) else { return nil }
        self.init(schema: parts.count == 2 ? parts[0] : defaultSchema, table: parts[parts.count - 1])
    }

    /// `schema.table` without quotes, for people.
    public var description: String { "\(schema).\(table)" }

    /// The name in SQL, quoted.
    public var sql: String {
        "\(SQL.quoted(identifier: schema)).\(SQL.quoted(identifier: table))"
    }

    /// Whether a condition names the table in front of a column, as in `orders.total > 0`.
    func isNamed(in condition: String) -> Bool {
        condition.split(separator: ".", omittingEmptySubsequences: false).dropLast().contains { part in
            let end = part.reversed().drop { $0 == " " }
            if end.starts(with: SQL.quoted(identifier: table).reversed()) { return true }
            guard end.map({ $0.lowercased() }).starts(with: table.reversed().map(String.init)) else { return false }
            let before = end.dropFirst(table.count).first
            return !(before.map { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "$" } ?? false)
        }
    }

    /// Orders by schema, then by table.
    public static func < (left: DatasetName, right: DatasetName) -> Bool {
        (left.schema, left.table) < (right.schema, right.table)
    }

    private static func parts(of text: String) -> [String]? {
        var parts = [""]
        var isQuoted = false
        var wasQuoted = false
        for character in text {
            if character == "\"" {
                // A doubled quote inside quotes is a quote.
                if !isQuoted, wasQuoted { parts[parts.count - 1].append("\"") }
                isQuoted.toggle()
                wasQuoted = true
            } else if character == ".", !isQuoted {
                parts.append("")
                wasQuoted = false
            } else {
                if !isQuoted, wasQuoted || character.isWhitespace { return nil }
                parts[parts.count - 1].append(character)
            }
        }
        guard !isQuoted, (1...2).contains(parts.count), !parts.contains("") else { return nil }
        return parts
    }
}

/// What the rule files say about a dataset beside its rules.
public struct DatasetDeclaration: Sendable, Hashable {
    /// The columns that identify a row; empty when the table's primary key is to be used.
    public var key: [String]
    /// The columns whose values never appear in a report.
    public var sensitive: Set<String>
    /// What a row is, in the plural, such as `plays`.
    public var noun: String?
    /// The column that says when a row happened.
    public var time: String?
    /// Where it is declared.
    public var location: Location

    /// Creates a declaration.
    public init(
        key: [String] = [],
        sensitive: Set<String> = [],
        noun: String? = nil,
        time: String? = nil,
        location: Location
    ) {
        self.key = key
        self.sensitive = sensitive
        self.noun = noun
        self.time = time
        self.location = location
    }
}
