public import AuditModel
public import Foundation

/// The verdict and the findings as workflow commands, which GitHub Actions shows as annotations when a step prints them.
///
/// GitHub shows ten annotations of each level per step, so the verdict comes first and the most urgent finding next.
public struct GitHubReporter: Reporter {
    /// The name on the command line.
    public static let name = "github"
    /// How a file of the format ends.
    public static let fileExtension = "github.txt"
    /// What the format is for.
    public static let summary = "annotations for a step of GitHub Actions to print"

    /// Creates the reporter.
    public init() {}

    /// Appends one line for the verdict and one for each finding.
    public func write(_ report: AuditReport, to output: inout Data) throws {
        let lines = [verdict(of: report)] + report.findingsByUrgency.map { annotation(of: $0) }
        output.append(contentsOf: lines.map { $0 + "\n" }.joined().utf8)
    }

    private func verdict(of report: AuditReport) -> String {
        command(
            report.gate.status == .pass ? "notice" : "error",
            [("title", "\(report.audit.name): \(report.verdict)".onOneLine)],
            [Phrases.paragraph([report.gate.reason]), report.tally]
        )
    }

    private func annotation(of result: RuleResult) -> String {
        var file = result.location.file.onOneLine[...]
        while file.hasPrefix("./") { file = file.dropFirst(2) }
        let properties = [
            ("file", String(file)), ("line", String(result.location.line)), ("col", String(result.location.column)),
            ("title", result.title.onOneLine),
        ]
        let lines = [
            result.findingInWords, result.status == .waived ? result.waiver.map { "Waiver: \($0.decision)" } : nil,
            result.remediation.map { "Next step: \($0)" }, result.owner.map { "Who acts: \($0)" },
            "Rule: \(result.id)",
        ]
        return command(level(of: result), properties, lines.compactMap { $0?.onOneLine })
    }

    /// What is accepted for now is told but not loudly.
    private func level(of result: RuleResult) -> String {
        if result.status == .waived { return "notice" }
        return switch result.alarm {
        case .error: "error"
        case .warning: "warning"
        case .note: "notice"
        }
    }

    /// A workflow command, escaped as GitHub's toolkit does.
    private func command(_ name: String, _ properties: [(key: String, value: String)], _ lines: [String]) -> String {
        let settings = properties.map { key, value in
            "\(key)=\(escaped(value).replacing(":", with: "%3A").replacing(",", with: "%2C"))"
        }
        return "::\(name) \(settings.joined(separator: ","))::\(escaped(lines.joined(separator: "\n")))"
    }

    private func escaped(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "%": "%25"
            case "\r": "%0D"
            case "\n": "%0A"
            default: String(scalar)
            }
        }.joined()
    }
}
