import AuditModel
import Postgres

extension AuditRun {
    /// The most groups that the report shows of one rule.
    private static let shownGroups = 20

    /// Measures the groups of rules that judge them apart.
    func segmentJobs(of requests: [Request]) -> [Job] {
        let wanted = requests.compactMap { request -> (request: Request, rule: Int, columns: [String])? in
            guard case .rule(let index) = request.asker, let segments = rules.rules[index].segments else { return nil }
            return (request, index, segments.columns.map(\.value))
        }
        return SegmentQuery.queries(for: wanted).map(segmentsJob)
    }

    private func segmentsJob(_ query: SegmentQuery) -> Job {
        let title = query.shares.first.map { rules.rules[$0.rule].title } ?? ""
        return Job(.segments(query), title: title) { session in
            let rows = try await session.rows(of: Statement(sql: query.sql))
            return .readings(rows, milliseconds: 0)
        }
    }

    /// Whether a rule asks for groups that its kind does not have.
    func refusesSegments(_ request: Request) -> Bool {
        guard case .rule(let index) = request.asker, rules.rules[index].segments != nil else { return false }
        if case .query = request.measurement { return true }
        return false
    }

    /// Judges the groups that were read.
    mutating func take(_ rows: Rows, of query: SegmentQuery) {
        for share in query.shares {
            guard rows.count <= SegmentQuery.mostGroups else {
                segments[share.rule] = .failure(
                    SegmentFailure("there are more than 10,000 groups, too many to judge apart")
                )
                combine(share.rule)
                continue
            }
            segments[share.rule] = .success(verdicts(of: share, query.groups(of: share, in: rows.values)))
            combine(share.rule)
        }
    }

    /// Measures the groups of each rule by itself when those of several could not be measured together.
    mutating func fail(_ query: SegmentQuery, _ error: any Error) {
        if query.shares.count > 1 {
            let jobs = query.shares.map { segmentsJob(query.serving($0)) }
            queue += jobs
            progress.total += jobs.count
        } else if let share = query.shares.first {
            segments[share.rule] = .failure(SegmentFailure(Discretion.words(for: error, in: rules.datasets)))
            combine(share.rule)
        }
    }

    private func verdicts(
        of share: SegmentQuery.Share,
        _ groups: [(values: [String?], readings: Readings)]
    ) -> SegmentVerdicts {
        var rule = rules.rules[share.rule]
        // A waiver covers the rule, not a group of it.
        rule.waiver = nil
        let scope = scope(of: rule)
        let sensitive = rule.kind.references.first.flatMap { rules.datasets[$0.dataset]?.sensitive } ?? []
        let results = groups.map { group in
            let measured = rule.kind.judge(group.readings, in: scope)
            let judgement = Judgement(of: measured, by: rule, today: String(asOf.prefix(10)))
            let isSmall = measured.population < (rule.segments?.minimumPopulation ?? 1)
            let values = zip(share.columns, group.values).map { column, value in
                sensitive.contains(column) ? value.map { _ in ExampleDemand.withheld } : value
            }
            return SegmentResult(
                values: values,
                population: measured.population,
                violations: judgement.violations,
                status: isSmall ? .notApplicable : judgement.status
            )
        }
        // A group that is smaller than asked for would tell of single people: it only counts.
        let isLarge = { (group: SegmentResult) in group.population >= smallestGroup }
        return SegmentVerdicts(
            columns: share.columns,
            total: results.count,
            notJudged: results.count { $0.status == .notApplicable },
            fail: results.count { $0.status == .fail },
            warn: results.count { $0.status == .warn },
            shown: Array(results.filter(isLarge).sorted(by: SegmentResult.isWorse).prefix(Self.shownGroups))
        )
    }

    /// Makes the rule's verdict the worst of its groups' and that over all rows, once both are there.
    mutating func combine(_ index: Int) {
        guard let result = segments[index],
            case .judged(let measured, var judgement, let samples, let look) = outcomes[index]
        else { return }
        switch result {
        case .failure(let error):
            outcomes[index] = .error(reason: "the groups could not be measured: \(error)")
        case .success(let verdicts):
            let worst = Status.worst(
                of: [judgement.status] + (verdicts.fail > 0 ? [.fail] : verdicts.warn > 0 ? [.warn] : [])
            )
            if worst.rank < judgement.status.rank, judgement.status != .waived {
                judgement.status = worst
                judgement.message = measured.sentence
            }
            judgement.message += "; " + verdicts.sentence
            if judgement.status == .fail, let waiver = rules.rules[index].waiver, waiver.upTo == nil,
                String(asOf.prefix(10)) <= waiver.expires
            {
                judgement.status = .waived
                judgement.message += "; accepted by \(waiver.approvedBy) until \(waiver.expires): \(waiver.reason)"
            }
            judgement.isTolerated = judgement.status == .pass && judgement.violations > 0
            outcomes[index] = .judged(measured, judgement, samples, look)
        }
    }
}

/// Why the groups of a rule have no verdict.
struct SegmentFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

extension SegmentResult {
    /// Failures before warnings, then by the share of what is wrong, then by the values.
    static func isWorse(_ left: SegmentResult, _ right: SegmentResult) -> Bool {
        if left.status != right.status { return left.status.rank < right.status.rank }
        let shares = (
            Int128(left.violations) * Int128(max(1, right.population)),
            Int128(right.violations) * Int128(max(1, left.population))
        )
        if shares.0 != shares.1 { return shares.0 > shares.1 }
        if left.violations != right.violations { return left.violations > right.violations }
        return left.values.map { $0 ?? "" }.lexicographicallyPrecedes(right.values.map { $0 ?? "" })
    }
}

extension SegmentVerdicts {
    /// What became of the groups, as the end of a sentence.
    fileprivate var sentence: String {
        let names = Measured.words(for: columns)
        let judged = total - notJudged
        let small =
            notJudged > 0
            ? "; \(Wording.count(notJudged)) \(notJudged == 1 ? "was" : "were") too small to be judged" : ""
        guard judged > 0 else { return "no group by \(names) was large enough to be judged" }
        guard fail + warn > 0 else {
            return "each of the \(Wording.count(judged, "group")) by \(names) is within the limits\(small)"
        }
        let what = [(fail, "fail"), (warn, "warn")].filter { $0.0 > 0 }
            .map { "\(Wording.count($0.0)) \($0.1)\($0.0 == 1 ? "s" : "")" }.joined(separator: " and ")
        // The worst may be too small to be shown.
        let worst = shown.first { [.fail, .warn].contains($0.status) }.map { group in
            let values = group.values.map { $0.map { "'\($0)'" } ?? "without a value" }.joined(separator: ", ")
            return
                ", the worst being \(values) with \(Wording.count(group.violations)) of \(Wording.count(group.population))"
        }
        return "of \(Wording.count(judged, "group")) by \(names) \(what)\(worst ?? "")\(small)"
    }
}
