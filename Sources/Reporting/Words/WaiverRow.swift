import AuditModel

/// A decision to live with a failing rule, as a line of a table.
struct WaiverRow {
    /// The identifier of the rule.
    let rule: String
    /// What the rule asks.
    let title: String
    /// Whether the decision counts today.
    let standing: String
    /// Its last day.
    let expires: String
    /// How far it goes.
    let limit: String
    /// Who decided, and where that is recorded.
    let approvedBy: String
    /// Why.
    let reason: String

    /// All decisions, those that end first coming first.
    static func rows(of report: AuditReport) -> [WaiverRow] {
        report.results.compactMap { result in result.waiver.map { WaiverRow(of: $0, for: result) } }
            .enumerated().sorted { ($0.element.expires, $0.offset) < ($1.element.expires, $1.offset) }.map(\.element)
    }

    private init(of waiver: Waiver, for result: RuleResult) {
        rule = result.id
        title = result.title
        expires = waiver.expires
        limit = waiver.upTo.map { "no more than \($0) break the rule" } ?? "without limit"
        approvedBy = waiver.approvedBy + (waiver.ticket.map { " (\($0))" } ?? "")
        reason = waiver.reason
        standing =
            switch result.status {
            case .waived: "yes"
            case .fail: "no longer"
            case .pass, .warn: "not needed: the rule \(result.status.word)"
            case .error, .notApplicable, .skipped: "not known: \(result.status.word)"
            }
    }
}
