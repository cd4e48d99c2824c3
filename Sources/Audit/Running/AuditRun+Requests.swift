import AuditModel

extension AuditRun {
    /// Decides what is to be measured, and plans it.
    mutating func prepareRequests() {
        let check = CatalogCheck(against: catalog)
        requests = [:]
        queue = []
        var ordered: [Request] = []
        for (index, rule) in rules.rules.enumerated() {
            if let reason = reasonToSkip(rule) {
                outcomes[index] = .skipped(reason: reason)
            } else if let problem = check.problems(of: rule).first {
                outcomes[index] = .error(reason: problem.message)
            } else if let proof = proofs[index] {
                outcomes[index] = .proved(proof)
            } else if rule.kind is any MeasuresInSteps {
                queue.append(stepsJob(index))
            } else {
                ordered.append(request(for: index))
            }
        }
        if options.profilesTables {
            let profiler = Profiler(catalog: catalog, datasets: rules.datasets)
            ordered += catalog.relations.filter(\.value.isReadable).keys.sorted().map(profiler.request(for:))
        }
        for request in ordered { requests[request.asker] = request }
        plan = Planner(catalog: catalog).plan(ordered)
        collected = [:]
        for query in plan.queries {
            for share in query.shares {
                collected[share.asker, default: (Readings([:]), 0)].outstanding += 1
            }
        }
        queue = plan.queries.map(measureJob) + queue
        progress = AuditProgress(done: 0, total: queue.count, title: "")
    }

    private func request(for index: Int) -> Request {
        let rule = rules.rules[index]
        return Request(
            .rule(index),
            rule.kind.measurement(in: scope(of: rule)),
            timeout: rule.timeout,
            datasets: Set(rule.kind.references.map(\.dataset)).sorted()
        )
    }

    // MARK: - Jobs

    /// Runs a query of the plan.
    func measureJob(_ query: PlannedQuery) -> Job {
        Job(.measure(query), title: title(of: query)) { session in
            let clock = ContinuousClock()
            let start = clock.now
            let rows = try await session.rows(of: query)
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
            let (readings, look) = try await kind.measure(in: scope, reading: SnapshotReader(session.connection))
            return .steps(readings, look, milliseconds: Int((clock.now - start) / .milliseconds(1)))
        }
    }

    /// Looks closer at a judged rule.
    func closerLookJob(_ index: Int, at measured: Measured, _ status: Status) -> Job? {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        guard let kind = rule.kind as? any LooksCloser else { return nil }
        return Job(.look(index), title: rule.title) { session in
            let reader = SnapshotReader(session.connection)
            return .look(try await kind.closerLook(at: measured, status: status, in: scope, reading: reader))
        }
    }

    /// Reads rows that break a rule.
    func samplesJob(_ index: Int, _ judgement: Judgement, _ readings: Readings) -> Job? {
        let rule = rules.rules[index]
        guard judgement.violations > 0, rule.sampleRows > 0 else { return nil }
        guard let offenders = rule.kind.offenders(in: scope(of: rule)) else { return nil }
        let total = offenders.grouping.map { readings.count($0.reading) } ?? judgement.violations
        let datasets = rules.datasets
        return Job(.samples(index), title: rule.title) { session in
            let sampler = Sampler(connection: session.connection, datasets: datasets)
            return .samples(try await sampler.samples(of: offenders, total: total, limit: rule.sampleRows))
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
