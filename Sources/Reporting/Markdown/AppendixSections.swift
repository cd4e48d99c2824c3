import AuditModel

/// A labelled fact of the appendix.
struct DetailLine {
    let label: String
    /// Finished Markdown.
    let value: String

    /// The facts about program, rules, server and times.
    static func environment(of report: AuditReport) -> [DetailLine] {
        let run = report.run
        let facts: [(String, String)] = [
            ("Program", "\(report.tool.name) \(report.tool.version)"),
            ("Rule files", report.audit.rulesFiles.joined(separator: ", ")),
            ("SHA-256 of the rule files", report.audit.rulesSHA256),
            ("Database", run.database),
            ("Server version", run.serverVersion),
            ("Role", run.role),
            ("Snapshot", run.snapshot),
            ("Snapshot taken", Phrases.instant(run.snapshotAt)),
            ("Write-ahead log position", run.walLSN ?? "not known"),
            ("Counted as now", Phrases.instant(run.asOf)),
            ("Audit began", Phrases.instant(run.startedAt)),
            ("Audit ended", Phrases.instant(run.finishedAt)),
            ("Audit took", Wording.duration(milliseconds: run.durationMilliseconds)),
            ("Run", run.id),
            ("SHA-256 of the content", report.contentSHA256),
            ("Version of the report's shape", report.schemaVersion),
        ]
        return facts.map { DetailLine(label: $0.0, value: Markdown.escaped($0.1)) }
    }
}

/// A rule with its query and sample rows.
struct RuleDetail {
    let title: String
    let lines: [DetailLine]
    /// A code block, as finished Markdown.
    let query: String?
    let samples: SampleSection?

    /// Takes a result.
    init(of result: RuleResult) {
        title = result.title
        lines = Self.lines(of: result)
        query = result.query.map { Markdown.codeBlock($0, language: "sql") }
        samples = result.samples.flatMap(SampleSection.init)
    }

    private static func lines(of result: RuleResult) -> [DetailLine] {
        var lines: [DetailLine] = []
        func add(_ label: String, _ value: String?, isCode: Bool = false) {
            guard let value, !value.isEmpty else { return }
            lines.append(DetailLine(label: label, value: isCode ? Markdown.code(value) : Markdown.escaped(value)))
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
        for fact in result.facts {
            lines.append(DetailLine(label: Markdown.escaped(fact.label), value: Markdown.escaped(fact.value)))
        }
        add("Tags", result.tags.joined(separator: ", "))
        return lines
    }

    private static func nullHandling(_ name: String) -> String? {
        switch name {
        case "ignored": "are left out of the count"
        case "violation": "break the rule"
        case "counted": "are counted like any other value"
        case "not_applicable": nil
        default: name
        }
    }
}

/// Some of the rows that break a rule.
struct SampleSection {
    let caption: String
    /// Finished Markdown.
    let table: String

    /// Takes samples; `nil` when there is nothing to show.
    init?(of samples: Samples) {
        guard !samples.columns.isEmpty, !samples.rows.isEmpty else { return nil }
        let withheld =
            samples.redacted.isEmpty ? "" : "Withheld as sensitive: \(samples.redacted.joined(separator: ", "))"
        let order = samples.order.isEmpty ? "" : ", ordered by \(samples.order)"
        caption = Phrases.paragraph([
            "\(Wording.count(samples.shown)) of \(Wording.count(samples.total, "row")) that break the rule\(order)",
            withheld,
        ])
        table = Markdown.table(
            columns: samples.columns.map(Markdown.escaped),
            rows: samples.rows.map { $0.map(Self.cell) }
        )
    }

    /// A value as finished Markdown; italics tell what is missing from text that says so.
    private static func cell(_ value: String?) -> String {
        guard let value else { return "*NULL*" }
        guard !value.isEmpty else { return "*empty*" }
        let lines = value.replacing("\r\n", with: "↵").replacing("\n", with: "↵")
        let cut = lines.count > 120 ? lines.prefix(119) + "…" : lines
        let leading = cut.prefix { $0 == " " }.count
        let trailing = leading == cut.count ? 0 : cut.reversed().prefix { $0 == " " }.count
        let spaces = { (count: Int) in String(repeating: "␣", count: count) }
        return Markdown.escaped(spaces(leading) + cut.dropFirst(leading).dropLast(trailing) + spaces(trailing))
    }
}

/// What one table holds.
struct TableSection {
    let dataset: String
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
                let texts = [column.name, column.type, Wording.count(column.nulls)]
                return (texts + [column.minimum ?? "", column.maximum ?? ""]).map(Markdown.escaped)
            }
        )
    }
}
