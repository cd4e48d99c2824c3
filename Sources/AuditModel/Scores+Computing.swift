extension Status {
    /// How bad the status is for a group of rules, worst first.
    public var rank: Int {
        switch self {
        case .fail: 0
        case .error: 1
        case .warn: 2
        case .waived: 3
        case .pass: 4
        case .notApplicable: 5
        case .skipped: 6
        }
    }

    /// The worst of several; `notApplicable` of none.
    public static func worst(of statuses: some Sequence<Status>) -> Status {
        statuses.min { $0.rank < $1.rank } ?? .notApplicable
    }
}

extension DimensionScore {
    /// The score of each dimension that has rules, in the order of ``Dimension``.
    ///
    /// A score is the share of what was looked at that is in order (a ratio of counts, as ISO/IEC 25024 has it). Rules without a
    /// verdict do not count into it but are counted beside it.
    public static func scores(of results: [RuleResult]) -> [DimensionScore] {
        Dimension.allCases.compactMap { dimension in
            let all = results.filter { $0.dimension == dimension && $0.status != .skipped }
            guard !all.isEmpty else { return nil }
            let measured = all.filter(\.status.isEvaluated)
            let population = measured.reduce(0) { $0 + ($1.population ?? 0) }
            // Rows of a free query may outnumber its population; more than all cannot be wrong.
            let violations = measured.reduce(0) { $0 + min($1.violations ?? 0, $1.population ?? 0) }
            return DimensionScore(
                dimension: dimension,
                rules: measured.count,
                notMeasured: all.count - measured.count,
                population: population,
                violations: violations,
                scorePercent: Wording.percent(population - violations, of: population, decimals: 2).flatMap(
                    Double.init
                ),
                status: .worst(of: all.map(\.status))
            )
        }
    }
}

extension PolicyStanding {
    /// Whether each policy holds, in the order of declaration.
    public static func standings(of policies: [Policy], _ results: [RuleResult]) -> [PolicyStanding] {
        policies.map { policy in
            let own = results.filter { $0.policy == policy.id }
            return PolicyStanding(policy: policy, status: .worst(of: own.map(\.status)), rules: own.map(\.id))
        }
    }
}

extension GovernanceIssue {
    /// What there is to act on: the findings, those of one policy together, in the order of their worst findings.
    public static func issues(in results: [RuleResult], policies: [Policy]) -> [GovernanceIssue] {
        let findings = results.filter(\.isFinding).sorted(by: isGraver)
        let heads = SharedCauses(of: findings).heads
        let groups = Dictionary(grouping: findings) { finding in
            let head = heads[finding.id] ?? finding
            return head.policy ?? "rule \(head.id)"
        }
        let ordered = groups.values.map { $0.sorted(by: isGraver) }.sorted(by: comesFirst)
        return ordered.enumerated().map { index, findings in
            let worst = findings[0]
            let policy = policies.first { $0.id == worst.policy }
            return GovernanceIssue(
                id: "I-\(index + 1)",
                title: policy?.title ?? worst.title,
                policy: worst.policy,
                rules: findings.map(\.id),
                severity: findings.map(\.severity).max() ?? worst.severity,
                status: .worst(of: findings.map(\.status)),
                cause: cause(of: findings),
                rows: worst.violations,
                gain: gain(of: findings),
                owner: policy?.owner ?? worst.owner,
                symptoms: symptoms(of: findings)
            )
        }
    }

    /// What a closer look concludes, else what the findings share.
    private static func cause(of findings: [RuleResult]) -> String? {
        let conclusions = findings.lazy.compactMap { $0.diagnosis?.conclusion ?? $0.entities?.conclusion }
        if let conclusion = conclusions.first(where: { !$0.isEmpty }) { return conclusion }
        let ids = Set(findings.map(\.id))
        for finding in findings {
            let shared = finding.shared.filter { ids.contains($0.rule) && $0.relation != .within }
            guard let first = shared.first else { continue }
            let same = shared.filter { $0.noun == first.noun }
            let rules = Wording.count(same.count + 1, "rule")
            return same.allSatisfy { $0.relation == .equal }
                ? "\(rules) are broken by the same \(Wording.count(first.count)) \(first.noun)"
                : "\(rules) are broken by the same \(first.noun), or by a part of them"
        }
        return nil
    }

    private static func symptoms(of findings: [RuleResult]) -> [Symptom] {
        findings.enumerated().map { index, finding in
            let earlier = Set(findings.prefix(index).map(\.id))
            let link = finding.shared.first { earlier.contains($0.rule) }
            let relation: Symptom.Relation =
                index == 0
                ? .first : link.map { Symptom.Relation(rawValue: $0.relation.rawValue) ?? .policy } ?? .policy
            return Symptom(
                rule: finding.id,
                title: finding.title,
                status: finding.status,
                violations: finding.violations,
                relation: relation,
                of: index == 0 ? nil : link?.rule
            )
        }
    }

    /// What mending brings: what a diagnosis of the worst findings has worked out, else what breaks the worst.
    private static func gain(of findings: [RuleResult]) -> Gain? {
        let worst = findings.prefix { $0.urgency == findings[0].urgency }
        let known = worst.compactMap(\.gain).filter { $0.basis == .backlog }
        return known.max { $0.count < $1.count } ?? findings[0].gain
    }

    /// Whether an issue comes before another: by the urgency of its worst finding, then by what mending brings.
    ///
    /// Takes the findings of both, worst first.
    private static func comesFirst(_ left: [RuleResult], _ right: [RuleResult]) -> Bool {
        let gains = (gain(of: left)?.count ?? 0, gain(of: right)?.count ?? 0)
        if left[0].urgency == right[0].urgency, gains.0 != gains.1 { return gains.0 > gains.1 }
        return isGraver(left[0], right[0])
    }

    /// By urgency, then by the share of what is wrong; the id breaks ties.
    private static func isGraver(_ left: RuleResult, _ right: RuleResult) -> Bool {
        if left.urgency != right.urgency { return left.urgency < right.urgency }
        let leftShare = Int128(left.violations ?? 0) * Int128(max(right.population ?? 1, 1))
        let rightShare = Int128(right.violations ?? 0) * Int128(max(left.population ?? 1, 1))
        return leftShare == rightShare ? left.id < right.id : leftShare > rightShare
    }
}
