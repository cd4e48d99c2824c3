import AuditModel
import Postgres

/// Something that an audit does over one of its connections, while others are at work.
struct Job: Sendable {
    /// What it is for.
    enum Purpose: Sendable {
        /// Reads the figures of those that a query serves.
        case measure(PlannedQuery)
        /// Finds out whether the rows of a scan that took too long can be read at all in time.
        case bareScan(of: PlannedQuery)
        /// Reads the figures of groups of rows.
        case segments(SegmentQuery)
        /// Measures a rule, by its index, that takes several statements.
        case steps(Int)
        /// Looks closer at a rule.
        case look(Int)
        /// Looks closer at a part of what a rule has measured, by the part's number.
        case lookPart(Int, Int, of: Int)
        /// Reads rows that break rules.
        case examples(ExamplePlan.Reading)
        /// Writes all rows that break a rule, by its index, to a file.
        case failures(Int)
        /// Reads the ledger of loads.
        case loads
        /// Tells apart what breaks a rule.
        case digest(KeySetName)
        /// Compares what breaks rules, by their indices, in a statement with a number.
        case comparison(Int, [Int])
    }

    /// What it has found.
    enum Output: Sendable {
        case nothing
        case readings(Rows, milliseconds: Int)
        case steps(Readings, CloserLook?, milliseconds: Int)
        case look(CloserLook?)
        case part(any Sendable)
        case examples([Samples?])
        case written(rows: Int, file: String)
        case loads([LoadReconciliation])
        case row(Rows.Row?)
    }

    let purpose: Purpose
    let title: String
    let run: @Sendable (SnapshotSession) async throws -> Output

    init(
        _ purpose: Purpose,
        title: String,
        run: @escaping @Sendable (SnapshotSession) async throws -> Output
    ) {
        self.purpose = purpose
        self.title = title
        self.run = run
    }

    /// Whether it counts as one of the queries that progress tells of.
    var isMeasuring: Bool {
        switch purpose {
        case .measure, .segments, .steps: true
        case .bareScan, .look, .lookPart, .examples, .failures, .loads, .digest, .comparison: false
        }
    }

    /// Into how many jobs of which this is one its work is divided.
    var partCount: Int {
        if case .lookPart(_, _, let count) = purpose { count } else { 1 }
    }

    /// The rules that it is done for, by their indices.
    var rules: [Int] {
        switch purpose {
        case .measure(let query), .bareScan(let query): query.rules
        case .segments(let query): query.shares.map(\.rule)
        case .steps(let index), .look(let index), .lookPart(let index, _, _), .failures(let index): [index]
        case .examples(let reading): reading.wanted.map(\.rule)
        case .loads: []
        case .digest(let name): [name.rule]
        case .comparison(_, let rules): rules
        }
    }

    /// Does it, and makes the connection ready for the next.
    func perform(over session: SnapshotSession, within limit: TimeLimit?) async -> FinishedJob {
        let start = ContinuousClock.now
        func finished(_ result: Result<Output, any Error>, _ condition: SnapshotSession.Condition) -> FinishedJob {
            let time = ContinuousClock.now - start
            return FinishedJob(job: self, session: session, result: result, condition: condition, time: time)
        }
        do {
            var limited = session
            limited.limit = limit
            let output = try await run(limited)
            if limit != nil { try await session.returnToBeginning() }
            return finished(.success(output), .usable)
        } catch {
            let explained = limit?.explained(error) ?? error
            return finished(.failure(explained), await session.recover(from: error))
        }
    }
}

/// A job and how it ended.
struct FinishedJob: Sendable {
    let job: Job
    let session: SnapshotSession
    let result: Result<Job.Output, any Error>
    /// What is left of the connection.
    let condition: SnapshotSession.Condition
    /// How long it took.
    let time: Duration

    /// Whether it did what it is for.
    var succeeded: Bool { (try? result.get()) != nil }
}
