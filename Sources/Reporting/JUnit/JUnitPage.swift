import AuditModel
import Foundation

/// What the JUnit template shows of a report: a suite for each dimension that has rules, a case for each rule.
struct JUnitPage {
    /// The name of the audit.
    let name: String
    /// How many cases there are.
    let tests: Int
    /// How many rules fail.
    let failures: Int
    /// How many cases have no verdict because something did not work.
    let errors: Int
    /// How many rules had nothing to check or were not run.
    let skipped: Int
    /// How long the audit took, in seconds.
    let time: String
    /// One suite for each dimension that has rules, in the order of ``Dimension``.
    let suites: [JUnitSuite]

    /// Takes what a report says.
    ///
    /// An audit that is interrupted or that had nothing to look at has a case of its own in error, so that no reader of
    /// the file takes rules that were not looked at for success.
    init(of report: AuditReport) {
        var suites = Dimension.allCases.compactMap { dimension in
            let results = report.results.filter { $0.dimension == dimension }
            return results.isEmpty
                ? nil : JUnitSuite(dimension.rawValue, results.map { JUnitCase(of: $0, report.run) }, report.run)
        }
        if report.gate.status == .error, !report.results.contains(where: { $0.status == .error }) {
            suites.append(JUnitSuite("audit", [JUnitCase(withoutVerdict: report)], report.run))
        }
        name = report.audit.name.onOneLine
        tests = suites.map(\.tests).reduce(0, +)
        failures = suites.map(\.failures).reduce(0, +)
        errors = suites.map(\.errors).reduce(0, +)
        skipped = suites.map(\.skipped).reduce(0, +)
        time = Self.seconds(report.run.durationMilliseconds)
        self.suites = suites
    }

    /// Milliseconds as seconds with three decimals, `0.012`.
    static func seconds(_ milliseconds: Int) -> String {
        let fraction = String(milliseconds % 1_000)
        return "\(milliseconds / 1_000).\(String(repeating: "0", count: 3 - fraction.count))\(fraction)"
    }
}

/// The rules of one dimension.
struct JUnitSuite {
    /// The name of the dimension.
    let name: String
    /// How many cases there are.
    let tests: Int
    /// How many of them fail.
    let failures: Int
    /// How many of them could not be checked.
    let errors: Int
    /// How many of them were not looked at.
    let skipped: Int
    /// How long the queries took, in seconds; a query that several rules share counts for each.
    let time: String
    /// When the audit began, without the zone, which the format cannot hold.
    let timestamp: String
    /// The cases, in the order of the rule files.
    let cases: [JUnitCase]

    /// Counts the cases.
    init(_ name: String, _ cases: [JUnitCase], _ run: RunFacts) {
        self.name = name
        self.cases = cases
        tests = cases.count
        failures = cases.count { $0.failure != nil }
        errors = cases.count { $0.error != nil }
        skipped = cases.count { $0.skipped != nil }
        time = JUnitPage.seconds(cases.map(\.milliseconds).reduce(0, +))
        timestamp = String(run.startedAt.onOneLine.prefix(19))
    }
}

/// One rule.
struct JUnitCase {
    /// The rule's identifier and what it asks.
    let name: String
    /// The table, or the kind of a rule over free SQL.
    let place: String
    /// The rule file.
    let file: String
    /// The line of the rule in its file.
    let line: Int
    /// How long its query took.
    let milliseconds: Int
    /// The same in seconds.
    let time: String
    /// What is wrong, when the rule fails.
    var failure: JUnitProblem?
    /// What is wrong, when the rule could not be checked.
    var error: JUnitProblem?
    /// Why the rule was not looked at.
    var skipped: JUnitProblem?
    /// What a reader should know of a rule that counts as passed, when it warns, is waived or holds with exceptions.
    var output: String?

    /// Takes what a result says.
    init(of result: RuleResult, _ run: RunFacts) {
        name = "\(result.id): \(result.title)".onOneLine
        place = (result.dataset ?? result.kind).onOneLine
        file = result.location.file.onOneLine
        line = result.location.line
        milliseconds = max(0, run.durationsMilliseconds[result.id] ?? 0)
        time = JUnitPage.seconds(milliseconds)
        let problem = JUnitProblem(
            type: result.severity.rawValue,
            message: result.findingInWords.onOneLine,
            text: result.details.joined(separator: "\n")
        )
        switch result.status {
        case .fail: failure = problem
        case .error: error = problem
        case .notApplicable, .skipped: skipped = problem
        case .warn, .waived: output = "\(result.outcome): \(problem.text)"
        case .pass: output = result.tolerated ? "\(result.outcome): \(problem.text)" : nil
        }
    }

    /// The case that stands for an audit without a verdict.
    init(withoutVerdict report: AuditReport) {
        name = "the audit reaches a verdict"
        place = report.audit.name.onOneLine
        file = report.audit.rulesFiles.first?.onOneLine ?? ""
        line = 1
        milliseconds = 0
        time = JUnitPage.seconds(0)
        error = JUnitProblem(type: "audit", message: report.gate.reason.onOneLine, text: report.gate.reason)
    }
}

/// Why a case did not pass.
struct JUnitProblem {
    /// The severity of the rule.
    let type: String
    /// The finding, on one line.
    let message: String
    /// The finding with all that helps to act on it.
    let text: String
}
