import AuditModel
import Checksum
import Foundation

extension AuditRun {
    /// Puts everything that was found into one report.
    func report(startedAt: Date, took duration: Duration) throws -> AuditReport {
        var results = rules.rules.indices.map(result)
        for (index, digest) in digests { digest.describe(&results[index]) }
        for index in results.indices { results[index] = discreet(results[index], of: rules.rules[index]) }
        var report = AuditReport(
            tool: options.tool,
            audit: AuditIdentity(
                name: rules.name,
                defaultSchema: rules.defaultSchema,
                rulesFiles: rules.files,
                rulesSHA256: rules.sha256,
                ruleCount: rules.rules.count
            ),
            gate: GateVerdict(results: results, failOn: options.failOn, incomplete: isInterrupted),
            statistics: Statistics(of: results),
            dimensions: DimensionScore.scores(of: results),
            policies: PolicyStanding.standings(of: rules.policies, results),
            questions: QuestionStanding.standings(of: rules.questions, results),
            issues: GovernanceIssue.issues(in: results, policies: rules.policies),
            results: results,
            loads: loads,
            tables: tables.sorted { $0.dataset < $1.dataset },
            constraintSuggestions: constraintSuggestions,
            unchecked: unchecked,
            run: runFacts(startedAt: startedAt, took: duration)
        )
        let ratchets = rules.rules.compactMap { rule in rule.ratchet.map { (rule.id, $0) } }
        report.hold(
            to: options.baseline,
            ratchets: Dictionary(ratchets, uniquingKeysWith: { first, _ in first }),
            today: String(asOf.prefix(10))
        )
        report.summarize(failOn: options.failOn)
        return try report.sealed()
    }

    /// How old the newest rows were, for the rules that ask.
    private var ages: [DataAge] {
        zip(rules.rules, outcomes).compactMap { rule, outcome in
            guard case .judged(let measured, _, _, _) = outcome, let newest = measured.newest,
                case .number(let age) = measured.quantity, let seconds = Int(age.description),
                !rule.kind.revealsSensitiveValues(in: scope(of: rule))
            else { return nil }
            return DataAge(rule: rule.id, newest: newest, seconds: seconds)
        }
    }

    private func runFacts(startedAt: Date, took duration: Duration) -> RunFacts {
        let milliseconds = Int(duration / .milliseconds(1))
        let finishedAt = startedAt.addingTimeInterval(Double(milliseconds) / 1_000)
        func iso(_ text: String) -> String { text.replacing(" ", with: "T") + "Z" }
        return RunFacts(
            id: UUID().uuidString.lowercased(),
            startedAt: Instant.text(startedAt, separator: "T") + "Z",
            finishedAt: Instant.text(finishedAt, separator: "T") + "Z",
            asOf: iso(asOf),
            durationMilliseconds: milliseconds,
            snapshot: facts.snapshot,
            snapshotAt: iso(facts.now),
            walLSN: facts.walLSN,
            serverVersion: facts.serverVersion,
            serverRole: facts.serverRole,
            database: facts.database,
            role: facts.role,
            rolePowers: facts.rolePowers,
            incomplete: isInterrupted,
            durationsMilliseconds: durations,
            connections: connectionCount,
            snapshotNote: sharingProblem.map {
                "the snapshot could not be shared with further connections, so fewer were used: \($0)"
            },
            rulesPaths: rules.paths,
            ages: ages
        )
    }

    private func result(at index: Int) -> RuleResult {
        let rule = rules.rules[index]
        switch outcomes[index] {
        case .skipped(let reason):
            return result(of: rule, status: .skipped, message: reason)
        case .error(let reason):
            var result = result(of: rule, status: .error, message: reason)
            addQuery(of: rule, nil, to: &result)
            return result
        case .proved(let proof):
            var result = result(of: rule, status: .pass, message: proof.message)
            result.evidence = "proved"
            result.proof = proof.constraint
            result.violations = 0
            addQuery(of: rule, nil, to: &result)
            return result
        case .judged(let measured, let judgement, let samples, let look):
            var result = result(of: rule, status: judgement.status, message: judgement.message)
            result.population = measured.population
            result.violations = judgement.violations
            if measured.emptyReason == nil { result.finding = measured.sentence }
            // An age changes with the clock, not with the data: it stands in the facts of the run.
            if measured.newest == nil, case .number(let number) = measured.quantity {
                result.value = number.description
            }
            result.unit = measured.unit
            result.percent = Wording.percent(judgement.violations, of: measured.population)
            result.tolerated = judgement.isTolerated
            result.brokenConstraint = measured.brokenConstraint
            result.facts = measured.facts + (look?.facts ?? [])
            result.diagnosis = look?.diagnosis
            result.entities = look?.entities
            result.timeline = look?.timeline
            result.activity = look?.activity
            if case .success(let verdicts) = segments[index] { result.segments = verdicts }
            result.samples = samples
            addQuery(of: rule, look?.query, to: &result)
            return result
        }
    }

    private func addQuery(of rule: Rule, _ query: String?, to result: inout RuleResult) {
        // A query that changes with the clock would be another one in each run: 'now' means the same to the server.
        var scope = scope(of: rule)
        if options.asOf == nil { scope.asOf = "now" }
        result.query = query ?? rule.kind.measurement(in: scope).sql
        // The statements of a rule in steps are built on what it finds: they change with the data, its question does not.
        let question = (rule.kind as? any MeasuresInSteps)?.question(in: scope) ?? result.query
        result.querySHA256 = question.map { SHA256.hexadecimal(of: $0.utf8) }
    }

    private func result(of rule: Rule, status: Status, message: String) -> RuleResult {
        var result = RuleResult(
            id: rule.id,
            kind: type(of: rule.kind).description.name,
            title: rule.title,
            dimension: rule.dimension,
            severity: rule.severity,
            status: status,
            message: message,
            location: rule.location
        )
        let references = rule.kind.references
        result.description = rule.description
        result.dataset = references.first?.dataset.description
        result.columns = references.filter { $0.dataset == references.first?.dataset }.compactMap(\.column)
        result.owner = rule.owner
        result.steward = rule.steward
        result.policy = rule.policy
        result.tags = rule.tags
        result.links = rule.links
        result.nullHandling = rule.kind.nullHandling.rawValue
        result.condition = rule.effectiveLimits.texts
        result.condition.ratchet = rule.ratchet?.description
        result.waiver = rule.waiver
        result.remediation = rule.remediation
        result.impact = rule.impact
        return result
    }
}
