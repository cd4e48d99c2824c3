import ArgumentParser
import Audit
import AuditModel
import Foundation
import Postgres

/// What an audit is held against beside its limits, and where its run is kept.
struct DebtOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The figures that rules with a ratchet must not be worse than; 'plumb baseline' writes them.",
            valueName: "file"
        )
    )
    var baseline: String?

    @Flag(name: .customLong("no-history"), help: "Keep nothing of this run, and compare it with none.")
    var noHistory = false

    @Option(
        name: .customLong("history-database"),
        help: ArgumentHelp(
            "Keep runs in this database, in a schema 'plumb' that is made there if need be.",
            discussion: """
                Without it, runs are kept in the audited database if a load has made the schema 'plumb' there, else as files.
                """,
            valueName: "url"
        )
    )
    var historyDatabase: String?

    @Option(
        name: .customLong("history-folder"),
        help: ArgumentHelp(
            "The folder for runs that are kept as files; without it, 'history' in the folder of the reports.",
            valueName: "folder"
        )
    )
    var historyFolder: String?

    func validate() throws {
        if noHistory, historyDatabase != nil || historyFolder != nil {
            throw ValidationError("--no-history keeps nothing; leave --history-database and --history-folder out")
        }
        do {
            _ = try historyDatabase.map { try DatabaseAccess.historyTarget($0) }
        } catch let failure as Failure {
            throw ValidationError(failure.reason)
        }
    }

    /// The database that runs are kept in, where one is given.
    var historyTarget: ConnectionTarget? { historyDatabase.flatMap { try? DatabaseAccess.historyTarget($0) } }

    /// Reads the baseline, if there is one.
    ///
    /// - Throws: ``Failure`` with code 2 when the file is no baseline.
    func readBaseline() throws -> Baseline? { try baseline.map { try Self.readBaseline($0) } }

    /// Reads a baseline file.
    static func readBaseline(_ file: String) throws -> Baseline {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw Failure("cannot read the baseline '\(file)': \(Failure.reason(of: error))", code: 2)
        }
        do {
            return try Baseline(json: data)
        } catch {
            let reason = error is DecodingError ? ReportCommand.reason(error) : "\(error)"
            throw Failure("'\(file)' is not a baseline of plumb: \(reason)", code: 2)
        }
    }

    /// Says what the baseline and the rules do not share.
    static func warn(about standing: BaselineStanding?) {
        guard let standing else { return }
        let remarks = [
            (standing.stale, "has figures for rules that there are no more"),
            (standing.missing, "lacks figures for rules with a ratchet"),
            (standing.changed, "has figures of rules that ask something else now"),
        ]
        for (rules, remark) in remarks where !rules.isEmpty {
            Console.problem(
                "plumb: the baseline \(remark): \(Failure.list(rules)); write it anew with 'plumb baseline'"
            )
        }
    }
}

extension Failure {
    /// The first of some names, and how many more there are.
    static func list(_ names: [String]) -> String {
        let shown = names.prefix(10).joined(separator: ", ")
        return names.count > 10 ? "\(shown) and \(names.count - 10) more" : shown
    }
}
