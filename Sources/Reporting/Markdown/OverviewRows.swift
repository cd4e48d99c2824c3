import AuditModel

/// What became of the records of one source.
struct LoadRow {
    let source: String
    let files: String
    let records: String
    let loaded: String
    let filtered: String
    let rejected: String
    let addsUp: String
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
    let id: String
    let title: String
    let statement: String
    let aim: String
    let owner: String
    let standing: String
    let holding: String
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
    let dimension: String
    let question: String
    let score: String
    let population: String
    let violations: String
    let rules: String
    let notMeasured: String
    let worst: String

    /// Takes a score.
    init(of score: DimensionScore) {
        dimension = score.dimension.rawValue
        question = score.dimension.question
        self.score = score.scorePercent.map { "\($0) %" } ?? "none"
        population = Wording.count(score.population)
        violations = Wording.count(score.violations)
        rules = Wording.count(score.rules)
        notMeasured = Wording.count(score.notMeasured)
        worst = score.status.word
    }
}

/// A line of the table of all rules.
struct RuleRow {
    let title: String
    /// The identifier, as finished Markdown.
    let code: String
    let outcome: String
    let severity: String
    let population: String
    let violations: String
    let share: String

    /// Takes a result.
    init(of result: RuleResult) {
        title = result.title
        code = Markdown.code(result.id)
        outcome = result.outcome
        severity = result.severity.word
        population = result.population.map { Phrases.count($0, unit: result.unit) } ?? ""
        violations = result.violations.map { Wording.count($0) } ?? ""
        share = result.share ?? ""
    }
}

/// A rule without an answer.
struct UncheckedRow {
    let title: String
    /// The identifier, as finished Markdown.
    let code: String
    let outcome: String
    let reason: String

    /// Takes a result.
    init(of result: RuleResult) {
        title = result.title
        code = Markdown.code(result.id)
        outcome = result.outcome
        reason = Phrases.paragraph([result.message])
    }
}
