import AuditModel

extension AuditRun {
    private static let noSegments = "a rule of this kind cannot judge groups apart; remove 'segments'"

    /// Decides what is to be measured, and plans it.
    mutating func prepareRequests() {
        let check = CatalogCheck(against: catalog)
        requests = [:]
        var ordered: [Request] = []
        var stepwise: [Int] = []
        for (index, rule) in rules.rules.enumerated() {
            if let reason = reasonToSkip(rule) {
                outcomes[index] = .skipped(reason: reason)
            } else if let problem = check.problems(of: rule).first {
                outcomes[index] = .error(reason: problem.message)
            } else if let problem = check.problemOfPrivacy(rule, in: rules.datasets) {
                outcomes[index] = .error(reason: "what is declared sensitive is not there: \(problem.message)")
            } else if let problem = filterProblems[index] {
                outcomes[index] = .error(reason: problem)
            } else if let proof = proofs[index] {
                outcomes[index] = .proved(proof)
            } else if case .failure(let error)? = histories[rule.id] {
                let reason = Discretion.words(for: error, in: rules.datasets)
                outcomes[index] = .error(reason: "the figures of earlier runs could not be read: \(reason)")
            } else if rule.kind is any MeasuresInSteps {
                if rule.segments == nil {
                    stepwise.append(index)
                } else {
                    outcomes[index] = .error(reason: Self.noSegments)
                }
            } else {
                let request = request(for: index)
                if refusesSegments(request) {
                    outcomes[index] = .error(reason: Self.noSegments)
                } else {
                    ordered.append(request)
                }
            }
        }
        if options.profilesTables {
            let profiler = Profiler(catalog: catalog, datasets: rules.datasets)
            // A table of which everything is proved is not read just to describe it.
            let read = Set(ordered.flatMap(\.datasets)).union(
                stepwise.flatMap { rules.rules[$0].kind.references.map(\.dataset) }
            )
            ordered += catalog.relations.filter { $0.value.isReadable && read.contains($0.key) }.keys.sorted()
                .map(profiler.request(for:))
        }
        for request in ordered { requests[request.asker] = request }
        plan = Planner(catalog: catalog).plan(ordered)
        collected = [:]
        for query in plan.queries {
            for share in query.shares {
                collected[share.asker, default: (Readings([:]), 0)].outstanding += 1
            }
        }
        queue = plan.queries.map(measureJob) + segmentJobs(of: ordered) + stepwise.map(stepsJob)
        progress = AuditProgress(done: 0, total: queue.count, title: "")
    }

    private func request(for index: Int) -> Request {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        var request = Request(
            .rule(index),
            rule.kind.measurement(in: scope),
            timeout: rule.timeout,
            datasets: Set(rule.kind.references.map(\.dataset)).sorted()
        )
        request.examples = rule.kind.offenders(in: scope).flatMap(scope.examples(of:))
        return request
    }

    // MARK: - Jobs

    /// Runs a query of the plan.
    func measureJob(_ query: PlannedQuery) -> Job {
        Job(.measure(query), title: title(of: query)) { session in
            let clock = ContinuousClock()
            let start = clock.now
            let rows = try await session.rows(of: query.statement)
            return .readings(rows, milliseconds: Int((clock.now - start) / .milliseconds(1)))
        }
    }

    private func title(of query: PlannedQuery) -> String {
        switch query.shares.first?.asker {
        case .rule(let index)?: rules.rules[index].title
        case .profile(let dataset)?: "describing \(dataset)"
        case nil: ""
        }
    }

    /// Measures a rule that takes several statements.
    private func stepsJob(_ index: Int) -> Job {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        return Job(.steps(index), title: rule.title) { session in
            guard let kind = rule.kind as? any MeasuresInSteps else { return .nothing }
            let clock = ContinuousClock()
            let start = clock.now
            let (readings, look) = try await kind.measure(in: scope, reading: SnapshotReader(session))
            return .steps(readings, look, milliseconds: Int((clock.now - start) / .milliseconds(1)))
        }
    }

    /// Reads the ledger of the loads that filled the database.
    func loadsJob() -> Job {
        let schema = rules.defaultSchema
        return Job(.loads, title: "") { session in
            .loads(try await LoadHistory(connection: session.connection).reconciliations(schema: schema))
        }
    }
}
