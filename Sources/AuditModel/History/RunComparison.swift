/// Compares runs. Pure: the same runs give the same changes.
public struct RunComparison: Sendable {
    private let earlier: [RunRecord]

    /// Creates a comparison with earlier runs, newest first. A rule is compared with the latest run that did not skip it.
    public init(with earlier: [RunRecord]) {
        self.earlier = earlier
    }

    /// What has changed; `nil` without an earlier run.
    public func changes(to later: RunRecord) -> RunChanges? {
        guard let previous = earlier.first else { return nil }
        let known = Set(later.results.map(\.rule))
        let compared = later.results.filter { $0.status != .skipped }.map { change(to: $0) }
        let gone = previous.results.filter { !known.contains($0.rule) && $0.status != .skipped }.map { entry in
            RuleChange(
                rule: entry.rule,
                title: entry.title,
                change: .gone,
                before: ChangeFigures(entry),
                after: nil
            )
        }
        return RunChanges(since: previous.asPast, rules: compared + gone, notes: notes(previous, later))
    }

    private func change(to after: RunRecord.Entry) -> RuleChange {
        let before = earlier.lazy.compactMap { $0.entry(of: after.rule) }.first { $0.status != .skipped }
        guard let before else {
            return RuleChange(
                rule: after.rule,
                title: after.title,
                change: .new,
                before: nil,
                after: ChangeFigures(after)
            )
        }
        var notes: [String] = []
        if let old = before.querySHA256, let new = after.querySHA256, old != new {
            notes.append("the rule asks something else than before")
        }
        if let old = before.population, let new = after.population, old != new {
            notes.append("it looks at \(Wording.count(new)) instead of \(Wording.count(old))")
        }
        return RuleChange(
            rule: after.rule,
            title: after.title,
            change: Self.direction(before, after),
            before: ChangeFigures(before),
            after: ChangeFigures(after),
            violations: Self.violations(before, after),
            notes: notes
        )
    }

    private func notes(_ before: RunRecord, _ after: RunRecord) -> [String] {
        var notes: [String] = []
        let (old, new) = (before.subject, after.subject)
        if old.audit != new.audit { notes.append("the audits are '\(old.audit)' and '\(new.audit)'") }
        if old.database != new.database { notes.append("the databases are '\(old.database)' and '\(new.database)'") }
        if old.schema != new.schema { notes.append("the schemas are '\(old.schema)' and '\(new.schema)'") }
        return notes
    }

    // MARK: - One rule

    /// How far a status is from a pass; `nil` where there is no verdict. A waiver changes who answers for a failure, not the data.
    private static func distance(_ status: Status) -> Int? {
        switch status {
        case .pass: 0
        case .warn: 1
        case .fail, .waived: 2
        case .error: 3
        case .notApplicable, .skipped: nil
        }
    }

    private static func direction(_ before: RunRecord.Entry, _ after: RunRecord.Entry) -> RuleChange.Kind {
        guard let old = distance(before.status), let new = distance(after.status) else { return .same }
        if old != new { return new < old ? .better : .worse }
        guard let violations = after.violations, let population = after.population, let past = before.violations,
            let whole = before.population
        else { return .same }
        let entry = Baseline.Entry(population: whole, violations: past, querySHA256: nil)
        return switch Ratchet.comparison(violations: violations, of: population, with: entry) {
        case .better: .better
        case .worse: .worse
        case .same, .changed: .same
        }
    }

    /// Which violations came and went; `nil` where the hashes do not say.
    static func violations(_ before: RunRecord.Entry, _ after: RunRecord.Entry) -> ViolationChange? {
        // Keys of rows tell nothing when the rule looks at something else.
        guard before.status.isEvaluated, after.status.isEvaluated else { return nil }
        if let old = before.violationSetSHA256, old == after.violationSetSHA256 {
            return ViolationChange(new: 0, fixed: 0, persisting: after.violationKeys?.total ?? after.violations ?? 0)
        }
        let (old, new) = (keys(of: before), keys(of: after))
        if let old, let new {
            let persisting = old.intersection(new).count
            return ViolationChange(new: new.count - persisting, fixed: old.count - persisting, persisting: persisting)
        }
        if let old, old.isEmpty, let total = after.violationKeys?.total {
            return ViolationChange(new: total, fixed: 0, persisting: 0)
        }
        if let new, new.isEmpty, let total = before.violationKeys?.total {
            return ViolationChange(new: 0, fixed: total, persisting: 0)
        }
        return nil
    }

    private static func keys(of entry: RunRecord.Entry) -> Set<Substring>? {
        if entry.violations == 0 { return [] }
        return entry.violationKeys?.list
    }
}

extension ChangeFigures {
    init(_ entry: RunRecord.Entry) {
        self.init(status: entry.status, violations: entry.violations, population: entry.population)
    }
}

extension RunRecord.Entry {
    /// Whether it is something to act on or to look into.
    var isFinding: Bool {
        switch status {
        case .fail, .warn, .error, .waived: true
        case .pass, .notApplicable, .skipped: false
        }
    }
}

extension RunRecord {
    /// The same with the instants at which its findings were first seen.
    ///
    /// - Parameter earlier: the runs before it, newest first.
    public func dated(after earlier: [RunRecord]) -> RunRecord {
        var record = self
        for index in record.results.indices {
            let entry = record.results[index]
            if entry.status == .skipped || !entry.isFinding { continue }
            var first = at
            if let (run, past) = Self.latest(entry.rule, in: earlier), past.isFinding {
                first = past.firstSeen ?? run.at
            }
            record.results[index].firstSeen = first
        }
        return record
    }

    private static func latest(_ rule: String, in runs: [RunRecord]) -> (RunRecord, Entry)? {
        for run in runs {
            if let entry = run.entry(of: rule), entry.status != .skipped { return (run, entry) }
        }
        return nil
    }
}

extension RunHistory {
    /// The history of a run's rules.
    ///
    /// - Parameter earlier: the runs before it, newest first.
    public init(of run: RunRecord, after earlier: [RunRecord], keptIn: String) {
        let runs = Array(earlier.prefix(Self.longestTrend - 1))
        let indexed = (runs.reversed() + [run]).map { record in
            let entries = record.results.map { ($0.rule, $0) }
            return (record.at, Dictionary(entries, uniquingKeysWith: { first, _ in first }))
        }
        let trends = run.results.filter { $0.status != .skipped }.map { entry in
            let points = indexed.compactMap { at, entries -> TrendPoint? in
                guard let past = entries[entry.rule], past.status != .skipped else { return nil }
                return TrendPoint(
                    at: at,
                    status: past.status,
                    violations: past.violations,
                    population: past.population,
                    value: past.value
                )
            }
            let age = entry.firstSeen.flatMap { first in
                Instants.seconds(run.at).flatMap { now in Instants.seconds(first).map { (now - $0) / 86_400 } }
            }
            return RuleTrend(rule: entry.rule, points: points, firstSeen: entry.firstSeen, ageDays: age)
        }
        self.init(keptIn: keptIn, runs: runs.count, previous: runs.first?.asPast, rules: trends)
    }
}
