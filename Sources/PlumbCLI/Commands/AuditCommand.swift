public import ArgumentParser
import Audit
public import AuditModel
import Foundation
import Postgres
import Reporting

/// How an audit is measured and judged: the options that `audit` and `run` share.
struct GateOptions: ParsableArguments {
    @Option(
        name: .customLong("fail-on"),
        help: "Where the gate draws its line: critical, error, warn or never."
    )
    var failOn = GateThreshold.error

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The instant that counts as now for freshness and waivers, ISO 8601 in UTC.",
            valueName: "instant"
        )
    )
    var asOf: String?

    @Option(
        name: .long,
        help: ArgumentHelp("Only rules with this id, tag, dimension, policy or dataset; repeatable.", valueName: "word")
    )
    var select: [String] = []

    @Option(
        name: .customLong("statement-timeout"),
        help: ArgumentHelp("How many seconds one query may take.", valueName: "seconds")
    )
    var statementTimeout: Int?

    @Flag(name: .customLong("no-profile"), help: "Leave the table profiles out, which read each table once more.")
    var noProfile = false

    func validate() throws {
        _ = try instant()
        if let statementTimeout, statementTimeout < 1 {
            throw ValidationError("--statement-timeout takes a number of seconds above 0")
        }
    }

    /// The options for the engine.
    func options() throws -> AuditOptions {
        AuditOptions(
            tool: Program.tool,
            failOn: failOn,
            asOf: try instant(),
            selection: select,
            profilesTables: !noProfile,
            statementTimeout: statementTimeout.map { .seconds($0) }
        )
    }

    private func instant() throws -> Date? {
        guard let asOf else { return nil }
        let strategies: [Date.ISO8601FormatStyle] = [
            .iso8601, .iso8601.year().month().day().timeZone(separator: .omitted), .iso8601.year().month().day(),
        ]
        for strategy in strategies {
            if let date = try? Date(asOf, strategy: strategy) { return date }
        }
        throw ValidationError("--as-of takes an instant such as 2018-12-01 or 2018-12-01T00:00:00Z, not '\(asOf)'")
    }
}

extension GateThreshold: ExpressibleByArgument {}

/// `plumb audit`: measures rules, writes reports, ends with the code of the gate.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Measures a database against declared rules, writes reports and judges.",
        discussion: "Reads only, inside one snapshot. Reports go to reports/audit.json and reports/audit.md."
    )

    @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
    var paths: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var rules: RuleOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var reports: ReportOptions

    func run() async throws {
        let set = try rules.load(paths)
        let report = try await database.withConnection { connection in
            try await Self.measure(set, over: connection, gate)
        }
        throw try Self.finish(report, reports)
    }

    /// Measures a rule set, showing progress on a terminal.
    static func measure(_ rules: RuleSet, over connection: Connection, _ gate: GateOptions) async throws -> AuditReport
    {
        try Selection.check(gate.select, against: rules)
        let line = ProgressLine()
        defer { line.clear() }
        return try await Auditor(connection: connection, options: gate.options())
            .run(rules, startedAt: .now) { line.show("\($0.done)/\($0.total) \($0.title)") }
    }

    /// Writes the reports and the table, and returns the end of the command.
    static func finish(_ report: AuditReport, _ reports: ReportOptions) throws -> Ending {
        if !reports.isPiped {
            var table = Data()
            try TerminalReporter(width: Console.width, usesColour: Console.usesColour).write(report, to: &table)
            Console.result(table)
        }
        let files = try reports.write(report)
        if !files.isEmpty { Console.result("Reports: \(files.joined(separator: ", "))") }
        return Ending(code: Int32(report.gate.exitCode), reason: report.gate.reason)
    }
}

/// The words of `--select`.
enum Selection {
    /// Refuses words that name no rule, which would measure less than was asked for.
    static func check(_ words: [String], against rules: RuleSet) throws {
        for word in words
        where !rules.rules.contains(where: { $0.isSelected(by: word, defaultSchema: rules.defaultSchema) }) {
            let known = rules.rules.map(\.id) + rules.policies.map(\.id) + Dimension.allCases.map(\.rawValue)
            throw ValidationError(
                "--select \(word) names no rule, tag, dimension, policy or dataset"
                    + Suggestion.phrase(for: word, among: known)
            )
        }
    }
}
