import AuditModel

/// What the Markdown template shows of a report.
///
/// Texts are plain and escaped by the template, but for properties that are documented as finished Markdown. Names of
/// optional properties stand in the template with a leading dot: without it, one that is `nil` would be looked up in the
/// objects around it.
struct MarkdownPage {
    /// The name of the audit.
    let name: String
    /// Whether the data passes, for the heading.
    let verdict: String
    /// The same as a sentence.
    let verdictSentence: String
    /// How many rules hold and fail, and the gravest finding.
    let summary: String
    /// When data passes, one sentence.
    let gateRule: String
    /// When and where the figures were taken, one sentence.
    let measured: String
    /// Whether results are missing.
    let isIncomplete: Bool
    /// What changed since the run before, as a whole; `nil` when no history is kept.
    let changeLead: String?
    /// Whether a rule changed.
    let hasChanges: Bool
    /// The rules that changed.
    let changes: [ChangeRow]
    /// What keeps the two runs from being compared in full.
    let changeNotes: [String]
    /// Whether the rule files name business questions.
    let hasQuestions: Bool
    /// The questions, and whether their answers can be relied on.
    let questions: [QuestionRow]
    /// Whether a rule is accepted for now.
    let hasWaivers: Bool
    /// The decisions to live with failing rules.
    let waivers: [WaiverRow]
    /// Whether rules outside of the issues were looked at closer.
    let hasLooks: Bool
    /// Those closer looks.
    let looks: [LookSection]
    /// Whether there are issues.
    let hasIssues: Bool
    /// Whether there are first steps.
    let hasFirstSteps: Bool
    /// The steps of at most three issues that are more than information.
    let firstSteps: [FirstStep]
    /// How the issues are ordered.
    let issuesLead = Phrases.issueOrder
    /// The issues in the order in which to act.
    let issues: [IssueSection]
    /// Whether a load is known.
    let hasLoads: Bool
    /// What became of the records, by source.
    let loads: [LoadRow]
    /// Whether policies are declared.
    let hasPolicies: Bool
    /// The policies and whether they are kept.
    let policies: [PolicyRow]
    /// Whether a dimension has rules.
    let hasDimensions: Bool
    /// The scores.
    let dimensions: [DimensionRow]
    /// Whether there are rules.
    let hasRules: Bool
    /// All rules in the order of the rule files.
    let rules: [RuleRow]
    /// Whether a rule has no verdict.
    let hasUnchecked: Bool
    /// The rules without a verdict.
    let unchecked: [UncheckedRow]
    /// Whether there are tables or columns that no rule looks at.
    let hasUnwatched: Bool
    /// What no rule looks at, by table.
    let unwatched: [UnwatchedRow]
    /// How many more tables there are; `nil` when all are listed.
    let moreUnwatched: String?
    /// The words for statuses.
    let statuses: [Term]
    /// The words for severities, gravest first.
    let severities: [Term]
    /// All rules with query and samples.
    let details: [RuleDetail]
    /// Whether there are constraints to suggest.
    let hasSuggestions: Bool
    /// Constraints that would keep rules from breaking.
    let suggestions: [SuggestionRow]
    /// Whether tables were profiled.
    let hasTables: Bool
    /// What the tables hold.
    let tables: [TableSection]
    /// Where and how the audit ran.
    let environment: [DetailLine]

    /// Prepares a report for the template.
    init(of report: AuditReport) {
        let index = ReportIndex(of: report)
        name = report.audit.name
        verdict = report.verdict
        verdictSentence = report.verdict.prefix(1).uppercased() + report.verdict.dropFirst() + "."
        issues = report.issues.map { IssueSection(of: $0, in: index) }
        hasIssues = !issues.isEmpty
        let firstIDs = Set(report.firstIssues.map(\.id))
        firstSteps = issues.filter { firstIDs.contains($0.id) }.enumerated()
            .map { FirstStep(number: $0.offset + 1, of: $0.element) }
        hasFirstSteps = !firstSteps.isEmpty
        summary = report.tally + (issues.first.map { " The gravest finding: \($0.gist)" } ?? "")
        gateRule = Self.gateRule(failOn: report.gate.failOn)
        measured = Self.moment(of: report)
        isIncomplete = report.run.incomplete
        let summary = ChangeSummary(of: report)
        changeLead = summary.lead
        changes = summary.rows
        hasChanges = !changes.isEmpty
        changeNotes = summary.notes
        questions = (report.questions ?? []).map { QuestionRow(of: $0, in: index) }
        hasQuestions = !questions.isEmpty
        waivers = WaiverRow.rows(of: report)
        hasWaivers = !waivers.isEmpty
        looks = LookSection.all(of: report)
        hasLooks = !looks.isEmpty
        loads = report.loads.map(LoadRow.init)
        hasLoads = !loads.isEmpty
        policies = report.policies.map { PolicyRow(of: $0, in: index) }
        hasPolicies = !policies.isEmpty
        dimensions = report.dimensions.map(DimensionRow.init)
        hasDimensions = !dimensions.isEmpty
        rules = report.results.map(RuleRow.init)
        hasRules = !rules.isEmpty
        unchecked = report.results.filter { !$0.status.isEvaluated }.map(UncheckedRow.init)
        hasUnchecked = !unchecked.isEmpty
        let unwatchedData = report.unchecked ?? []
        unwatched = unwatchedData.prefix(UnwatchedRow.most).map(UnwatchedRow.init)
        hasUnwatched = !unwatched.isEmpty
        let rest = unwatchedData.count - unwatched.count
        moreUnwatched = rest > 0 ? "And \(Wording.count(rest, "more table")); the JSON report lists them." : nil
        statuses = Status.allCases.map { Term(word: $0.word, meaning: $0.meaning) }
        severities = Severity.allCases.reversed().map { Term(word: $0.word, meaning: $0.meaning) }
        details = report.results.map(RuleDetail.init)
        suggestions = (report.constraintSuggestions ?? []).map(SuggestionRow.init)
        hasSuggestions = !suggestions.isEmpty
        tables = report.tables.map(TableSection.init)
        hasTables = !tables.isEmpty
        environment = DetailLine.environment(of: report)
    }

    /// When and where the figures were taken, one sentence.
    static func moment(of report: AuditReport) -> String {
        "All figures are from one moment, \(Phrases.instant(report.run.snapshotAt)), in the database "
            + "\(report.run.database); changes made to the data after that moment are not in this report."
    }

    /// When data passes, one sentence.
    static func gateRule(failOn threshold: String) -> String {
        switch GateThreshold(rawValue: threshold) {
        case .critical: "Data passes when every rule could be checked and no critical rule fails."
        case .error: "Data passes when every rule could be checked and no critical or serious rule fails."
        case .warn: "Data passes when every rule could be checked and none fails or warns, but for information."
        case .never: "This audit only reports: data passes whenever every rule could be checked."
        case nil: "Where the line between passing and not passing is drawn: \(threshold)."
        }
    }
}

/// Finds results and policies by their identifiers.
struct ReportIndex {
    /// The report.
    let report: AuditReport
    /// The results by rule.
    let results: [String: RuleResult]
    /// The policies by their identifiers.
    let policies: [String: Policy]

    /// Indexes a report.
    init(of report: AuditReport) {
        self.report = report
        results = Dictionary(report.results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        policies = Dictionary(
            report.policies.map { ($0.policy.id, $0.policy) },
            uniquingKeysWith: { first, _ in first }
        )
    }
}

/// A word of the report and what it means.
struct Term {
    /// The word.
    let word: String
    /// Its meaning, one sentence.
    let meaning: String
}
