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
        help: ArgumentHelp(
            "Which results fail the gate: failures of critical rules, of rules of severity error too, warnings too, none.",
            valueName: "severity"
        )
    )
    var failOn = GateThreshold.error

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp(
            "The instant that counts as now for freshness and waivers, in UTC; without it, the server's clock.",
            valueName: "instant"
        )
    )
    var asOf: String?

    @OptionGroup var selection: SelectionOptions

    @OptionGroup var measuring: MeasuringOptions
    @OptionGroup var debt: DebtOptions
    @OptionGroup var privacy: PrivacyOptions

    func validate() throws {
        _ = try instant()
    }

    /// The options for the engine.
    func options() throws -> AuditOptions {
        var options = AuditOptions(
            tool: Program.tool,
            failOn: failOn,
            asOf: try instant(),
            selection: selection.words
        )
        try measuring.prepareFailuresFolder()
        measuring.apply(to: &options)
        options.baseline = try debt.readBaseline()
        try privacy.apply(to: &options)
        return options
    }

    private func instant() throws -> Date? { try asOf.map { try Self.instant($0) } }

    /// An instant as the command line takes it.
    static func instant(_ asOf: String) throws -> Date {
        // Foundation lets anything follow an instant and counts the 30th of February as a day in March.
        let numbers = asOf.split { !$0.isNumber }.prefix(6).map { Int($0) }
        if asOf.wholeMatch(of: /\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(Z|[+-]\d\d:?\d\d))?/) != nil,
            Self.isOnCalendar(numbers)
        {
            let strategy: Date.ISO8601FormatStyle = asOf.contains("T") ? .iso8601 : .iso8601.year().month().day()
            if let date = try? Date(asOf, strategy: strategy) { return date }
        }
        throw ValidationError("--as-of takes an instant such as 2018-12-01 or 2018-12-01T00:00:00Z, not '\(asOf)'")
    }
}

extension GateOptions {
    /// Whether a year, month and day, with an hour, minute and second or without, are ones that there are.
    private static func isOnCalendar(_ numbers: [Int?]) -> Bool {
        var components = DateComponents(calendar: Calendar(identifier: .gregorian), timeZone: .gmt)
        (components.year, components.month, components.day) = (numbers[0], numbers[1], numbers[2])
        if numbers.count == 6 {
            (components.hour, components.minute, components.second) = (numbers[3], numbers[4], numbers[5])
        }
        return components.isValidDate
    }
}

extension GateThreshold: ExpressibleByArgument {}

/// `plumb audit`: measures rules, writes reports, ends with the code of the gate.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Measures a database against declared rules, writes reports and judges.",
        discussion: """
            Reads only, inside one snapshot. Reports go to reports/audit.json and reports/audit.md, what to extract first to reports/audit.backlog.csv. Exit codes: 0 the gate \
            passed, 1 it failed, 2 a rule file is wrong (nothing was measured), 3 a rule could not be measured or a report \
            not be written, 130 interrupted (the report holds what was measured).
            """
    )

    @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
    var paths: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var rules: RuleOptions
    @OptionGroup var gate: GateOptions
    @OptionGroup var reports: ReportOptions
    @OptionGroup var notices: NotifyOptions

    func run() async throws {
        let set = try rules.load(paths)
        try gate.selection.check(against: set)
        let options = try gate.options()
        let report = try await database.withConnection { connection in
            try await Self.measure(set, over: connection, options, gate.debt, reports)
        }
        throw try await Self.finish(report, reports, notices)
    }

    /// Measures a rule set, showing progress on a terminal, and keeps the run.
    static func measure(
        _ rules: RuleSet,
        over connection: Connection,
        _ options: AuditOptions,
        _ debt: DebtOptions,
        _ reports: ReportOptions
    ) async throws -> AuditReport {
        let line = ProgressLine()
        defer { line.clear() }
        do {
            let keeper = await RunKeeper(debt, for: rules, over: connection, folder: reports.folder)
            var options = options
            options.metricHistory = keeper
            let report = try await Auditor(connection: connection, options: options)
                .run(rules, startedAt: .now) { line.show("\($0.done)/\($0.total) \($0.title)", in: "measuring") }
            line.clear()
            DebtOptions.warn(about: report.audit.baseline)
            return await keeper?.keep(report) ?? report
        } catch let error as PostgresError where error.kind == .cancelled {
            // Behind a load, the data have changed: only of the audit can it be said that there is nothing.
            throw Failure("interrupted before anything was measured", code: 130)
        }
    }

    /// Writes the reports and the table, tells whom it concerns, and returns the end of the command.
    static func finish(
        _ report: AuditReport,
        _ reports: ReportOptions,
        _ notices: NotifyOptions
    ) async throws -> Ending {
        if !reports.isPiped {
            var table = Data()
            try TerminalReporter(width: Console.width, usesColour: Console.usesColour).write(report, to: &table)
            Console.result(table)
        }
        let files = try reports.write(report)
        await notices.tell(about: report, files: files)
        if !files.isEmpty { Console.result("Reports: \(files.joined(separator: ", "))") }
        return Ending(code: Int32(report.gate.exitCode), reason: report.gate.reason)
    }
}
