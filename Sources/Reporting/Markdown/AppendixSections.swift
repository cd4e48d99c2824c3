import AuditModel

/// A labelled fact of the appendix.
struct DetailLine {
    /// What the fact is about.
    let label: String
    /// Finished Markdown.
    let value: String

    /// The facts about program, rules, server and times.
    static func environment(of report: AuditReport) -> [DetailLine] {
        facts(of: report).map { DetailLine(label: $0.0, value: Markdown.escaped($0.1)) }
    }

    /// The same as plain texts, each with its label.
    static func facts(of report: AuditReport) -> [(String, String)] {
        let run = report.run
        return [
            ("Program", "\(report.tool.name) \(report.tool.version)"),
            ("Rule files", report.audit.rulesFiles.joined(separator: ", ")),
            ("SHA-256 of the rule files", report.audit.rulesSHA256),
            ("Database", run.database),
            ("Server version", run.serverVersion + (run.serverRole.map { " (\($0.rawValue))" } ?? "")),
            ("Role", "\(run.role) (\(run.rolePowers.joined(separator: ", ")))"),
            ("Snapshot", run.snapshot),
            ("Snapshot taken", Phrases.instant(run.snapshotAt)),
            (
                run.serverRole == .standby ? "Last write-ahead log position replayed" : "Write-ahead log position",
                run.walLSN ?? "not known"
            ),
            ("Counted as now", Phrases.instant(run.asOf)),
            ("Audit began", Phrases.instant(run.startedAt)),
            ("Audit ended", Phrases.instant(run.finishedAt)),
            ("Audit took", Wording.duration(milliseconds: run.durationMilliseconds)),
            ("Run", run.id),
            ("SHA-256 of the content", report.contentSHA256),
            ("Version of the report's shape", report.schemaVersion),
        ]
    }
}

/// A rule with its query and sample rows.
struct RuleDetail {
    /// What the rule asks.
    let title: String
    /// What is known about the rule, as finished Markdown: they are many, and a template takes texts sooner than structures.
    let lines: [String]
    /// A code block, as finished Markdown.
    let query: String?
    /// The groups that are judged apart, if there are any.
    let segments: SegmentSection?
    /// Rows that break the rule, if there are any.
    let samples: SampleSection?

    /// Takes a result.
    init(of result: RuleResult) {
        title = result.title
        lines = Self.lines(of: result)
        query = result.query.map { Markdown.codeBlock($0, language: "sql") }
        segments = SegmentTable(of: result).map(SegmentSection.init)
        samples = result.samples.flatMap(SampleSection.init)
    }

    private static func lines(of result: RuleResult) -> [String] {
        var lines: [String] = []
        func add(_ label: String, _ value: String?, isCode: Bool = false) {
            guard let value, !value.isEmpty else { return }
            lines.append("\(Markdown.escaped(label)): \(isCode ? Markdown.code(value) : Markdown.escaped(value))")
        }
        add("Rule", result.id, isCode: true)
        add("Kind", result.kind, isCode: true)
        add("Declared at", result.location.description, isCode: true)
        add("Table", result.dataset, isCode: true)
        add("Columns", result.columns.joined(separator: ", "), isCode: true)
        add("Description", result.description)
        add("Warns if", result.condition.warnIf, isCode: true)
        add("Fails if", result.condition.failIf, isCode: true)
        add("Missing values (NULL)", nullHandling(result.nullHandling))
        add("Result", Phrases.paragraph([result.outcome, result.message]))
        add("Guaranteed by the constraint", result.proof, isCode: true)
        for fact in result.facts {
            lines.append("\(Markdown.escaped(fact.label)): \(Markdown.escaped(fact.value))")
        }
        add("Steward", result.steward)
        add("Tags", result.tags.joined(separator: ", "))
        add("Links", result.links.joined(separator: ", "))
        return lines
    }

    /// What the rule does with missing values, as the end of a sentence about them; `nil` where there can be none.
    static func nullHandling(_ name: String) -> String? {
        switch name {
        case "ignored": "are left out of the count"
        case "violation": "break the rule"
        case "counted": "are counted like any other value"
        case "not_applicable": nil
        default: name
        }
    }
}

/// The groups of rows that a rule judges apart.
struct SegmentSection {
    /// How many groups there are and what became of them.
    let caption: String
    /// Finished Markdown.
    let table: String

    /// Takes a table of plain texts.
    init(of segments: SegmentTable) {
        caption = segments.caption
        table = Markdown.table(
            columns: segments.columns.map(Markdown.escaped),
            rows: segments.rows.map { $0.map(SampleSection.cell) }
        )
    }
}

/// Some of the rows that break a rule.
struct SampleSection {
    /// How many rows are shown of how many, and what is withheld.
    let caption: String
    /// Finished Markdown.
    let table: String

    /// Takes samples; `nil` when there is nothing to show.
    init?(of samples: Samples) {
        guard !samples.columns.isEmpty, !samples.rows.isEmpty else { return nil }
        let withheld =
            samples.redacted.isEmpty ? "" : "Withheld as sensitive: \(samples.redacted.joined(separator: ", "))"
        let order = samples.order.isEmpty ? "" : ", ordered by \(samples.order)"
        let total = Phrases.count(samples.total, unit: samples.unit ?? "rows")
        caption = Phrases.paragraph([
            "\(Wording.count(samples.shown)) of \(total) that \(samples.total == 1 ? "breaks" : "break") the rule\(order)",
            withheld,
        ])
        table = Markdown.table(
            columns: samples.columns.map(Markdown.escaped),
            rows: samples.rows.map { $0.map(Self.cell) }
        )
    }

    /// A value as finished Markdown; italics tell what is missing from text that says so.
    static func cell(_ value: String?) -> String {
        guard let value else { return "*NULL*" }
        guard !value.isEmpty else { return "*empty*" }
        return Markdown.escaped(visible(value))
    }

    /// A value on one line, cut where it is long, with spaces at its ends made visible.
    static func visible(_ value: String) -> String {
        // Most values are short and plain, and there may be 100,000 of them.
        var text = value
        if text.utf8.contains(0x0A) {
            text = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: "↵")
        }
        if text.utf8.count > 120, text.count > 120 { text = text.prefix(119) + "…" }
        if text.utf8.first == 0x20 || text.utf8.last == 0x20 { text = withVisibleMargins(text) }
        return text
    }

    /// The text with the spaces at its ends as `␣`: values that differ only there would look the same.
    private static func withVisibleMargins(_ text: String) -> String {
        let start = text.prefix { $0 == " " }.count
        let end = start == text.count ? 0 : text.reversed().prefix { $0 == " " }.count
        func spaces(_ count: Int) -> String { String(repeating: "␣", count: count) }
        return spaces(start) + text.dropFirst(start).dropLast(end) + spaces(end)
    }
}

/// What one table holds.
struct TableSection {
    /// The table's name.
    let dataset: String
    /// How many rows it holds.
    let rows: String
    /// Finished Markdown.
    let table: String

    /// Takes a profile.
    init(of profile: TableProfile) {
        dataset = profile.dataset
        rows = Wording.count(profile.rows, "row")
        table = Markdown.table(
            columns: ["Column", "Type", "Without a value (NULL)", "Smallest", "Largest"],
            rows: profile.columns.map { column in
                let texts = [column.name, column.type, column.nulls.map(Wording.count) ?? "not counted"]
                return (texts + [column.minimum ?? "", column.maximum ?? ""]).map(Markdown.escaped)
            }
        )
    }
}
