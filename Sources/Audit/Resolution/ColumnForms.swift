/// Finds out how a column is to be compared, by its type and what its values look like.
struct ColumnForms: Sendable {
    /// What the values of one column look like.
    struct Look: Sendable {
        var present: Int
        /// How many consist of letters, with spaces, hyphens and apostrophes.
        var letters: Int
        /// How many look like a day in the order year, month, day.
        var days: Int
    }

    private static let letters = "E'^[[:alpha:]][[:alpha:] .''-]*$'"
    private static let days = "'^[12][0-9]{3}[-/.]?(0[1-9]|1[0-2])[-/.]?(0[1-9]|[12][0-9]|3[01])$'"

    /// The statement that reads the looks of columns, on a part of the rows when there are many.
    static func sql(_ columns: [String], rows: String, count: Int) -> String {
        let looks = columns.enumerated().map { index, column in
            let text = "btrim(\(SQLText.column(column))::text)"
            return """
                count(nullif(\(text), '')) AS present\(index), count(*) FILTER (WHERE \(text) ~ \(letters)) AS letters\(index),
                       count(*) FILTER (WHERE \(text) ~ \(days)) AS days\(index)
                """
        }
        let part = max(1, count / 20_000)
        let sample = part > 1 ? "\nWHERE abs(hashtext(t::text)::bigint) % \(part) = 0" : ""
        return """
            SELECT \(looks.joined(separator: ",\n       "))
            FROM (SELECT \(SQLText.columns(columns)) \(rows)) AS t\(sample)
            """
    }

    /// The form that fits a column.
    static func form(of column: Catalog.Column?, _ look: Look?) -> Comparison.Form {
        switch column?.category {
        case "D": .date
        case "N": ["numeric", "real", "double precision", "money"].contains(column?.type ?? "") ? .number : .text
        case "S", nil:
            if let look, look.present > 0, look.days * 10 >= look.present * 8 {
                .date
            } else {
                isLetters(look) ? .name : .text
            }
        default: .exact
        }
    }

    /// Whether at least eight in ten values consist of letters.
    static func isLetters(_ look: Look?) -> Bool {
        guard let look, look.present > 0 else { return false }
        return look.letters * 10 >= look.present * 8
    }
}
