import Audit
import AuditModel
import Foundation
import Postgres

/// Knows the runs before an audit and keeps the new one. What goes wrong with history is said and never fails an audit.
///
/// The runs before are read while the server is at work, unless rules are held against them.
struct RunKeeper: MetricHistory {
    private let files: FileRunStore
    private let reading: Reading
    private let earlier: Task<EarlierRuns, any Error>
    /// The runs before, where rules are held against them.
    private let known: EarlierRuns?

    /// Finds where runs are kept and begins to read the latest; `nil` when nothing is to be kept.
    ///
    /// - Parameters:
    ///   - connection: the audited database, outside of a transaction.
    ///   - folder: the folder of the reports.
    init?(_ options: DebtOptions, for rules: RuleSet, over connection: Connection, folder: String) async {
        guard !options.noHistory else { return nil }
        let files = FileRunStore(folder: options.historyFolder ?? "\(folder)/history") {
            Console.problem("plumb: \($0)")
        }
        self.files = files
        let audited = try? await connection.query(
            """
            SELECT current_database() AS name, EXISTS (
                SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'plumb' AND c.relname = 'loads') AS loaded
            """
        ).first
        let subject = RunSubject(audit: rules.name, database: audited?["name"] ?? "", schema: rules.defaultSchema)
        let count = max(RunHistory.longestTrend, rules.rules.compactMap(\.kind.historyLength).max() ?? 0)
        var chosen: any RunStore = files
        if let target = options.historyTarget {
            chosen = DatabaseRunStore(target: target)
        } else if options.historyFolder == nil, audited?["loaded"] == "t" {
            chosen = DatabaseRunStore(target: connection.target)
        }
        let store = chosen
        reading = Reading(store: store, files: files, subject: subject, count: count)
        earlier = Task { [reading] in try await reading.runs() }
        let isNeeded = rules.rules.contains { $0.kind.historyLength != nil }
        // Once the audit has begun, a pooler with a single place lets nobody else in.
        known = isNeeded ? await reading.runs(after: earlier) : nil
    }

    /// The values that the latest runs measured for a rule, newest first.
    func values(ofRule id: String, last count: Int) async -> [ExactDecimal] {
        PastRuns(known?.runs ?? []).values(ofRule: id, last: count)
    }

    /// Keeps a run and returns its report with history and changes. An interrupted run is not kept: its missing verdicts
    /// would look like changes.
    func keep(_ report: AuditReport) async -> AuditReport {
        guard !report.run.incomplete else { return report }
        let before = if let known { known } else { await reading.runs(after: earlier) }
        let (store, past) = (before.store, before.runs)
        let now = Int(Date.now.timeIntervalSince1970 * 1_000_000)
        let record = RunRecord(of: report, sequence: max(now, (past.first?.sequence ?? 0) + 1)).dated(after: past)
        var name = store.name
        do {
            do {
                try await store.keep(record)
            } catch  where store.name != files.name && !Failure.isInterruption(error) {
                files.sayFallBack(because: error)
                name = files.name
                try files.keep(record)
            }
        } catch {
            Console.problem("plumb: the run could not be kept: \(Failure.reason(of: error))")
        }
        var report = report
        report.run.history = RunHistory(of: record, after: past, keptIn: name)
        report.run.changes = RunComparison(with: past).changes(to: record)
        return report
    }
}

/// The runs before an audit, newest first, and where the next is kept.
private struct EarlierRuns: Sendable {
    var store: any RunStore
    var runs: [RunRecord]
}

/// How the runs before an audit are read.
private struct Reading: Sendable {
    var store: any RunStore
    var files: FileRunStore
    var subject: RunSubject
    var count: Int

    func runs() async throws -> EarlierRuns {
        EarlierRuns(store: store, runs: try await store.runs(of: subject, last: count))
    }

    /// What an attempt has read, or another where a pooler let the first one in no sooner than it lost its patience, or
    /// what the files hold.
    func runs(after attempt: Task<EarlierRuns, any Error>) async -> EarlierRuns {
        do {
            do {
                return try await attempt.value
            } catch let error as PostgresError where error.kind == .connection {
                return try await runs()
            }
        } catch {
            files.sayFallBack(because: error)
            return EarlierRuns(store: files, runs: files.runs(of: subject, last: count))
        }
    }
}

extension FileRunStore {
    fileprivate func sayFallBack(because error: any Error) {
        Console.problem("plumb: runs are kept in \(folder), since the database does not take them: \(error)")
    }
}
