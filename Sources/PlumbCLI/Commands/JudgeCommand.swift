import ArgumentParser
import Audit
import AuditModel
import Foundation
import Reporting
import RuleFiles

/// `plumb gate`: judges a stored report again.
struct JudgeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Judges a stored report again, by other limits, waivers, baseline or day; needs no database.",
        discussion: """
            With --rules, the limits, severities, ratchets and waivers of those files count in place of the report's. What \
            was measured stays. Exit codes are those of 'plumb audit': 0 the gate passes, 1 it fails, 2 a file is wrong, \
            3 the report has rules without a verdict.
            """
    )

    @Argument(help: ArgumentHelp("The JSON report of an audit.", valueName: "file"))
    var file: String

    @Option(
        name: .customLong("fail-on"),
        help: ArgumentHelp("Which results fail the gate; without it, those of the report.", valueName: "severity")
    )
    var failOn: GateThreshold?

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp("A rule file or folder whose limits and waivers count; repeatable.", valueName: "path")
    )
    var paths: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp("A file with 'waivers:', which count in place of all others.", valueName: "file")
    )
    var waivers: String?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The baseline of the ratchets; without it, the figures that the report was held to.",
            valueName: "file"
        )
    )
    var baseline: String?

    @Option(
        name: .customLong("as-of"),
        help: ArgumentHelp("The instant that counts as now; without it, that of the report.", valueName: "instant")
    )
    var asOf: String?

    @OptionGroup var rules: RuleOptions

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Write the report as it is judged now to this folder; '-' for standard output.",
            valueName: "folder"
        )
    )
    var output: String?

    @Option(name: .long, help: ArgumentHelp("The formats to write with --output.", valueName: "names"))
    var format: [String] = []

    func validate() throws {
        _ = try asOf.map { try GateOptions.instant($0) }
    }

    func run() async throws {
        let report = try ReportCommand.read(file).judged(again: terms())
        let reports = try output.map { try ReportOptions.writing($0, format) }
        DebtOptions.warn(about: report.audit.baseline)
        if reports?.isPiped != true {
            var table = Data()
            try TerminalReporter(width: Console.width, usesColour: Console.usesColour).write(report, to: &table)
            Console.result(table)
        }
        let files = try reports?.write(report) ?? []
        if !files.isEmpty { Console.result("Reports: \(files.joined(separator: ", "))") }
        throw Ending(code: Int32(report.gate.exitCode), reason: report.gate.reason)
    }

    private func terms() throws -> NewTerms {
        var terms = NewTerms()
        terms.failOn = failOn
        terms.asOf = try asOf.map { try Date.ISO8601FormatStyle.iso8601.format(GateOptions.instant($0)) }
        if !paths.isEmpty {
            let declared = try rules.load(paths).rules.map { rule in
                let terms = RuleTerms(
                    limits: rule.effectiveLimits,
                    severity: rule.severity,
                    ratchet: rule.ratchet,
                    waiver: rule.waiver
                )
                return (rule.id, terms)
            }
            terms.rules = Dictionary(declared, uniquingKeysWith: { first, _ in first })
        }
        terms.waivers = try waivers.map { try WaiverFile.read($0).get() }
        terms.baseline = try baseline.map { try DebtOptions.readBaseline($0) }
        return terms
    }
}
