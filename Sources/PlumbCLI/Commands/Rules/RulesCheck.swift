import ArgumentParser
import Audit
import AuditModel
import Foundation
import Reporting
import RuleFiles

/// `plumb rules check`.
struct RulesCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Lists every problem of rule files, and with a database of what they say about it.",
        discussion: """
            Needs no database unless one is given by --database or asked for by --against-database; then also missing tables \
            and columns, types that do not fit, SQL that does not parse, rules that cannot fail or have nothing to look at, \
            and what no rule looks at are told. Exit codes: 0 all in order, 2 there are problems, 3 the database could not \
            be asked.
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

    @Flag(name: .long, help: "Take every warning for an error.")
    var strict = false

    @Option(name: .long, help: "How problems are written: text on standard error, json or github on standard output.")
    var format = ProblemFormat.text

    func run() async throws {
        let reading = try rules.read(paths)
        var problems = reading.problems
        if let set = reading.ruleSet, database.database != nil || againstDatabase {
            problems += try await database.withConnection { connection in
                try await Auditor(connection: connection, options: AuditOptions(tool: Program.tool)).check(set)
            }
        }
        if strict { problems = problems.map { RuleProblem(.error, at: $0.location, $0.message) } }
        if format != .text { Console.result(Data(try format.text(of: problems).utf8)) }
        let hasErrors = problems.contains { $0.level == .error }
        guard !hasErrors, let set = reading.ruleSet else {
            var failure = Failure(problems: problems)
            if format != .text { failure.details = [] }
            throw failure
        }
        guard format == .text else { return }
        for warning in problems { Console.problem(warning.description.onOneLine) }
        let warnings = problems.isEmpty ? "" : ", \(Wording.count(problems.count, "warning"))"
        let what = "\(Wording.count(set.rules.count, "rule")) in \(Wording.count(set.files.count, "file"))"
        Console.result("\(what): no errors\(warnings)")
    }
}

/// How problems of rule files are written.
enum ProblemFormat: String, CaseIterable, ExpressibleByArgument {
    case text, json, github

    private struct Entry: Encodable {
        var level: String
        var file: String
        var line: Int
        var column: Int
        var message: String
    }

    /// The problems in this format.
    func text(of problems: [RuleProblem]) throws -> String {
        switch self {
        case .text: return problems.map { $0.description + "\n" }.joined()
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let entries = problems.map {
                Entry(
                    level: $0.level.rawValue,
                    file: $0.location.file,
                    line: $0.location.line,
                    column: $0.location.column,
                    message: $0.message
                )
            }
            return String(decoding: try encoder.encode(entries), as: UTF8.self) + "\n"
        case .github: return problems.map { Self.command(for: $0) + "\n" }.joined()
        }
    }

    /// A workflow command: GitHub shows it beside the line of the file.
    private static func command(for problem: RuleProblem) -> String {
        let place = problem.location
        return
            "::\(problem.level.rawValue) file=\(escaped(place.file, property: true)),line=\(place.line),col=\(place.column)::"
            + escaped(problem.message, property: false)
    }

    private static func escaped(_ text: String, property: Bool) -> String {
        let data = text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
        return property ? data.replacing(":", with: "%3A").replacing(",", with: "%2C") : data
    }
}
