/// Text made safe for a file of comma-separated values (RFC 4180) that people open in a spreadsheet.
enum CSVText {
    /// A line of cells, ended as the format asks; `nil` is an empty cell.
    static func line(_ cells: [String?]) -> String {
        cells.map { quoted($0 ?? "") }.joined(separator: ",") + "\r\n"
    }

    /// A text of the data as the content of a cell, on one line.
    ///
    /// A spreadsheet would compute a cell that starts like a formula: an apostrophe before it keeps it a text.
    static func text(_ text: String) -> String {
        let line = text.onOneLine
        guard let first = line.unicodeScalars.first, "=+-@".unicodeScalars.contains(first) else { return line }
        return "'" + line
    }

    private static func quoted(_ cell: String) -> String {
        // Scalars: a combining mark behind a quotation mark must not hide it.
        let special = cell.unicodeScalars.contains { $0 == "\"" || $0 == "," || $0 == "\n" || $0 == "\r" }
        guard special else { return cell }
        return "\"" + cell.unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
    }
}
