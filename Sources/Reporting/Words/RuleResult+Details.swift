import AuditModel

extension RuleResult {
    /// Everything about the result that helps to act on it, one `label: text` each, without markup.
    ///
    /// Shape: the finding first, then what is known of limits, people and next step, the query last, on lines of its own.
    var details: [String] {
        let facts = facts.map { "\($0.label): \($0.value)" }.joined(separator: "; ")
        let labelled: [(String, String?)] = [
            ("Measured", figures), ("Also measured", facts.isEmpty ? nil : facts),
            ("Warns if", condition.warnIf), ("Fails if", condition.failIf),
            ("Data", place), ("Why it matters", impact), ("Next step", remediation),
            ("Owner", owner), ("Policy", policy), ("Waiver", waiver?.decision),
            ("Declared", location.description),
        ]
        let lines = labelled.compactMap { label, text in text.map { "\(label): \($0.onOneLine)" } }
        return [findingInWords] + lines + (query.map { ["SQL:\n\($0)"] } ?? [])
    }

    /// What was found and what to do next, as sentences on one line.
    var findingWithNextStep: String {
        Phrases.paragraph([findingInWords, remediation.map { "Next step: \($0)" } ?? ""])
    }

    /// The table with its columns, `public.songs (year)`; `nil` for rules over free SQL.
    private var place: String? {
        dataset.map { columns.isEmpty ? $0 : "\($0) (\(columns.joined(separator: ", ")))" }
    }
}

extension Waiver {
    /// Who accepts what, how far and until when, without a full stop.
    var decision: String {
        let limit = upTo.map { " up to \($0)" } ?? ""
        let ticket = ticket.map { ", decision \($0)" } ?? ""
        return "accepted\(limit) until \(expires) by \(approvedBy)\(ticket): \(reason)"
    }
}
