import AuditModel
import Postgres

extension AuditRun {
    /// Notes that rows of a broken rule are to be shown, or takes them where the figures brought some along.
    mutating func show(_ index: Int, _ judgement: Judgement, _ readings: Readings, _ look: CloserLook?) {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        guard judgement.violations > 0, !rule.kind.revealsSensitiveValues(in: scope),
            let offenders = look?.offenders ?? rule.kind.offenders(in: scope),
            var demand = scope.examples(of: offenders)
        else { return }
        let total = offenders.grouping.map { readings.count($0.reading) } ?? judgement.violations
        if let list = readings["examples"], let samples = demand.samples(from: list, total: total) {
            change(index) { $0.samples = samples }
            return
        }
        if let list = readings[MissingLinks.keysReading], case .links(let links) = requests[.rule(index)]?.measurement {
            demand.offenders = links.offenders(demand.offenders, withKeys: list) ?? demand.offenders
        }
        wanted.append(
            ExamplePlan.Wanted(
                rule: index,
                demand: demand,
                violations: judgement.violations,
                total: total,
                list: plan.lists[.rule(index)]
            )
        )
    }

    /// Orders the rows that were noted.
    mutating func orderExamples() {
        guard !wanted.isEmpty else { return }
        queue += ExamplePlan(catalog: catalog).readings(for: wanted).map(examplesJob)
        wanted = []
    }

    /// Reads rows that break rules.
    private func examplesJob(_ reading: ExamplePlan.Reading) -> Job {
        Job(.examples(reading), title: "") { session in
            guard reading.isCombined else { return .examples([try await Self.rows(of: reading, over: session)]) }
            let row = try await session.rows(of: reading.statement).values.first ?? []
            let lists = zip(reading.wanted, row).map { one, list in
                list.flatMap { one.demand.samples(from: $0, total: one.total) }
            }
            return .examples(lists)
        }
    }

    /// The rows of one rule; of a free query the columns are asked for first, so that values can be cut and withheld on
    /// the server.
    private static func rows(of reading: ExamplePlan.Reading, over session: SnapshotSession) async throws -> Samples? {
        guard let wanted = reading.wanted.first else { return nil }
        var statement = reading.statement
        var columns = wanted.demand.offenders.columns
        var redacted: [String]?
        if columns.isEmpty {
            let free = try await FreeColumns(of: wanted.demand, over: session)
            (columns, redacted) = (free.columns, free.redacted)
            statement.sql = free.query
        }
        let rows = try await session.rows(of: statement)
        return wanted.demand.samples(columns: columns, rows: rows.values, total: wanted.total, redacted: redacted)
    }

    /// Writes all rows that break a rule to a file, if that was asked for.
    func failuresJob(_ index: Int, _ judgement: Judgement, _ look: CloserLook?) -> Job? {
        let rule = rules.rules[index]
        var scope = scope(of: rule)
        scope.sampleRows = 1
        guard let folder = options.failuresFolder else { return nil }
        let file = FailureFile(of: rule.id, in: folder)
        file.removeLeftover()
        guard judgement.violations > 0, judgement.status != .pass,
            !rule.kind.revealsSensitiveValues(in: scope),
            let offenders = look?.offenders ?? rule.kind.offenders(in: scope),
            let demand = scope.examples(of: offenders)
        else { return nil }
        return Job(.failures(index), title: rule.title) { session in
            var query = demand.fullQuery
            if offenders.columns.isEmpty {
                query = try await FreeColumns(of: demand, over: session).fullQuery
            }
            return .written(rows: try await file.write(query, over: session), file: file.name)
        }
    }

    /// Gives each rule its rows; where they could not be read, the verdict stands and the facts say why.
    mutating func take(_ samples: [Samples?], of reading: ExamplePlan.Reading) {
        for (wanted, samples) in zip(reading.wanted, samples) {
            change(wanted.rule) { $0.samples = samples }
        }
    }

    /// Reads the rows of each rule by itself when one scan for all has failed.
    mutating func fail(_ reading: ExamplePlan.Reading, _ error: any Error) {
        if reading.isCombined {
            let plan = ExamplePlan(catalog: catalog)
            queue += reading.wanted.map { examplesJob(plan.alone($0)) }
        } else {
            let reason = Discretion.words(for: error, in: rules.datasets)
            for wanted in reading.wanted {
                change(wanted.rule) {
                    $0.measured.facts.append(
                        Fact("examples could not be read", reason)
                    )
                }
            }
        }
    }
}
