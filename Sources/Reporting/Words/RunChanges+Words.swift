import AuditModel

/// What changed since the run before, in words that Markdown, HTML and messages share.
struct ChangeSummary {
    /// What changed as a whole, one or two sentences; `nil` when no history is kept.
    let lead: String?
    /// One line for each rule that is better, worse, new or gone.
    let rows: [ChangeRow]
    /// What keeps the two runs from being compared in full.
    let notes: [String]

    /// Takes what a report knows of the run before it.
    init(of report: AuditReport) {
        guard let changes = report.run.changes else {
            let isFirst = report.run.history.map { $0.previous == nil } ?? false
            lead = isFirst ? "This is the first run that is kept, so there is nothing to compare it with." : nil
            rows = []
            notes = []
            return
        }
        rows = changes.rules.enumerated().filter { $0.element.change != .same }
            .sorted { (Self.order($0.element.change), $0.offset) < (Self.order($1.element.change), $1.offset) }
            .map { ChangeRow(of: $0.element) }
        notes = changes.notes
        lead = Self.lead(of: changes)
    }

    /// What a short message says of changes: the counts without the run that they are held against.
    static func counts(of changes: RunChanges) -> String {
        let parts: [(RuleChange.Kind, String)] = [
            (.worse, "worse"), (.better, "better"), (.new, "new"), (.gone, "gone"),
        ]
        let counted = parts.compactMap { kind, word -> String? in
            let count = changes.rules(kind).count
            return count > 0 ? "\(Wording.count(count)) \(word)" : nil
        }
        return counted.isEmpty ? "no rule is better, worse, new or gone" : "rules: \(Phrases.list(counted))"
    }

    private static func lead(of changes: RunChanges) -> String {
        let since = "compared with the run of \(Phrases.instant(changes.since.at))"
        let moved = changes.rules.filter { $0.change != .same }
        guard !moved.isEmpty else { return Phrases.paragraph(["No rule is better or worse \(since)"]) }
        return Phrases.paragraph(["\(Phrases.capitalised(since)), \(counts(of: changes))"])
    }

    private static func order(_ kind: RuleChange.Kind) -> Int {
        [.worse, .new, .better, .gone].firstIndex(of: kind) ?? 4
    }
}

/// What changed about one rule.
struct ChangeRow {
    /// The identifier of the rule.
    let rule: String
    /// What the rule asks.
    let title: String
    /// `worse`, `better`, `new` or `gone`.
    let change: String
    /// What the run before found.
    let before: String
    /// What this run found.
    let after: String
    /// Which violations came and went, and what to know.
    let remarks: String

    /// Takes a change.
    init(of change: RuleChange) {
        rule = change.rule
        title = change.title
        self.change = change.change.rawValue
        before = Self.figures(change.before)
        after = Self.figures(change.after)
        let keys = change.violations.map { violations in
            Phrases.list([
                "\(Wording.count(violations.new)) new", "\(Wording.count(violations.fixed)) fixed",
                "\(Wording.count(violations.persisting)) as before",
            ])
        }
        remarks = Phrases.paragraph([keys ?? ""] + change.notes)
    }

    private static func figures(_ figures: ChangeFigures?) -> String {
        guard let figures else { return "not there" }
        guard let violations = figures.violations, let population = figures.population else {
            return figures.status.word
        }
        return "\(figures.status.word): \(Wording.count(violations)) of \(Wording.count(population))"
    }
}

extension AuditReport {
    /// Since when a finding has been there, as a sentence; `nil` when no history knows it.
    func age(of rule: String) -> String? {
        guard let trend = run.history?.trend(of: rule), let firstSeen = trend.firstSeen else { return nil }
        let day = Phrases.day(firstSeen)
        guard let days = trend.ageDays, days > 0 else { return "First seen on \(day), today." }
        return "First seen on \(day), \(Wording.count(days, "day")) ago."
    }

    /// The age of the oldest finding of an issue.
    func age(of issue: GovernanceIssue) -> String? {
        let trends = issue.rules.compactMap { run.history?.trend(of: $0) }.filter { $0.firstSeen != nil }
        return trends.min { ($0.firstSeen ?? "") < ($1.firstSeen ?? "") }.flatMap { age(of: $0.rule) }
    }
}
