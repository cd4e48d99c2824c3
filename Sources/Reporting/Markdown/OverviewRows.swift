import AuditModel

/// What became of the records of one source.
struct LoadRow {
    /// What the records are.
    let source: String
    /// How many files were read.
    let files: String
    /// How many records they hold.
    let records: String
    /// How many were loaded.
    let loaded: String
    /// How many were left out on purpose.
    let filtered: String
    /// How many could not be loaded.
    let rejected: String
    /// Yes or no.
    let addsUp: String
    /// The same in words, with the reasons.
    let sentence: String

    /// Takes a reconciliation.
    init(of load: LoadReconciliation) {
        source = load.source
        files = Wording.count(load.files)
        records = Wording.count(load.records)
        loaded = Wording.count(load.loaded)
        filtered = Wording.count(load.filtered)
        rejected = Wording.count(load.rejected)
        addsUp = load.addsUp ? "yes" : "no"
        sentence = Phrases.paragraph([
            Self.sum(of: load),
            Self.reasons("Left out on purpose", load.filteredReasons),
            Self.reasons("Rejected", load.rejectedReasons),
        ])
    }

    private static func sum(of load: LoadReconciliation) -> String {
        func clause(_ count: Int, _ what: String) -> String {
            "\(Wording.count(count)) \(count == 1 ? "was" : "were") \(what)"
        }
        let parts = [
            clause(load.loaded, "loaded"), clause(load.filtered, "left out on purpose"),
            clause(load.rejected, "rejected"),
        ]
        let difference = load.records - load.loaded - load.filtered - load.rejected
        let records = Wording.count(abs(difference), "record")
        let verdict =
            difference == 0
            ? "This adds up: no record was lost"
            : difference > 0
                ? "This does not add up: \(records) went missing without a reason"
                : "This does not add up: \(records) more came out than were read"
        return
            "Of the \(Wording.count(load.records, "record")) of \(load.source) that were read, \(Phrases.list(parts)). \(verdict)"
    }

    private static func reasons(_ label: String, _ reasons: [ReasonCount]) -> String {
        guard !reasons.isEmpty else { return "" }
        return "\(label): " + reasons.map { "\(Wording.count($0.records)), \($0.reason)" }.joined(separator: "; ")
    }
}

/// A policy and whether it is kept.
struct PolicyRow {
    /// The policy's identifier.
    let id: String
    /// Its short name.
    let title: String
    /// What is promised.
    let statement: String
    /// What is aimed at.
    let aim: String
    /// Who answers for it.
    let owner: String
    /// Whether it is kept.
    let standing: String
    /// How many of its rules hold.
    let holding: String
    /// When it is to be looked at again.
    let review: String

    /// Takes a standing.
    init(of standing: PolicyStanding, in index: ReportIndex) {
        let policy = standing.policy
        id = policy.id
        title = policy.title
        statement = policy.statement
        aim = policy.target ?? "none named"
        owner = policy.owner
        self.standing = standing.rules.isEmpty ? "no rule checks it" : standing.status.policyWord
        let holds = standing.rules.count { index.results[$0]?.status == .pass }
        holding = standing.rules.isEmpty ? "" : "\(Wording.count(holds)) of \(Wording.count(standing.rules.count))"
        review = policy.review ?? "no day set"
    }
}

/// A dimension's score with its parts.
struct DimensionRow {
    /// The dimension's name.
    let dimension: String
    /// What it asks.
    let question: String
    /// The share that is as it should be.
    let score: String
    /// How much was looked at.
    let population: String
    /// How much of it is not as it should be.
    let violations: String
    /// How many rules count into the score.
    let rules: String
    /// How many do not.
    let notMeasured: String
    /// The worst status.
    let worst: String

    /// Takes a score.
    init(of score: DimensionScore) {
        dimension = score.dimension.rawValue
        question = score.dimension.question
        let held = score.population - score.violations
        self.score = Wording.percent(held, of: score.population, decimals: 2).map { "\($0) %" } ?? "none"
        population = Wording.count(score.population)
        violations = Wording.count(score.violations)
        rules = Wording.count(score.rules)
        notMeasured = Wording.count(score.notMeasured)
        worst = score.status.word
    }
}

/// A line of the table of all rules.
struct RuleRow {
    /// What the rule asks.
    let title: String
    /// The identifier, as finished Markdown.
    let code: String
    /// What happened.
    let outcome: String
    /// How much a failure matters.
    let severity: String
    /// How much was looked at, with its unit.
    let population: String
    /// How much of it breaks the rule.
    let violations: String
    /// The share of that.
    let share: String

    /// Takes a result.
    init(of result: RuleResult) {
        title = result.title
        code = Markdown.code(result.id)
        outcome = result.outcome
        severity = result.severity.word
        population =
            result.population.map { Phrases.count($0, unit: result.unit) }
            ?? (result.proof == nil ? "" : "guaranteed by the database")
        violations = result.violations.map { Wording.count($0) } ?? ""
        share = result.share ?? ""
    }
}

/// What no rule looks at in one table.
struct UnwatchedRow {
    /// The most tables that are listed.
    static let most = 50
    /// The most columns that are listed of one table.
    private static let mostColumns = 20

    /// The table, as finished Markdown.
    let table: String
    /// The columns, as finished Markdown.
    let columns: String
    /// The references to other tables, as finished Markdown.
    let references: String

    /// Takes an entry of the report.
    init(of data: UncheckedData) {
        table = Markdown.code(data.dataset)
        columns = data.wholeTable ? "all of them" : Self.list(data.columns)
        references = Self.list(data.foreignKeys)
    }

    private static func list(_ names: [String]) -> String {
        let rest = names.count - mostColumns
        return (names.prefix(mostColumns).map { Markdown.code($0) } + (rest > 0 ? ["and \(rest) more"] : []))
            .joined(separator: ", ")
    }
}

/// A constraint that would keep a rule from breaking.
struct SuggestionRow {
    /// The rule, as finished Markdown.
    let rule: String
    /// The statement, as finished Markdown.
    let statement: String

    /// Takes a suggestion of the report.
    init(of suggestion: ConstraintSuggestion) {
        rule = Markdown.code(suggestion.rule)
        statement = Markdown.code(suggestion.statement)
    }
}

/// A rule without an answer.
struct UncheckedRow {
    /// What the rule asks.
    let title: String
    /// The identifier, as finished Markdown.
    let code: String
    /// What happened.
    let outcome: String
    /// Why there is no verdict.
    let reason: String

    /// Takes a result.
    init(of result: RuleResult) {
        title = result.title
        code = Markdown.code(result.id)
        outcome = result.outcome
        reason = Phrases.paragraph([result.message])
    }
}
