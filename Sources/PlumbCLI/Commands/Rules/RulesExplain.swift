import ArgumentParser
import Audit
import AuditModel
import Foundation

/// `plumb rules explain`.
struct RulesExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Says in plain words what a rule asserts, how it is judged and for whom, with its SQL.",
        discussion: "With --database the SQL is that for the tables as they are; without one it is the general one."
    )

    @Argument(help: ArgumentHelp("The rule's id, or another word that 'list --select' takes.", valueName: "id"))
    var id: String

    @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
    var paths: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var rules: RuleOptions

    func run() async throws {
        let set = try rules.load(paths)
        if let problem = RuleSelection([id]).problem(in: set) { throw ValidationError(problem) }
        var catalog = Catalog()
        if database.database != nil {
            catalog = try await database.withConnection { connection in
                try await Auditor(connection: connection, options: AuditOptions(tool: Program.tool)).catalog(of: set)
            }
        }
        let chosen = set.rules.filter { RuleSelection([id]).includes($0, defaultSchema: set.defaultSchema) }
        let texts = chosen.map { Self.text(of: RuleExplanation(of: $0, in: set, catalog: catalog)) }
        Console.result(texts.joined(separator: "\n\n"))
    }

    /// One part a line; a text of several lines is indented below its heading.
    private static func text(of explanation: RuleExplanation) -> String {
        explanation.parts.map { heading, text in
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            if lines.count == 1, heading != "SQL" { return "\(heading): \(text)" }
            return "\(heading):\n" + lines.map { "    \($0)" }.joined(separator: "\n")
        }.joined(separator: "\n")
    }
}
