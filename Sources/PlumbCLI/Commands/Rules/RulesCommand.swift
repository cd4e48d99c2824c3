import ArgumentParser
import Audit
import AuditModel
import Foundation
import RuleFiles

/// `plumb rules`: looks at rule files.
struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules",
        abstract: "Checks, lists and explains rules, and describes their files.",
        subcommands: [RulesCheck.self, RulesList.self, RulesExplain.self, RulesSchema.self]
    )
}

/// `plumb rules list`.
struct RulesList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the rules with severity and title."
    )

    @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
    var paths: [String] = []

    @OptionGroup var rules: RuleOptions
    @OptionGroup var selection: SelectionOptions

    func run() async throws {
        let chosen = try selection.rules(of: rules.load(paths))
        let width = chosen.map(\.id.count).max() ?? 0
        for rule in chosen {
            let id = rule.id.padding(toLength: width, withPad: " ", startingAt: 0)
            let severity = rule.severity.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)
            Console.result("\(id)  \(severity)  \(rule.title)")
        }
    }
}

/// `plumb rules schema`.
struct RulesSchema: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of rule files, for completion and checks in editors."
    )

    func run() async throws {
        Console.result(try RuleFileSchema.json())
    }
}
