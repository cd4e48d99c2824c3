import AuditModel
import Foundation
import Postgres

/// One run of an audit: the state between its steps.
struct AuditRun {
    let connection: Connection
    let options: AuditOptions
    let rules: RuleSet

    private(set) var facts = SnapshotFacts()
    private(set) var catalog = Catalog()
    private(set) var outcomes: [Outcome]
    private(set) var durations: [String: Int] = [:]
    private(set) var tables: [TableProfile] = []
    private(set) var loads: [LoadReconciliation] = []
    private(set) var isInterrupted = false

    init(connection: Connection, options: AuditOptions, rules: RuleSet) {
        self.connection = connection
        self.options = options
        self.rules = rules
        outcomes = rules.rules.map { _ in .error(reason: "not measured: the audit was interrupted") }
    }

    /// Takes the snapshot and reads what the rules need to know of the database.
    mutating func begin() async throws {
        let path = SQL.quoted(identifier: rules.defaultSchema)
        let timeout = options.statementTimeout.map { String($0.components.seconds * 1_000) } ?? "0"
        try await connection.begin(.readOnlySnapshot)
        do {
            facts = try await SnapshotFacts(reading: connection, writableAmong: rules.referencedDatasets)
            try await connection.query(
                "SELECT set_config('search_path', \(path), true), set_config('statement_timeout', \(timeout), true)"
            )
            catalog = try await CatalogReader(connection: connection).read(rules.referencedDatasets)
            try await connection.query("SAVEPOINT probe")
        } catch {
            _ = try? await connection.rollback()
            throw error
        }
    }

    // MARK: - Measuring

    /// Measures and judges every rule.
    mutating func measure(progress: @Sendable (AuditProgress) -> Void) async {
        let check = CatalogCheck(against: catalog)
        var measurements: [(rule: Int, measurement: Measurement)] = []
        var stepwise: [Int] = []
        for (index, rule) in rules.rules.enumerated() {
            if let reason = reasonToSkip(rule) {
                outcomes[index] = .skipped(reason: reason)
            } else if let problem = check.problems(of: rule).first {
                outcomes[index] = .error(reason: problem.message)
            } else if rule.kind is any MeasuresInSteps {
                stepwise.append(index)
            } else {
                measurements.append((index, rule.kind.measurement(in: scope(of: rule))))
            }
        }
        let plan = Plan(measurements)
        let total = plan.queries.count + stepwise.count
        for (number, query) in plan.queries.enumerated() where !isInterrupted {
            let title = query.rules.first.map { rules.rules[$0].title } ?? ""
            progress(AuditProgress(done: number, total: total, title: title))
            await measure(query)
        }
        for (number, rule) in stepwise.enumerated() where !isInterrupted && !isLost {
            progress(AuditProgress(done: plan.queries.count + number, total: total, title: rules.rules[rule].title))
            await measureInSteps(rule)
        }
    }

    private mutating func measureInSteps(_ index: Int) async {
        let rule = rules.rules[index]
        guard let kind = rule.kind as? any MeasuresInSteps else { return }
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let (readings, look) = try await kind.measure(in: scope(of: rule), reading: SnapshotReader(connection))
            durations[rule.id] = Int((clock.now - start) / .milliseconds(1))
            await judge(index, readings, look)
        } catch {
            guard await isUsable(after: error) else { return }
            outcomes[index] = .error(reason: "\(error)")
        }
    }

    private mutating func measure(_ query: PlannedQuery) async {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let rows = try await connection.query(SQL(raw: query.sql))
            let milliseconds = Int((clock.now - start) / .milliseconds(1))
            for rule in query.rules { durations[rules.rules[rule].id] = milliseconds }
            guard let row = rows.values.first else { return }
            for (rule, readings) in query.readings(columns: rows.columns, row: row) {
                await judge(rule, readings)
            }
        } catch {
            await recover(from: error, of: query)
        }
    }

    /// A shared scan that fails is measured again rule by rule, so that only the guilty rule is an error.
    private mutating func recover(from error: any Error, of query: PlannedQuery) async {
        guard await isUsable(after: error) else { return }
        if query.rules.count > 1 {
            for rule in query.rules where !isInterrupted {
                let measurement = rules.rules[rule].kind.measurement(in: scope(of: rules.rules[rule]))
                for single in Plan([(rule, measurement)]).queries { await measure(single) }
            }
        } else if let rule = query.rules.first {
            outcomes[rule] = .error(reason: "\(error)")
        }
    }

    /// Makes the transaction take statements again; `false` when that is no use any more.
    private mutating func isUsable(after error: any Error) async -> Bool {
        if (error as? PostgresError)?.kind == .cancelled || Task.isCancelled {
            isInterrupted = true
            return false
        }
        do {
            try await connection.query("ROLLBACK TO SAVEPOINT probe")
            return true
        } catch {
            let reason = "not measured: the connection to the server was lost (\(error))"
            for index in outcomes.indices {
                if case .error = outcomes[index] { outcomes[index] = .error(reason: reason) }
            }
            isLost = true
            return false
        }
    }

    /// Whether the connection is gone, after which nothing more can be read.
    private(set) var isLost = false

    private mutating func judge(_ index: Int, _ readings: Readings, _ look: CloserLook? = nil) async {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        var measured = rule.kind.judge(readings, in: scope)
        let judgement = Judgement(of: measured, by: rule, today: String(asOf.prefix(10)))
        outcomes[index] = .judged(measured, judgement, nil, look)
        var look = look
        if let kind = rule.kind as? any LooksCloser {
            let reader = SnapshotReader(connection)
            do {
                look = try await kind.closerLook(at: measured, status: judgement.status, in: scope, reading: reader)
            } catch {
                // The verdict stands without it; the facts say why it is not there.
                guard await isUsable(after: error) else { return }
                measured.facts.append(Fact("a closer look was not possible", "\(error)"))
            }
            outcomes[index] = .judged(measured, judgement, nil, look)
        }
        guard judgement.violations > 0, rule.sampleRows > 0, let offenders = rule.kind.offenders(in: scope) else {
            return
        }
        do {
            let sampler = Sampler(connection: connection, datasets: rules.datasets)
            let samples = try await sampler.samples(
                of: offenders,
                total: offenders.grouping.map { readings.count($0.reading) } ?? judgement.violations,
                limit: rule.sampleRows
            )
            outcomes[index] = .judged(measured, judgement, samples, look)
        } catch {
            // The verdict stands without its samples; the facts say why they are not there.
            guard await isUsable(after: error) else { return }
            measured.facts.append(Fact("examples could not be read", "\(error)"))
            outcomes[index] = .judged(measured, judgement, nil, look)
        }
    }

    // MARK: - Describing

    /// Reads table profiles and the ledger of loads; what cannot be read is left out of the report.
    mutating func describe() async {
        guard !isInterrupted, !isLost else { return }
        if options.profilesTables {
            let profiler = Profiler(connection: connection, catalog: catalog, datasets: rules.datasets)
            for dataset in catalog.relations.keys.sorted() {
                let profile = await read { try await profiler.profile(of: dataset) }
                if let profile, let profile { tables.append(profile) }
            }
        }
        let history = LoadHistory(connection: connection)
        let schema = rules.defaultSchema
        loads = await read { try await history.reconciliations(schema: schema) } ?? []
    }

    private mutating func read<Value>(_ body: () async throws -> Value) async -> Value? {
        guard !isInterrupted, !isLost else { return nil }
        do {
            return try await body()
        } catch {
            _ = await isUsable(after: error)
            return nil
        }
    }

    // MARK: - Inside

    /// The instant that counts as now, `yyyy-mm-dd hh:mm:ss` in UTC.
    var asOf: String {
        options.asOf.map { Instant.text($0, separator: " ") } ?? facts.now
    }

    func scope(of rule: Rule) -> RuleScope {
        RuleScope(
            catalog: catalog,
            datasets: rules.datasets,
            defaultSchema: rules.defaultSchema,
            filter: rule.filter,
            asOf: asOf
        )
    }

    private func reasonToSkip(_ rule: Rule) -> String? {
        if let reason = rule.disabledReason { return "switched off: \(reason)" }
        let selection = options.selection
        guard !selection.isEmpty else { return nil }
        return selection.contains { rule.isSelected(by: $0, defaultSchema: rules.defaultSchema) } ? nil : "not selected"
    }
}
