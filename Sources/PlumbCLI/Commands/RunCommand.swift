import ArgumentParser
import AuditModel
import Foundation

/// `plumb run`: load, audit, report and gate in one command.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Loads, audits, reports and judges: 'load' and 'audit' in one command.",
        discussion: """
            Reports go to reports/audit.json and reports/audit.md, what to extract first to reports/audit.backlog.csv. Exit codes: 0 the gate passed, 1 it failed or too many \
            records were rejected, 2 no such data or a rule file is wrong, 3 the work could not be completed, 130 interrupted.
            """
    )

    @OptionGroup var source: SourceOptions

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp("A rule file or folder; repeatable. Without any, the folder 'rules'.", valueName: "path")
    )
    var paths: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var rules: RuleOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var notices: NotifyOptions

    /// The schema of the star tables.
    private var schema: String { rules.schema ?? "public" }

    func run() async throws {
        let set = try rules.load(paths)
        try gate.selection.check(against: set)
        try source.check(for: schema)
        let options = try gate.options()
        let report = try await database.withConnection { connection in
            let summary = try await source.load(into: schema, over: connection)
            if !reports.isPiped { Console.result(LoadText(summary: summary).text + "\n") }
            return try await AuditCommand.measure(set, over: connection, options, gate.debt, reports)
        }
        throw try await AuditCommand.finish(report, reports, notices)
    }
}
