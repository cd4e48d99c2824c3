public import AuditModel
public import Foundation

/// The results in the Test Anything Protocol, version 14: one test a rule, in the order of the rule files.
///
/// Failing rules and those that could not be checked are `not ok`. A waived failure is `not ok` with the directive `TODO`,
/// which consumers do not count as a failure; rules without anything to look at are skipped. Warnings are `ok` and say so
/// in the block below.
public struct TAPReporter: Reporter {
    /// The name on the command line.
    public static let name = "tap"
    /// How a file of the format ends.
    public static let fileExtension = "tap"
    /// What the format is for.
    public static let summary = "Test Anything Protocol: each rule as a test"

    /// Creates the reporter.
    public init() {}

    /// Appends the plan, then one test point for each rule with what it found.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        var lines = ["TAP version 14", plan(of: report)]
        for (index, result) in report.results.enumerated() {
            lines.append(point(of: result, number: index + 1))
            lines += details(of: result)
        }
        if report.run.incomplete { lines.append("Bail out! \(escaped(report.gate.reason))") }
        output.append(contentsOf: lines.map { $0 + "\n" }.joined().utf8)
    }

    private func plan(of report: AuditReport) -> String {
        report.results.isEmpty ? "1..0 # SKIP \(escaped(report.gate.reason))" : "1..\(report.results.count)"
    }

    private func point(of result: RuleResult, number: Int) -> String {
        let name = "\(escaped(result.id)): \(escaped(result.title))"
        return switch result.status {
        case .pass, .warn: "ok \(number) - \(name)"
        case .fail, .error: "not ok \(number) - \(name)"
        case .waived: "not ok \(number) - \(name) # TODO \(escaped(result.outcome))"
        case .notApplicable, .skipped: "ok \(number) - \(name) # SKIP \(escaped(result.message))"
        }
    }

    /// The block below a test point: YAML whose values are quoted as in JSON.
    private func details(of result: RuleResult) -> [String] {
        guard result.isFinding else { return [] }
        var lines = [
            ("message", result.findingInWords), ("status", result.status.rawValue),
            ("severity", result.severity.rawValue),
            ("at", result.location.description),
        ]
        for (key, value) in [("owner", result.owner), ("next_step", result.remediation)] {
            if let value { lines.append((key, value)) }
        }
        return ["  ---"] + lines.map { "  \($0.0): \(quoted($0.1.onOneLine))" } + ["  ..."]
    }

    /// A text in a line of the protocol, where `#` would begin a directive.
    private func escaped(_ text: String) -> String {
        text.onOneLine.unicodeScalars.map { $0 == "#" || $0 == "\\" ? "\\\($0)" : String($0) }.joined()
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
