import ArgumentParser
import Audit
import AuditModel
import Foundation
import Postgres
import RuleFiles

/// `plumb verify`: measures again what a stored report says.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract:
            "Measures again by the same rules and says whether the stored report still holds, or where it differs.",
        discussion: """
            The rules are read from where the report says they were, or from those given; what counts as now is what the \
            report says. Variables that were given to the audit by --set have to be given again. Exit codes: 0 equal, 1 it \
            differs, 2 the report or a rule file is wrong, 3 the database could not be asked.
            """
    )

    @Argument(help: ArgumentHelp("The JSON report of an audit.", valueName: "file"))
    var file: String

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp("A rule file or folder; repeatable. Without any, those of the report.", valueName: "path")
    )
    var paths: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var rules: RuleOptions

    func run() async throws {
        let stored = try ReportCommand.read(file)
        let given = paths.isEmpty ? stored.run.rulesPaths : paths
        guard !given.isEmpty else {
            throw Failure("the report does not say where its rules are; name them with --rules", code: 2)
        }
        var rules = rules
        rules.schema = rules.schema ?? (stored.audit.defaultSchema == "public" ? nil : stored.audit.defaultSchema)
        let set = try rules.load(given)
        var options = AuditOptions(tool: stored.tool)
        options.failOn = GateThreshold(rawValue: stored.gate.failOn) ?? .error
        options.asOf = try GateOptions.instant(stored.run.asOf)
        options.profilesTables = !stored.tables.isEmpty
        options.selection = Self.selection(of: stored)
        options.proves = stored.results.contains { $0.evidence == "proved" }
        options.baseline = Baseline(restoring: stored)
        let measured = try await database.withConnection { [options] connection in
            try await Auditor(connection: connection, options: options).run(set, startedAt: .now)
        }
        let differences = Self.differences(stored, measured)
        for line in differences { Console.result(line) }
        let rulesRemark = stored.audit.rulesSHA256 == measured.audit.rulesSHA256 ? "" : " (the rule files have changed)"
        if measured.run.incomplete { throw Failure("interrupted before everything was measured", code: 130) }
        if differences.isEmpty {
            Console.result("equal: \(Wording.count(measured.results.count, "rule")) measured again")
            throw Ending(code: 0, reason: "the report holds\(rulesRemark)")
        }
        let unmeasured = measured.results.filter { result in
            result.status == .error && stored.results.contains { $0.id == result.id && $0.status != .error }
        }
        let count = Wording.count(differences.count, "difference")
        throw Ending(code: unmeasured.isEmpty ? 1 : 3, reason: "the report does not hold: \(count)\(rulesRemark)")
    }

    /// The rules that were measured, when some were left out by a selection.
    private static func selection(of report: AuditReport) -> [String] {
        let left = report.results.filter { $0.status == .skipped && $0.message == "not selected" }
        return left.isEmpty ? [] : report.results.filter { $0.message != "not selected" }.map { "id:\($0.id)" }
    }

    /// Where two reports differ, one line each.
    static func differences(_ stored: AuditReport, _ measured: AuditReport) -> [String] {
        let now = Dictionary(measured.results.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let known = Set(stored.results.map(\.id))
        var lines = stored.results.flatMap { old -> [String] in
            guard let new = now[old.id] else { return ["\(old.id): the rule is gone"] }
            return differences(old, new).map { "\(old.id): \($0)" }
        }
        lines += measured.results.filter { !known.contains($0.id) }.map { "\($0.id): the rule is new" }
        if stored.tables != measured.tables { lines.append("tables: their profiles differ") }
        if stored.loads != measured.loads { lines.append("loads: what became of the records differs") }
        return lines
    }

    private static func differences(_ old: RuleResult, _ new: RuleResult) -> [String] {
        // The text of a query says 'now' where the audit had no instant of its own.
        let isOther = old.querySHA256 != new.querySHA256 && old.query?.contains("'now'") != true
        var lines = isOther ? ["the rule asks something else"] : []
        if old.status != new.status { lines.append("status \(old.status.rawValue), now \(new.status.rawValue)") }
        for (what, before, after) in [
            ("violations", old.violations, new.violations), ("population", old.population, new.population),
        ] where before != after {
            func text(_ count: Int?) -> String { count.map { Wording.count($0) } ?? "none" }
            lines.append("\(what) \(text(before)), now \(text(after))")
        }
        if old.value != new.value { lines.append("value \(old.value ?? "none"), now \(new.value ?? "none")") }
        if old.violationSetSHA256 != new.violationSetSHA256, old.violationSetSHA256 != nil,
            new.violationSetSHA256 != nil
        {
            lines.append("other violations than before")
        }
        if lines.isEmpty, old.message != new.message { lines.append("'\(old.message)', now '\(new.message)'") }
        if lines.isEmpty, old.samples != new.samples { lines.append("other examples than before") }
        return lines
    }
}

extension Baseline {
    /// The baseline that a report was held against, as far as the report tells; `nil` when there was none.
    init?(restoring report: AuditReport) {
        guard report.audit.baseline != nil else { return nil }
        self.init(of: report)
        rules = [:]
        for result in report.results {
            guard let figures = result.condition.baseline else { continue }
            let hash = figures.comparison == .changed ? "" : result.querySHA256
            rules[result.id] = Entry(
                population: figures.population,
                violations: figures.violations,
                querySHA256: hash
            )
        }
    }
}
