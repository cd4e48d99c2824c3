import Foundation

/// What a rule is judged by.
public struct RuleTerms: Sendable {
    /// When it warns and fails.
    public var limits: Limits
    /// How much a failure matters.
    public var severity: Severity
    /// The promise not to get worse.
    public var ratchet: Ratchet?
    /// The decision to live with a failure.
    public var waiver: Waiver?

    /// Creates terms.
    public init(limits: Limits, severity: Severity, ratchet: Ratchet?, waiver: Waiver?) {
        self.limits = limits
        self.severity = severity
        self.ratchet = ratchet
        self.waiver = waiver
    }
}

/// What is to be different when a stored report is judged again.
public struct NewTerms: Sendable {
    /// Where the line of the gate is drawn; `nil` for where it was.
    public var failOn: GateThreshold?
    /// What rules are judged by, by id; other rules keep what the report says.
    public var rules: [String: RuleTerms]
    /// The waivers by rule, in place of all others; `nil` to keep those that there are.
    public var waivers: [String: Waiver]?
    /// The baseline; `nil` for the one that the report was held to, if there was one.
    public var baseline: Baseline?
    /// The instant that counts as now, ISO 8601 in UTC, such as `2026-11-25T00:00:00Z`; `nil` for that of the report.
    public var asOf: String?

    /// Creates terms that change nothing.
    public init() {
        rules = [:]
    }
}

extension AuditReport {
    /// The same measurements judged again.
    ///
    /// What has no verdict, or found nothing to look at, stays as it is. A figure that was held against its own history keeps
    /// its verdict. So do groups of rows that were judged apart, since the report does not show all of them.
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func judged(again terms: NewTerms) throws -> AuditReport {
        var report = self
        let asOf = terms.asOf ?? run.asOf
        let today = String(asOf.prefix(10))
        let later = (Instants.seconds(asOf) ?? 0) - (Instants.seconds(run.asOf) ?? 0)
        for index in report.run.ages.indices { report.run.ages[index].seconds += later }
        let ages = Dictionary(report.run.ages.map { ($0.rule, $0.seconds) }, uniquingKeysWith: { first, _ in first })
        let baseline = terms.baseline ?? Baseline(thatHeld: self)
        var ratchets: [String: Ratchet] = [:]
        for index in report.results.indices {
            let id = report.results[index].id
            report.results[index].judge(again: terms, age: ages[id], today: today)
            let text = report.results[index].condition.ratchet
            guard let ratchet = text.flatMap({ Ratchet($0) }) else { continue }
            ratchets[id] = ratchet
        }
        report.audit.baseline = nil
        report.hold(to: baseline, ratchets: ratchets, today: today)
        if terms.baseline == nil, let standing = audit.baseline {
            report.audit.baseline?.rules = standing.rules
            report.audit.baseline?.stale = standing.stale
        }
        report.run.asOf = asOf
        let failOn = terms.failOn ?? GateThreshold(rawValue: gate.failOn) ?? .error
        report.summarize(failOn: failOn)
        return try report.sealed()
    }

    /// Holds every result to a baseline, if there is one, and notes what the two do not share.
    public mutating func hold(to baseline: Baseline?, ratchets: [String: Ratchet], today: String) {
        guard let baseline else { return }
        for index in results.indices {
            results[index].hold(to: baseline, ratchet: ratchets[results[index].id], today: today)
        }
        let known = Set(results.map(\.id))
        let changed = results.filter { $0.condition.baseline?.comparison == .changed }
        audit.baseline = BaselineStanding(
            sha256: baseline.sha256,
            rules: baseline.rules.count,
            stale: baseline.rules.keys.filter { !known.contains($0) }.sorted(),
            missing: ratchets.keys.filter { baseline.rules[$0] == nil }.sorted(),
            changed: changed.map(\.id).sorted()
        )
    }

    /// Computes everything that follows from the results.
    public mutating func summarize(failOn: GateThreshold) {
        gate = GateVerdict(results: results, failOn: failOn, incomplete: run.incomplete)
        statistics = Statistics(of: results)
        dimensions = DimensionScore.scores(of: results)
        let declared = policies.map(\.policy)
        policies = PolicyStanding.standings(of: declared, results)
        issues = GovernanceIssue.issues(in: results, policies: declared)
        run.waivers = WaiverTerm.terms(of: results, today: String(run.asOf.prefix(10)))
    }
}

extension RuleResult {
    /// Judges the stored figures by new terms, without a baseline.
    fileprivate mutating func judge(again new: NewTerms, age: Int?, today: String) {
        condition.baseline = nil
        if let terms = new.rules[id] {
            severity = terms.severity
            waiver = terms.waiver
            condition = terms.limits.texts
            condition.ratchet = terms.ratchet?.description
        }
        if let waivers = new.waivers { waiver = waivers[id] }
        guard let figures = figures(age: age), status.isEvaluated else { return }
        let limits = new.rules[id]?.limits ?? condition.limits
        if segments == nil, limits != Limits() {
            let judgement = Judgement(of: figures, by: limits, severity: severity)
            status = judgement.status
            violations = judgement.violations
            tolerated = judgement.isTolerated
            message = judgement.message
        } else if status == .waived {
            status = .fail
            message = figures.sentence
        }
        percent = violations.flatMap { Wording.percent($0, of: figures.population) }
        if status == .fail { cover(today: today, age: age) }
    }
}

extension ConditionTexts {
    /// The limits that the texts say.
    public var limits: Limits {
        func conditions(_ text: String?) -> [Condition] {
            guard let text else { return [] }
            return text.components(separatedBy: " or ").compactMap { try? Condition(parsing: $0) }
        }
        return Limits(warnIf: conditions(warnIf), failIf: conditions(failIf))
    }
}

extension Limits {
    /// The conditions as written, several joined with ` or `.
    public var texts: ConditionTexts {
        func joined(_ conditions: [Condition]) -> String? {
            conditions.isEmpty ? nil : conditions.map(\.text).joined(separator: " or ")
        }
        return ConditionTexts(warnIf: joined(warnIf), failIf: joined(failIf))
    }
}
