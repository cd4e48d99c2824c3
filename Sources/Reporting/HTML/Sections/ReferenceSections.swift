import AuditModel

/// What the tables hold.
struct TablesSection {
    /// The report.
    let report: AuditReport

    /// The section; nothing without profiles.
    var html: HTML {
        guard !report.tables.isEmpty else { return .none }
        let tables = report.tables.map { profile -> HTML in
            let rows = profile.columns.map { column -> [HTML] in
                [
                    "<code>\(column.name)</code>", .text(column.type),
                    column.nulls.map { HTML.count($0) } ?? .text("not counted"),
                    .text(column.minimum ?? ""),
                    .text(column.maximum ?? ""),
                ]
            }
            return HTML.table(
                "\(profile.dataset): \(Wording.count(profile.rows, "row"))",
                [
                    .text("Column"), .text("Type"), .number("Without a value (NULL)"), .text("Smallest"),
                    .text("Largest"),
                ],
                rows
            )
        }
        return """
            <section aria-labelledby="tables">
            <h2 id="tables">What the tables hold</h2>
            \(tables)
            </section>
            """
    }
}

/// The words of the report and what they mean.
struct WordsSection {
    /// The section.
    var html: HTML {
        func entries(_ terms: [(String, String)]) -> [HTML] {
            terms.map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }
        }
        return """
            <section aria-labelledby="words">
            <h2 id="words">Words in this report</h2>
            <h3>Results of a rule</h3>
            <dl class="facts">\(entries(Status.allCases.map { ($0.word, $0.meaning) }))</dl>
            <p><em>Holds, with exceptions</em> means that some of the data breaks the rule, but no more than the rule allows.</p>
            <h3>Severities: what it means when a rule fails</h3>
            <dl class="facts">\(entries(Severity.allCases.reversed().map { ($0.word, $0.meaning) }))</dl>
            <h3>Other words</h3>
            <dl class="facts">
            <dt>rule</dt><dd>One question put to the data, such as “has every order a date?”.</dd>
            <dt>policy</dt><dd>A promise about the data that one or more rules check.</dd>
            <dt>row</dt><dd>One entry of a table, such as one order or one person.</dd>
            <dt>share</dt><dd>How many of 100 things looked at break the rule.</dd>
            </dl>
            </section>
            """
    }
}

/// Constraints that would keep rules from breaking.
struct SuggestionsSection {
    /// What is suggested.
    let suggestions: [ConstraintSuggestion]

    /// The section; nothing when there is nothing to suggest.
    var html: HTML {
        guard !suggestions.isEmpty else { return .none }
        let rows = suggestions.map { suggestion -> [HTML] in
            ["<code>\(suggestion.rule)</code>", "<code>\(suggestion.statement)</code>"]
        }
        return """
            <section aria-labelledby="suggestions">
            <h2 id="suggestions">Constraints that would keep rules from breaking</h2>
            <p>These rules hold today. A constraint would make the database refuse what breaks them.</p>
            \(HTML.table("Suggested constraints", [.text("Rule"), .text("Statement")], rows))
            </section>
            """
    }
}

/// Where and how the audit ran.
struct EnvironmentSection {
    /// The report.
    let report: AuditReport

    /// The section.
    var html: HTML {
        let entries = DetailLine.facts(of: report).map { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" as HTML }
        return """
            <section aria-labelledby="environment">
            <h2 id="environment">Where and how the audit ran</h2>
            <dl class="facts">\(entries)</dl>
            </section>
            """
    }
}
