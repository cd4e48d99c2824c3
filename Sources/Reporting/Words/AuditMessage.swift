public import AuditModel
public import Foundation

/// A short message about an audit for a chat or another program: the verdict, what changed, the worst findings, where more
/// is to be read.
public struct AuditMessage: Encodable, Sendable {
    /// What people read; Slack and Teams show this key.
    public var text: String
    private var audit: String
    private var status: String
    private var exitCode: Int
    private var reason: String
    private var statistics: Statistics
    private var changed: [RuleChange]
    private var findings: [Finding]
    private var report: String?

    enum CodingKeys: String, CodingKey {
        case text, audit, status, reason, statistics, changed, findings, report
        case exitCode = "exit_code"
    }

    /// A finding of the message.
    private struct Finding: Encodable {
        var id: String
        var title: String
        var status: Status
        var severity: Severity
        var message: String
        var owner: String?
    }

    /// How many findings a message names.
    private static let longestList = 3

    /// Takes what is worth telling at once.
    ///
    /// - Parameter place: a link or a path to the whole report.
    public init(about report: AuditReport, place: String?) {
        let worst = report.findingsByUrgency.filter { $0.status != .waived && $0.severity > .info }
        audit = report.audit.name
        status = report.gate.status.rawValue
        exitCode = report.gate.exitCode
        reason = report.gate.reason
        statistics = report.statistics
        changed = report.run.changes?.rules.filter { $0.before?.status != $0.after?.status } ?? []
        findings = worst.prefix(Self.longestList).map { result in
            Finding(
                id: result.id,
                title: result.title,
                status: result.status,
                severity: result.severity,
                message: result.message,
                owner: result.owner
            )
        }
        self.report = place
        var lines = ["\(report.audit.name): \(report.verdict). \(report.tally)"]
        if let changes = report.run.changes {
            lines.append("Since the last run, \(ChangeSummary.counts(of: changes)).")
        }
        lines += worst.prefix(Self.longestList).map { "• \($0.title): \($0.findingWithNextStep)" }
        if let place { lines.append("Report: \(place)") }
        text = lines.map { Self.plain($0.onOneLine) }.joined(separator: "\n")
    }

    /// The message as JSON.
    ///
    /// - Throws: `EncodingError`, which would be a mistake in this module.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    /// Whether there is something to tell that the last run did not: another status of a rule, or no last run to ask.
    public static func isNews(_ report: AuditReport) -> Bool {
        report.run.changes?.changesStatus ?? true
    }

    /// A text that calls nobody: chats read `<!channel>` as a call and `<address|words>` as a link.
    private static func plain(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
