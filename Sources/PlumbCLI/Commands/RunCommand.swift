import ArgumentParser
import AuditModel
import Foundation

/// `plumb run`: load, audit, report and gate in one command.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Loads, audits, reports and judges: 'load' and 'audit' in one command."
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

    func run() async throws {
        let set = try rules.load(paths)
        let report = try await database.withConnection { connection in
            let summary = try await source.load(into: rules.schema ?? "public", over: connection)
            if !reports.isPiped { Console.result(LoadText(summary: summary).text + "\n") }
            return try await AuditCommand.measure(set, over: connection, gate)
        }
        throw try AuditCommand.finish(report, reports)
    }
}
