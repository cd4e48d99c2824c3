import AuditModel

extension HTML {
    /// A column of a table.
    struct Column {
        /// What stands at its head.
        let title: String
        /// The class of its cells: `n` for numbers, which are aligned to the right, `w` for what is never broken into lines.
        let style: String

        /// A column of texts.
        static func text(_ title: String) -> Column { Column(title: title, style: "") }

        /// A column of numbers.
        static func number(_ title: String) -> Column { Column(title: title, style: "n") }

        /// A column of days or other short texts that must not be broken.
        static func word(_ title: String) -> Column { Column(title: title, style: "w") }

        /// The class as an attribute; nothing for plain texts.
        fileprivate var attribute: HTML { style.isEmpty ? .none : " class=\"\(style)\"" }
    }

    /// Columns by their titles, separated by `|`; those of numbers begin with `#`, those of short texts with `=`.
    ///
    /// Only for titles that are written here: a text of the data may hold any of these characters.
    static func columns(_ titles: String) -> [Column] {
        titles.split(separator: "|").map { title in
            switch title.first {
            case "#": .number(String(title.dropFirst()))
            case "=": .word(String(title.dropFirst()))
            default: .text(String(title))
            }
        }
    }

    /// A table that scrolls by itself where the screen is narrow; the first cell of each row is its head.
    ///
    /// - Parameters:
    ///   - caption: what the table shows, read out before it and shown above it.
    ///   - stacks: whether the cells of a row stand below one another where the screen is narrow, each after its head.
    static func table(_ caption: String, _ columns: [Column], _ rows: [[HTML]], stacks: Bool = false) -> HTML {
        guard !rows.isEmpty else { return .none }
        // Of a table whose rows stack the roles are said, though its elements have them: a browser takes them away with the
        // display of a table.
        func role(_ name: String) -> HTML { stacks ? " role=\"\(name)\"" : .none }
        let heads = columns.map {
            "<th\(role("columnheader")) scope=\"col\"\($0.attribute)>\($0.title)</th>" as HTML
        }
        let lines = rows.map { row -> HTML in
            let cells = zip(columns, row).enumerated().map { index, pair -> HTML in
                let (column, cell) = pair
                if index == 0 {
                    return "<th\(role("rowheader")) scope=\"row\"\(stacks ? .none : column.attribute)>\(cell)</th>"
                }
                let head: HTML = stacks ? " data-head=\"\(column.title)\"" : .none
                return "<td\(role("cell"))\(head)\(column.attribute)>\(cell)</td>"
            }
            return "<tr\(role("row"))>\(HTML(unchecked: cells.map(\.markup).joined()))</tr>"
        }
        return """
            <div class="scroll\(stacks ? " stacks" : "")" role="region" tabindex="0" aria-label="\(caption)"><table\(role("table"))>
            <caption>\(caption)</caption>
            <thead\(role("rowgroup"))><tr\(role("row"))>\(HTML(unchecked: heads.map(\.markup).joined()))</tr></thead>
            <tbody\(role("rowgroup"))>
            \(lines)
            </tbody></table></div>
            """
    }

    /// Texts as a list.
    static func list(_ texts: [String]) -> HTML {
        texts.isEmpty ? .none : "<ul>\(texts.map { "<li>\($0)</li>" as HTML })</ul>"
    }

    /// A text as a piece.
    static func text(_ text: String) -> HTML { "\(text)" }

    /// A number as people write it.
    static func count(_ number: Int) -> HTML { "\(Wording.count(number))" }

    /// A paragraph with a label before its text; nothing without a text.
    static func labelled(_ label: String, _ text: String?) -> HTML {
        guard let text, !text.isEmpty else { return .none }
        return "<p><strong class=\"label\">\(label)</strong> \(text)</p>"
    }

    /// A text behind its label, or several as a list below it.
    static func labelled(_ label: String, _ text: String?, orSeveral texts: [String]) -> HTML {
        if texts.isEmpty { return labelled(label, text) }
        return "<p><strong class=\"label\">\(label)</strong></p>\(list(texts))"
    }

    /// A status with a sign of its own, so that it is told without colour too.
    static func badge(_ status: Status, _ text: String) -> HTML {
        "<span class=\"badge \(status.styleClass)\"><span aria-hidden=\"true\">\(status.sign)</span> \(text)</span>"
    }

    /// A document outside the report as a link, if it is one that a browser opens harmlessly; else its text.
    static func link(_ address: String) -> HTML {
        let isWeb = ["https://", "http://"].contains { address.lowercased().hasPrefix($0) }
        guard isWeb else { return "\(address)" }
        return "<a href=\"\(address)\" rel=\"noopener noreferrer\">\(address)</a>"
    }
}

extension Status {
    /// The class of the style sheet that gives the status its colour.
    var styleClass: String {
        switch self {
        case .pass: "pass"
        case .warn: "warn"
        case .fail: "fail"
        case .error: "error"
        case .waived: "waived"
        case .notApplicable, .skipped: "none"
        }
    }

    /// A sign that tells the status without colour.
    var sign: String {
        switch self {
        case .pass: "✓"
        case .warn: "▲"
        case .fail: "✕"
        case .error: "⊘"
        case .waived: "◷"
        case .notApplicable, .skipped: "–"
        }
    }
}
