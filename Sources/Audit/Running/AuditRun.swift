import AuditModel
import Foundation
import Postgres

/// One run of an audit: the state between its steps.
struct AuditRun {
    let options: AuditOptions
    var rules: RuleSet

    var facts = SnapshotFacts()
    var catalog = Catalog()
    var proofs: [Int: Proof] = [:]
    var plan = Plan()
    var requests: [Asker: Request] = [:]
    var outcomes: [Outcome]
    var durations: [String: Int] = [:]
    /// What has been done for rules that have a time limit, by the rule's index.
    var spent: [Int: Duration] = [:]
    var tables: [TableProfile] = []
    var loads: [LoadReconciliation] = []
    /// What breaks rules, by their indices, where the measurement has told it apart.
    var knownDigests: [Int: String] = [:]
    /// What breaks rules, as far as it was told apart while others were measured.
    var earlyDigests: [KeySetName: EarlyDigest] = [:]
    /// The most hashes that those can list together.
    var earlyListed = 0
    /// The closer looks of which parts are at work, by the rule's index.
    var lookParts: [Int: DividedLook] = [:]
    /// The rows of statements that compare what breaks rules, by the statement's number.
    var answers: [Int: Rows.Row] = [:]
    /// What breaks the rules, as far as it was told apart, by the rule's index.
    var digests: [Int: ViolationDigest] = [:]
    var isInterrupted = false
    /// What no rule looks at; `nil` when tables are not described, or too many to say it of.
    var unchecked: [UncheckedData]?
    /// The most tables beside the audited ones that a report tells what no rule looks at.
    private static let mostSurroundings = 1_000
    /// The figures of earlier runs, or why they could not be read, for the rules that are held against them.
    var histories: [String: Result<[ExactDecimal], any Error>] = [:]

    /// The connections that are not at work.
    var idle: [SnapshotSession] = []
    /// How many connections shared the snapshot.
    var connectionCount = 1
    /// How many of them are not lost.
    var connectionsLeft = 1
    /// Why fewer connections were used than were asked for, if so.
    var sharingProblem: String?
    /// What is wrong with the conditions of rules, by the rule's place.
    var filterProblems: [Int: String] = [:]
    /// What is still to be done, the next first.
    var queue: [Job] = []
    /// What has been read of rules whose figures come from several queries.
    var collected: [Asker: (readings: Readings, outstanding: Int)] = [:]
    /// What has been read of the groups of rules that judge them apart, by the rule's index.
    var segments: [Int: Result<SegmentVerdicts, SegmentFailure>] = [:]
    /// The rows that are to be shown and were not ordered yet.
    var wanted: [ExamplePlan.Wanted] = []
    /// How far the measuring is.
    var progress = AuditProgress(done: 0, total: 0, title: "")

    /// What is said of a rule as long as nothing has become of it.
    static let unmeasured = "not measured: the audit was interrupted"

    init(options: AuditOptions, rules: RuleSet) {
        self.options = options
        self.rules = rules
        outcomes = rules.rules.map { _ in .error(reason: Self.unmeasured) }
    }

    // MARK: - The beginning

    /// Takes the snapshot, reads what the rules need to know of the database, plans, and opens as many connections as the
    /// plan is worth.
    ///
    /// - Throws: `PostgresError` when the snapshot could not be taken.
    mutating func begin(over connection: Connection) async throws {
        var attempt = BeginAttempt()
        while true {
            do {
                try await begin(over: connection, attempt)
                return
            } catch {
                _ = try? await connection.rollback()
                guard let next = attempt.next(after: error) else { throw error }
                if next.exportError != nil { sharingProblem = Discretion.words(for: error, in: rules.datasets) }
                attempt = next
            }
        }
    }

    private mutating func begin(over connection: Connection, _ attempt: BeginAttempt) async throws {
        // Connecting takes about as long as planning: who will probably want a second connection opens it meanwhile.
        let mayShare = options.jobs > 1 && rules.rules.count > 1 && attempt.exportError == nil
        // One that the plan does without is neither waited for nor cancelled, and closes itself: a pooler with a single place
        // lets it in, and answers its cancellation, only when the audit has ended.
        let second = mayShare ? Task { try await Connection.open(connection.target) } : nil
        let leader = try await look(over: connection, readingSizes: attempt.readsSizes)
        if let limit = options.maximumCost {
            let cost = try await CostEstimator(connection: connection).costs(of: plan.queries)
                .reduce(0) { $0 + ($1 ?? 0) }
            guard cost <= limit else { throw CostLimitPassed(cost: cost, limit: limit) }
        }
        let wanted = wantedConnections
        var snapshot: String?
        if wanted > 1, attempt.exportError == nil {
            do {
                snapshot = try await connection.query("SELECT pg_export_snapshot() AS snapshot").first?["snapshot"]
            } catch let error as PostgresError where error.kind == .statement {
                throw ExportError(underlying: error)
            }
        }
        idle = [leader]
        if let snapshot {
            await join(snapshot, of: connection, count: wanted - 1, beginningWith: second)
        }
        // What is set behind the beginning is taken back with the settings of single statements.
        if idle.count > 1 { try await leader.set(Self.withoutWorkers) }
        try await leader.markBeginning()
        connectionCount = idle.count
        connectionsLeft = idle.count
    }

    /// Begins the transaction, reads what the rules need to know of the database, and plans.
    ///
    /// - Throws: `PostgresError`.
    @discardableResult
    mutating func look(
        over connection: Connection,
        readingSizes readsSizes: Bool = true
    ) async throws -> SnapshotSession {
        let leader = try await SnapshotSession(leading: connection)
        facts = try await SnapshotFacts(
            reading: connection,
            writableAmong: rules.referencedDatasets,
            in: SearchPath(defaultSchema: rules.defaultSchema),
            making: settings
        )
        // Whoever rebuilds a table keeps its size from being read: nothing that would be worth waiting for.
        let patience = facts.waitsForLocks ? ["lock_timeout": AuditOptions.milliseconds(Self.longestLock)] : [:]
        try await leader.set(["work_mem": workMemory].merging(patience) { _, limit in limit })
        catalog = try await CatalogReader(connection: connection, readsSizes: readsSizes)
            .read(rules.referencedDatasets)
        rules.datasets = try await SensitiveColumns(connection: connection)
            .spread(rules.datasets, to: Set(catalog.relations.keys))
        if options.profilesTables {
            let reader = CatalogReader(connection: connection, readsSizes: false)
            unchecked = try await reader.readAll(
                beside: rules.referencedDatasets,
                atMost: Self.mostSurroundings,
                knowing: catalog.relations
            )?.unchecked(by: rules)
        }
        if facts.waitsForLocks { try await leader.set(["lock_timeout": "0"]) }
        try await prove(over: connection)
        try await checkParentFilters(over: connection)
        await readHistories()
        prepareRequests()
        return leader
    }

    /// Opens connections that share the snapshot, but for one that is being opened already; one that cannot is done
    /// without.
    private mutating func join(
        _ snapshot: String,
        of leader: Connection,
        count: Int,
        beginningWith second: Task<Connection, any Error>?
    ) async {
        let settings = settings.merging(Self.withoutWorkers) { _, one in one }
            .merging(["search_path": facts.searchPath]) { _, path in path }
        let role = facts.role
        let attempts = (0..<count).map { number in
            Task {
                let opened = number == 0 ? try? await second?.value : nil
                let connection = if let opened { opened } else { try await Connection.open(leader.target) }
                return try await SnapshotSession(joining: snapshot, over: connection, as: role, settings: settings)
            }
        }
        let end = ContinuousClock.now + Self.longestJoin
        for attempt in attempts {
            switch await attempt.result(until: end) {
            case .success(let session): idle.append(session)
            case .failure(let error): sharingProblem = Discretion.words(for: error, in: rules.datasets)
            case nil:
                let seconds = Self.longestJoin.components.seconds
                sharingProblem = "no further connection was let in within \(seconds) seconds"
                // A pooler without a free place answers nothing until this audit has ended, not even a cancellation.
                Task { if let session = try? await attempt.value { await session.connection.close() } }
            }
        }
    }

    /// How long to wait for the other connections, which only make an audit quicker.
    private static let longestJoin: Duration = .seconds(5)

    /// How long the reading of the catalog waits for a lock.
    private static let longestLock: Duration = .seconds(2)

    /// One session a core is better than parallel workers inside one.
    private static let withoutWorkers = ["max_parallel_workers_per_gather": "0"]

    /// The settings of the audit for each of its connections.
    private var settings: [String: String] {
        var settings = [
            // Rows that a policy hides would be taken for rows that are not there: the server refuses instead.
            "row_security": "off",
            // Names of types are compared with those of rules.
            "quote_all_identifiers": "off",
            "statement_timeout": options.statementTimeout.map(AuditOptions.milliseconds) ?? "0",
            // Compiling costs more than it saves in queries of many small aggregates.
            "jit": "off",
            "work_mem": workMemory,
        ]
        settings["lock_timeout"] = options.lockTimeout.map(AuditOptions.milliseconds)
        return settings
    }

    /// The memory for one sort or hash table, as `work_mem` takes it.
    private var workMemory: String {
        options.workMemory ?? WorkMemory.size(cacheBytes: facts.cacheBytes, connections: options.jobs)
    }

    /// How many connections the plan is worth.
    var wantedConnections: Int {
        let work = plan.work
        if mayDivideLooks { return max(1, options.jobs) }
        guard work.total - work.longest >= options.leastWork else { return 1 }
        return max(1, min(options.jobs, plan.queries.count))
    }

    // MARK: - The end

    /// Ends the transactions, and the connections that the audit has opened itself.
    mutating func end(over leader: Connection) async {
        for session in idle where session.connection !== leader { await session.connection.close() }
        idle = []
        _ = try? await leader.rollback()
    }

    // MARK: - Inside

    /// The instant that counts as now, `yyyy-mm-dd hh:mm:ss` in UTC.
    var asOf: String {
        options.asOf.map { Instant.text($0, separator: " ") } ?? facts.now
    }

    func scope(of rule: Rule) -> RuleScope {
        var scope = RuleScope(
            catalog: catalog,
            datasets: rules.datasets,
            defaultSchema: rules.defaultSchema,
            filter: rule.filter,
            asOf: asOf,
            history: (try? histories[rule.id]?.get()) ?? []
        )
        scope.sampleRows = rule.sampleRows
        scope.pseudonyms = options.pseudonyms
        return scope
    }

    /// Reads the figures of earlier runs for the rules that are held against them.
    private mutating func readHistories() async {
        guard let store = options.metricHistory else { return }
        for rule in rules.rules where reasonToSkip(rule) == nil {
            guard let length = rule.kind.historyLength else { continue }
            do {
                histories[rule.id] = .success(try await store.values(ofRule: rule.id, last: length))
            } catch {
                histories[rule.id] = .failure(error)
            }
        }
    }

    func reasonToSkip(_ rule: Rule) -> String? {
        if let reason = rule.disabledReason { return "switched off: \(reason)" }
        let selection = RuleSelection(options.selection)
        return selection.includes(rule, defaultSchema: rules.defaultSchema) ? nil : "not selected"
    }
}

/// The server would not export the snapshot.
private struct ExportError: Error, CustomStringConvertible {
    var underlying: PostgresError
    var description: String { underlying.description }
}

/// What is tried when a snapshot is taken. An error ends the transaction, and with it the snapshot: what went wrong is
/// left out of the next attempt.
private struct BeginAttempt {
    var readsSizes = true
    var exportError: (any Error)?

    /// The next attempt after an error, if there is something to leave out.
    func next(after error: any Error) -> BeginAttempt? {
        var next = self
        if error is ExportError, exportError == nil {
            next.exportError = error
            return next
        }
        // Somebody rebuilds a table and nobody may look at its file: the rules that need it will say so.
        if let state = (error as? PostgresError)?.sqlState, [.lockNotAvailable, .queryCanceled].contains(state),
            readsSizes
        {
            next.readsSizes = false
            return next
        }
        return nil
    }
}
