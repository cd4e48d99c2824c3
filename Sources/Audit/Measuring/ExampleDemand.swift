import AuditModel
import Foundation

/// Which rows that break a rule are to be shown, and how they are read: bounded, cut and withheld on the server.
public struct ExampleDemand: Sendable {
    /// The rows that break the rule.
    var offenders: Offenders
    /// The columns whose values never leave the server.
    var sensitive: Set<String>
    /// The columns of the order that the server can only sort as text.
    var orderedAsText: Set<String> = []
    /// The sensitive columns of all datasets that have any, for queries that may read any of them.
    var declared: [DatasetName: Set<String>]
    /// How many are shown.
    var limit: Int
    /// What is shown of sensitive values; `nil` for a word that says that they are withheld.
    var pseudonyms: Pseudonyms?

    /// The longest text of a value that is shown, in characters.
    static let longestValue = 200

    /// What is shown of a value that is withheld.
    static let withheld = "withheld"

    /// What is shown of a sensitive value, as an expression; NULL stays NULL.
    func withheld(_ value: String) -> String {
        "CASE WHEN \(value) IS NOT NULL THEN \(pseudonyms?.expression(of: value) ?? "'\(Self.withheld)'") END"
    }

    /// The first rows of a source with the offenders' columns, in their order, as one JSON text: rows of texts.
    func list(from source: String) -> String {
        let values = offenders.columns.map { column in
            sensitive.contains(column)
                ? withheld(SQLText.column(column))
                : "left(\(SQLText.column(column))::text, \(Self.longestValue))"
        }
        let first = "SELECT * FROM \(source) ORDER BY \(order()) LIMIT \(limit)"
        return "(SELECT json_agg(to_json(ARRAY[\(values.joined(separator: ", "))])) FROM (\(first)) AS examples)"
    }

    /// What ``list(from:)`` has read; `nil` when it is no such list.
    ///
    /// - Parameter total: how many rows there are to show.
    func samples(from list: String, total: Int) -> Samples? {
        guard let rows = try? JSONDecoder().decode([[String?]].self, from: Data(list.utf8)) else { return nil }
        return samples(columns: offenders.columns, rows: rows, total: total)
    }

    /// The first rows of the offenders' own query, one row each.
    var query: String {
        let columns = offenders.columns.map { column in
            let name = SQLText.column(column)
            return sensitive.contains(column)
                ? "\(withheld(name)) AS \(name)"
                : "left(\(name)::text, \(Self.longestValue)) AS \(name)"
        }
        return """
            SELECT \(columns.joined(separator: ", "))
            FROM (\(offenders.sql)) AS offenders
            ORDER BY \(order(of: "offenders")) LIMIT \(limit)
            """
    }

    /// All rows, in full but for what is withheld.
    var fullQuery: String {
        let columns = offenders.columns.map { column in
            let name = SQLText.column(column)
            return sensitive.contains(column)
                ? "\(withheld(name)) AS \(name)" : name
        }
        return """
            SELECT \(columns.joined(separator: ", "))
            FROM (\(offenders.sql)) AS offenders
            ORDER BY \(order(of: "offenders"))
            """
    }

    private func order(of alias: String? = nil) -> String {
        offenders.order.map { column in
            SQLText.column(column, of: alias) + (orderedAsText.contains(column) ? "::text" : "")
        }.joined(separator: ", ")
    }

    /// Rows as the report shows them.
    ///
    /// - Parameter redacted: the columns that are withheld; `nil` for those with the names of sensitive ones.
    func samples(columns: [String], rows: [[String?]], total: Int, redacted: [String]? = nil) -> Samples {
        Samples(
            columns: columns,
            rows: rows,
            total: total,
            unit: offenders.grouping?.noun,
            order: offenders.columns.isEmpty ? "all columns" : offenders.order.joined(separator: ", "),
            redacted: redacted ?? columns.filter { sensitive.contains($0) }
        )
    }
}
