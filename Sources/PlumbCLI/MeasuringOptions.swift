import ArgumentParser
import Audit
import Foundation

/// How an audit uses the server: connections, limits, proofs.
struct MeasuringOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The most connections that measure at once, all in one snapshot; without it, one per core, at most 4.",
            valueName: "number"
        )
    )
    var jobs: Int?

    @Option(
        name: .customLong("statement-timeout"),
        help: ArgumentHelp(
            "How many seconds one query may take; without it, as long as it needs.",
            valueName: "seconds"
        )
    )
    var statementTimeout: Int?

    @Option(
        name: .customLong("lock-timeout"),
        help: ArgumentHelp(
            "How many seconds a query may wait for a table that is locked; without it, as the server has it.",
            valueName: "seconds"
        )
    )
    var lockTimeout: Int?

    @Option(
        name: .customLong("work-mem"),
        help: ArgumentHelp(
            "The memory of the server for one sort or hash table, such as 256MB.",
            discussion: """
                Without it all connections together take no more than the server's shared_buffers, but 64MB for each sort at \
                least.
                """,
            valueName: "size"
        )
    )
    var workMemory: String?

    @Option(
        name: .customLong("max-cost"),
        help: ArgumentHelp(
            "Do not begin when the server expects all queries together to cost more than this (see 'plumb plan').",
            valueName: "cost"
        )
    )
    var maximumCost: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write all rows that break a rule to RULE.csv in this folder; sensitive columns are withheld.",
            valueName: "folder"
        )
    )
    var failures: String?

    @Flag(name: .customLong("no-proofs"), help: "Read the rows even where a constraint makes sure that a rule holds.")
    var noProofs = false

    @Flag(
        name: .customLong("no-profile"),
        help: "Leave the descriptions of the tables out, which read columns that no rule looks at."
    )
    var noProfile = false

    func validate() throws {
        for (name, value) in [("--statement-timeout", statementTimeout), ("--lock-timeout", lockTimeout)] {
            if let value, !Self.timeouts.contains(value) {
                throw ValidationError("\(name) takes a number of seconds from 1 to \(Self.timeouts.upperBound)")
            }
        }
        if let jobs, !Self.connections.contains(jobs) {
            throw ValidationError("--jobs takes a number from 1 to \(Self.connections.upperBound)")
        }
        if let maximumCost, !(maximumCost > 0 && maximumCost < 1e15) {
            throw ValidationError("--max-cost takes a number above 0, as the server's EXPLAIN counts")
        }
        if let workMemory, workMemory.wholeMatch(of: /[1-9]\d{0,9}(kB|MB|GB)/) == nil {
            throw ValidationError("--work-mem takes a size such as 64MB, 1GB or 512kB, not '\(workMemory)'")
        }
    }

    /// What PostgreSQL can count in milliseconds.
    private static let timeouts = 1...2_147_483
    private static let connections = 1...64

    /// Makes the folder for the rows that break rules, before any work is done.
    ///
    /// - Throws: ``Failure`` with code 3 when nothing can be written there.
    func prepareFailuresFolder() throws {
        guard let failures else { return }
        let probe = (failures as NSString).appendingPathComponent(".plumb-\(UUID().uuidString)")
        do {
            try FileManager.default.createDirectory(atPath: failures, withIntermediateDirectories: true)
            try Data().write(to: URL(fileURLWithPath: probe))
            try FileManager.default.removeItem(atPath: probe)
        } catch {
            throw Failure("cannot write to the folder '\(failures)': \(Failure.reason(of: error))", code: 3)
        }
    }

    /// Changes the options for the engine.
    func apply(to options: inout AuditOptions) {
        options.profilesTables = !noProfile
        options.proves = !noProofs
        options.statementTimeout = statementTimeout.map { .seconds($0) }
        options.lockTimeout = lockTimeout.map { .seconds($0) }
        options.workMemory = workMemory
        options.maximumCost = maximumCost
        options.failuresFolder = failures
        if let jobs { options.jobs = jobs }
    }
}
