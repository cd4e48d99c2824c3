/// Text made safe for Markdown, as GitHub and pandoc read it.
enum Markdown {
    /// The text as Markdown that shows it on one line and does nothing else, wherever in a line it stands.
    ///
    /// A pipe becomes an entity, because parsers disagree about backslashes before pipes in tables.
    static func escaped(_ text: String) -> String {
        let scalars = Array(text.onOneLine.unicodeScalars)
        let marker = blockMarker(of: scalars)
        var escaped = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "|": escaped.append(contentsOf: "&#124;".unicodeScalars)
            case "_" where isInsideWord(index, of: scalars): escaped.append(scalar)
            case "\\", "`", "*", "_", "[", "]", "#", "!", "~", "^", "$", "@", "{", "}":
                escaped.append("\\")
                escaped.append(scalar)
            default:
                if index == marker { escaped.append("\\") }
                escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// A short name in code type, such as a rule's identifier; escaped text where code type cannot hold it.
    static func code(_ text: String) -> String {
        let isPlain = text.unicodeScalars.allSatisfy { isWord($0) || "_-.:/ (),%<>=".unicodeScalars.contains($0) }
        guard isPlain, !text.isEmpty, text == text.onOneLine else { return escaped(text) }
        return "`\(text)`"
    }

    /// A block of code between fences that are longer than any run of backticks in it.
    static func codeBlock(_ text: String, language: String) -> String {
        var lines = text.replacing("\r\n", with: "\n").withVisibleControls
        while lines.last?.isNewline == true { lines.removeLast() }
        var run = 0
        var longest = 0
        for scalar in lines.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)\(language)\n\(lines)\n\(fence)"
    }

    /// A table whose cells are finished Markdown on one line; short rows are filled up, so that none breaks the table.
    static func table(columns: [String], rows: [[String]]) -> String {
        func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
        let body = rows.map { row in
            line(columns.indices.map { row.indices.contains($0) ? row[$0] : "" })
        }
        return ([line(columns), line(columns.map { _ in "---" })] + body).joined(separator: "\n")
    }

    /// The place of a character that would open a list, an underlined heading or a definition at the start of a line.
    private static func blockMarker(of scalars: [Unicode.Scalar]) -> Int? {
        guard let first = scalars.first else { return nil }
        if "-+=:%".unicodeScalars.contains(first) { return 0 }
        // `1.`, `a)`, `(iv)`: pandoc numbers with letters, Roman numerals and parentheses too.
        let start = first == "(" ? 1 : 0
        let end = scalars[start...].firstIndex { !isWord($0) } ?? scalars.count
        guard end < scalars.count, scalars[end] == "." || scalars[end] == ")" else { return nil }
        let number = scalars[start..<end]
        guard
            number.count == 1 || number.allSatisfy({ ("0"..."9").contains($0) })
                || number.allSatisfy({ "ivxlcdmIVXLCDM".unicodeScalars.contains($0) })
        else { return nil }
        return end + 1 == scalars.count || scalars[end + 1] == " " ? end : nil
    }

    /// Whether an underscore stands between letters or digits, where it never means emphasis.
    private static func isInsideWord(_ index: Int, of scalars: [Unicode.Scalar]) -> Bool {
        index > 0 && index + 1 < scalars.count && isWord(scalars[index - 1]) && isWord(scalars[index + 1])
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: false
        }
    }
}
