import Audit
import AuditModel
import Foundation
import Postgres

/// Knows the runs before an audit and keeps the new one. What goes wrong with history is said and never fails an audit.
struct RunKeeper {
    private let store: any RunStore
    private let files: FileRunStore
    private let past: [RunRecord]

    /// The values that earlier runs measured.
    var values: PastRuns { PastRuns(past) }

    /// Finds where runs are kept and reads the latest; `nil` when nothing is to be kept.
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
        var store: any RunStore = files
        if let target = options.historyTarget {
            store = DatabaseRunStore(target: target)
        } else if options.historyFolder == nil, audited?["loaded"] == "t" {
            store = DatabaseRunStore(target: connection.target)
        }
        do {
            past = try await store.runs(of: subject, last: count)
        } catch {
            Self.sayFallBack(to: files, because: error)
            store = files
            past = files.runs(of: subject, last: count)
        }
        self.store = store
    }

    /// Keeps a run and returns its report with history and changes. An interrupted run is not kept: its missing verdicts
    /// would look like changes.
    func keep(_ report: AuditReport) async -> AuditReport {
        guard !report.run.incomplete else { return report }
        let now = Int(Date.now.timeIntervalSince1970 * 1_000_000)
        let record = RunRecord(of: report, sequence: max(now, (past.first?.sequence ?? 0) + 1)).dated(after: past)
        var name = store.name
        do {
            do {
                try await store.keep(record)
            } catch  where store.name != files.name && !Failure.isInterruption(error) {
                Self.sayFallBack(to: files, because: error)
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

    private static func sayFallBack(to files: FileRunStore, because error: any Error) {
        Console.problem("plumb: runs are kept in \(files.folder), since the database does not take them: \(error)")
    }
}
