import ArgumentParser
import Audit
import AuditModel
import Foundation
import RuleFiles

/// `plumb rules`: looks at rule files.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Checks and lists rule files.",
        subcommands: [Check.self, List.self]
    )

    /// `plumb rules check`.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists every problem of rule files, and with a database of the tables and columns they name.",
            discussion: """
                Needs no database unless one is given by --database or asked for by --against-database. Exit codes: 0 all in \
                order, 2 there are problems, 3 the database could not be asked.
                """
        )

        @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
        var paths: [String] = []

        @OptionGroup var database: DatabaseOptions
        @OptionGroup var rules: RuleOptions

        @Flag(
            name: .customLong("against-database"),
            help: "Check also against the database that is used without --database."
        )
        var againstDatabase = false

        func run() async throws {
            let reading = try rules.read(paths)
            var problems = reading.problems
            if let set = reading.ruleSet, database.database != nil || againstDatabase {
                problems += try await database.withConnection { connection in
                    try await Auditor(connection: connection, options: AuditOptions(tool: Program.tool)).check(set)
                }
            }
            let errors = problems.count { $0.level == .error }
            guard errors == 0, let set = reading.ruleSet else { throw Failure(problems: problems) }
            for warning in problems { Console.problem(warning.description) }
            let warnings = problems.isEmpty ? "" : ", \(Wording.count(problems.count, "warning"))"
            let what = "\(Wording.count(set.rules.count, "rule")) in \(Wording.count(set.files.count, "file"))"
            Console.result("\(what): no errors\(warnings)")
        }
    }

    /// `plumb rules list`.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the rules with severity and title.")

        @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
        var paths: [String] = []

        @OptionGroup var rules: RuleOptions

        func run() async throws {
            let set = try rules.load(paths)
            let width = set.rules.map(\.id.count).max() ?? 0
            for rule in set.rules {
                let id = rule.id.padding(toLength: width, withPad: " ", startingAt: 0)
                let severity = rule.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
                Console.result("\(id)  \(severity)  \(rule.title)")
            }
        }
    }
}
