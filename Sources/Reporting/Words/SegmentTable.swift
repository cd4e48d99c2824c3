import AuditModel

/// The groups of rows that a rule judges apart, as a table of plain texts.
struct SegmentTable {
    /// How many groups there are and what became of them, as sentences.
    let caption: String
    /// The names of the columns: what makes the groups, then the figures.
    let columns: [String]
    /// The groups, worst first; `nil` for rows without a value.
    let rows: [[String?]]

    /// Takes the verdicts of a rule; `nil` when there is no group.
    init?(of result: RuleResult) {
        guard let segments = result.segments, !segments.shown.isEmpty else { return nil }
        let counts = [(segments.fail, "fails", "fail"), (segments.warn, "warns", "warn")].filter { $0.0 > 0 }
            .map { "\(Wording.count($0.0)) \($0.0 == 1 ? $0.1 : $0.2)" }
        let outcome = counts.isEmpty ? "all of them hold" : counts.joined(separator: ", ")
        let small = segments.notJudged
        let hidden = segments.total - segments.shown.count
        caption = Phrases.paragraph([
            "Judged apart: \(Wording.count(segments.total, "group")); \(outcome)",
            small > 0 ? "\(Wording.count(small)) too small to be judged" : "",
            hidden > 0 ? "\(Wording.count(hidden)) more not shown" : "",
        ])
        columns = segments.columns + ["Looked at", "Broken", "Share", "Result"]
        rows = segments.shown.map { segment in
            segment.values + [
                Wording.count(segment.population), Wording.count(segment.violations),
                segment.percent.map { "\($0) %" } ?? "", segment.status.word,
            ]
        }
    }
}
