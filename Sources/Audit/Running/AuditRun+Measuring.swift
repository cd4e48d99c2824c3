import AuditModel
import Postgres

extension AuditRun {
    /// Measures and judges all that is planned.
    mutating func measure(progress tell: @Sendable (AuditProgress) -> Void) async {
        queue.append(loadsJob())
        await work(progress: tell)
    }

    /// Does what is to be done, as much at once as there are connections. What has been found can call for more.
    mutating func work(progress tell: @Sendable (AuditProgress) -> Void = { _ in }) async {
        await withTaskGroup(of: FinishedJob.self) { group in
            while true {
                while !isInterrupted, !queue.isEmpty, let session = idle.popLast() {
                    let job = queue.removeFirst()
                    if job.isMeasuring {
                        progress.title = job.title
                        tell(progress)
                    }
                    let limit = limit(of: job.rules)
                    group.addTask { await job.perform(over: session, within: limit) }
                }
                guard let finished = await group.next() else { break }
                settle(finished)
            }
        }
    }

    private mutating func settle(_ finished: FinishedJob) {
        if finished.job.isMeasuring { progress.done += 1 }
        charge(finished.time / finished.job.partCount, to: finished.job.rules, isDone: finished.succeeded)
        switch finished.condition {
        case .usable:
            idle.append(finished.session)
        case .interrupted:
            isInterrupted = true
            idle.append(finished.session)
            return
        case .lost:
            lose(finished)
            return
        }
        switch finished.result {
        case .success(let output): take(output, of: finished.job)
        case .failure(let error): fail(finished.job, error)
        }
    }

    // MARK: - What was found

    private mutating func take(_ output: Job.Output, of job: Job) {
        switch (output, job.purpose) {
        case (.readings(let rows, let milliseconds), .measure(let query)):
            guard let row = rows.values.first else { return }
            for rule in query.rules { durations[rules.rules[rule].id, default: 0] += milliseconds }
            for (asker, readings) in query.readings(columns: rows.columns, row: row) { collect(readings, for: asker) }
            orderExamples()
        case (.readings(let rows, _), .segments(let query)):
            take(rows, of: query)
        case (_, .bareScan(let query)):
            retry(query)
        case (.steps(let readings, let look, let milliseconds), .steps(let index)):
            durations[rules.rules[index].id] = milliseconds
            judge(index, readings, look)
            orderExamples()
        case (.look(let look), .look(let index)):
            change(index) { $0.look = look }
        case (.part(let part), .lookPart(let index, let number, _)):
            take(part, number, ofLookAt: index)
        case (.examples(let samples), .examples(let reading)):
            take(samples, of: reading)
        case (.written(let rows, let file), .failures(let index)):
            change(index) { $0.measured.facts.append(Fact("all of them", "\(Wording.count(rows, "line")) of \(file)")) }
        case (.loads(let loads), _):
            self.loads = loads
        case (.row(let row), .comparison(let number, _)):
            answers[number] = row
        case (.row(let row), .digest(let name)):
            earlyDigests[name] = EarlyDigest(row)
        default: break
        }
    }

    private mutating func collect(_ readings: Readings, for asker: Asker) {
        guard var known = collected[asker] else { return }
        known.readings = known.readings.merging(readings)
        known.outstanding -= 1
        collected[asker] = known
        guard known.outstanding == 0 else { return }
        switch asker {
        case .rule(let index):
            judge(index, known.readings, nil)
        case .profile(let dataset):
            let profiler = Profiler(catalog: catalog, datasets: rules.datasets)
            tables.append(profiler.profile(of: dataset, known.readings))
        }
    }

    private mutating func judge(_ index: Int, _ readings: Readings, _ look: CloserLook?) {
        let rule = rules.rules[index]
        let measured = rule.kind.judge(readings, in: scope(of: rule))
        knownDigests[index] = readings["digest"]
        let judgement = Judgement(of: measured, by: rule, today: String(asOf.prefix(10)))
        outcomes[index] = .judged(measured, judgement, nil, look)
        combine(index)
        queue += closerLookJobs(index, at: measured, readings, judgement.status)
        show(index, judgement, readings, look)
        if let job = failuresJob(index, judgement, look) { queue.append(job) }
        orderDigests(of: index)
    }

    /// Changes what is known of a judged rule.
    mutating func change(
        _ index: Int,
        _ body: (inout (measured: Measured, samples: Samples?, look: CloserLook?)) -> Void
    ) {
        guard case .judged(let measured, let judgement, let samples, let look) = outcomes[index] else { return }
        var parts = (measured: measured, samples: samples, look: look)
        body(&parts)
        outcomes[index] = .judged(parts.measured, judgement, parts.samples, parts.look)
    }

    // MARK: - What went wrong

    private mutating func fail(_ job: Job, _ error: any Error) {
        let reason = Discretion.words(for: error, in: rules.datasets)
        switch job.purpose {
        case .measure(let query): fail(query, error)
        case .bareScan(let query): give(error, to: query)
        case .segments(let query): fail(query, error)
        case .steps(let index): outcomes[index] = .error(reason: reason)
        case .look(let index): failLook(at: index, reason)
        case .lookPart(let index, _, _): failPart(ofLookAt: index, reason)
        case .examples(let reading): fail(reading, error)
        case .failures(let index):
            change(index) {
                $0.measured.facts.append(
                    Fact("the rows could not be written to a file", reason)
                )
            }
        case .digest(let name): earlyDigests[name] = .failed
        case .loads, .comparison: break
        }
    }

    /// Only the guilty rule is to be an error. Halving finds it in as few scans as can be.
    private mutating func fail(_ query: PlannedQuery, _ error: any Error) {
        if let failure = error as? ListFailure {
            measureWithout(failure.number, query)
            return
        }
        guard query.shares.count > 1 else {
            give(error, to: query)
            return
        }
        switch ((error as? PostgresError)?.sqlState, (error as? RuleTimeout)?.wasAtWork) {
        case (SQLState.lockNotAvailable?, _):
            // No rule of the scan would get the table.
            give(error, to: query)
        case (SQLState.queryCanceled?, _), (_, true?):
            // When the rows alone take too long, every half would too.
            if let bare = query.bareScan {
                queue.insert(
                    Job(.bareScan(of: query), title: "") { session in
                        .readings(try await session.rows(of: bare.statement), milliseconds: 0)
                    },
                    at: 0
                )
            }
        default: retry(query)
        }
    }

    /// Measures those that a query serves in two halves.
    private mutating func retry(_ query: PlannedQuery) {
        let half = query.shares.count / 2
        let halves = [query.serving(query.shares.prefix(half)), query.serving(query.shares.dropFirst(half))]
        add(halves)
    }

    /// Measures the rules that rode on a list of keys by queries of their own, and the others as before.
    private mutating func measureWithout(_ list: Int, _ query: PlannedQuery) {
        let (riding, others) = query.shares.reduce(into: ([PlannedQuery.Share](), [PlannedQuery.Share]())) {
            parts,
            share in
            if share.uses(list: list) { parts.0.append(share) } else { parts.1.append(share) }
        }
        var queries = riding.compactMap { share -> PlannedQuery? in
            guard let request = requests[share.asker] else { return nil }
            return PlannedQuery(asking: request.measurement.sql, for: request)
        }
        if !others.isEmpty { queries.append(query.serving(others)) }
        add(queries)
    }

    private mutating func add(_ queries: [PlannedQuery]) {
        queue.insert(contentsOf: queries.map(measureJob), at: 0)
        progress.total += queries.count
    }

    private mutating func give(_ error: any Error, to query: PlannedQuery) {
        for rule in query.rules { outcomes[rule] = .error(reason: Discretion.words(for: error, in: rules.datasets)) }
    }

    /// Goes on over the connections that are left; over none, what is not measured says why.
    private mutating func lose(_ finished: FinishedJob) {
        guard case .failure(let error) = finished.result else { return }
        connectionsLeft -= 1
        abandon(finished.job, error)
        guard connectionsLeft == 0 else { return }
        for job in queue { abandon(job, error) }
        queue = []
    }

    private mutating func abandon(_ job: Job, _ error: any Error) {
        let reason = Discretion.words(for: error, in: rules.datasets)
        let lost = LostConnection(description: "not measured: the connection to the server was lost (\(reason))")
        switch job.purpose {
        case .measure(let query), .bareScan(let query): give(lost, to: query)
        case .segments(let query):
            for share in query.shares { fail(query.serving(share), lost) }
        case .steps, .look, .lookPart, .examples, .failures, .loads, .digest, .comparison: fail(job, lost)
        }
    }
}

/// The connection broke while something was measured.
private struct LostConnection: Error, CustomStringConvertible {
    var description: String
}
