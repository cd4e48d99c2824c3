import AuditModel

/// Tells conditions in SQL that no row can fulfil, as far as simple forms go: constants, comparisons with NULL, and
/// comparisons of one column with constants that exclude one another. Says nothing about anything else.
enum FilterWarnings {
    /// Why no row fulfils a condition; `nil` when that cannot be told.
    static func reason(for condition: String) -> String? {
        let text = " " + condition.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ") + " "
        if let match = text.firstMatch(of: /[ (]([a-z_][a-z0-9_."]*) ?(=|<>|!=|<|>|<=|>=) ?null[ )]/) {
            let instead = match.2 == "=" ? "is null" : "is not null"
            return "nothing compares with NULL; write '\(match.1) \(instead)'"
        }
        // Alternatives, texts and parentheses would need a parser.
        if text.contains(" or ") || text.contains("--") || text.contains("/*") || text.contains(" not (") { return nil }
        let clauses = clauses(of: text)
        return clauses.lazy.compactMap(constantReason).first ?? contradiction(in: clauses.compactMap(Comparison.init))
    }

    /// The parts between AND, with BETWEEN as two comparisons.
    private static func clauses(of text: String) -> [String] {
        let spread = text.replacing(/([a-z_][a-z0-9_."]*) between ('[^']*'|-?[0-9.]+) and ('[^']*'|-?[0-9.]+)/) {
            "\($0.1) >= \($0.2) and \($0.1) <= \($0.3)"
        }
        return spread.split(separator: " and ").map { clause in
            var clause = clause.trimmingPrefix { $0 == " " }
            while let last = clause.last, last == " " { clause = clause.dropLast() }
            if clause.first == "(", clause.last == ")",
                clause.dropFirst().dropLast().allSatisfy({ $0 != "(" && $0 != ")" })
            {
                clause = clause.dropFirst().dropLast()
            }
            return String(clause)
        }
    }

    private static func constantReason(_ clause: String) -> String? {
        if clause == "false" || clause == "null" { return "it is always \(clause.uppercased())" }
        guard let match = clause.wholeMatch(of: /(-?[0-9.]+) ?(=|<>|!=|<=|>=|<|>) ?(-?[0-9.]+)/),
            let left = ExactDecimal(match.1), let right = ExactDecimal(match.3)
        else { return nil }
        let isEqual = left <= right && right <= left
        let isBelow = left <= right && !isEqual
        let holds =
            switch match.2 {
            case "=": isEqual
            case "<>", "!=": !isEqual
            case "<": isBelow
            case "<=": isBelow || isEqual
            case ">": !isBelow && !isEqual
            default: !isBelow || isEqual
            }
        return holds ? nil : "'\(clause)' is never true"
    }

    /// A column compared with a number.
    private struct Comparison {
        var column: String
        var text: String
        var stretches: [LimitReach.Stretch]

        init?(_ clause: String) {
            if let match = clause.wholeMatch(of: /([a-z_][a-z0-9_."]*) is (not )?null/) {
                column = String(match.1)
                text = clause
                stretches = []
                return
            }
            guard let match = clause.wholeMatch(of: /([a-z_][a-z0-9_."]*) ?(=|<=|>=|<|>) ?('[0-9-]+'|-?[0-9.]+)/),
                // Days compare like the numbers that their digits make.
                let bound = ExactDecimal(match.3.hasPrefix("'") ? match.3.filter(\.isNumber) : String(match.3)),
                !match.3.hasPrefix("'") || match.3.count == 12
            else { return nil }
            column = String(match.1)
            text = clause
            let condition = try? Condition(parsing: "\(match.2) \(bound)")
            stretches = condition.map { LimitReach(of: $0).stretches } ?? []
        }
    }

    private static func contradiction(in comparisons: [Comparison]) -> String? {
        for (index, first) in comparisons.enumerated() {
            for second in comparisons[(index + 1)...] where first.column == second.column {
                let isNumberPair = !first.stretches.isEmpty && !second.stretches.isEmpty
                let areApart =
                    isNumberPair
                    && first.stretches.allSatisfy { left in second.stretches.allSatisfy { left.isApart(from: $0) } }
                let isNull = { (comparison: Comparison) in comparison.text.hasSuffix(" is null") }
                let nullsApart = first.text != second.text && (isNull(first) || isNull(second))
                if areApart || nullsApart { return "'\(first.text)' and '\(second.text)' exclude one another" }
            }
        }
        return nil
    }
}
