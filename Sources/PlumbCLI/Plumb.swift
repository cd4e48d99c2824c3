import ArgumentParser
import AuditModel

/// The root command.
struct Plumb: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plumb",
        abstract: "Loads Sparkify data into PostgreSQL and audits any PostgreSQL database against declared rules.",
        discussion: """
            Without --database, DATABASE_URL or a PG* variable, plumb runs a private PostgreSQL server of its own \
            (see 'plumb db'). Exit codes: 0 passed, 1 the gate failed, 2 a rule or report file is wrong or there is \
            no data, 3 the work could not be done, 64 wrong usage, 130 interrupted.
            """,
        version: Program.tool.version,
        subcommands: [
            RunCommand.self, LoadCommand.self, AuditCommand.self, PlanCommand.self, RulesCommand.self,
            ReportCommand.self,
            JudgeCommand.self, DiffCommand.self, VerifyCommand.self, BaselineCommand.self, HistoryCommand.self,
            GenerateCommand.self, DatabaseCommand.self,
        ]
    )
}
