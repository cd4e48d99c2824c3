/// Findings that share their violations, so that they have one cause.
struct SharedCauses {
    /// The gravest finding that each finding shares its violations with, by the finding's id; none for one that shares none.
    let heads: [String: RuleResult]

    /// Follows what findings share.
    ///
    /// - Parameter findings: gravest first.
    init(of findings: [RuleResult]) {
        let known = Set(findings.map(\.id))
        var neighbours: [String: Set<String>] = [:]
        for finding in findings {
            for shared in finding.shared where known.contains(shared.rule) {
                neighbours[finding.id, default: []].insert(shared.rule)
                neighbours[shared.rule, default: []].insert(finding.id)
            }
        }
        var heads: [String: RuleResult] = [:]
        for finding in findings where heads[finding.id] == nil && neighbours[finding.id] != nil {
            var waiting = [finding.id]
            while let id = waiting.popLast() {
                guard heads[id] == nil else { continue }
                heads[id] = finding
                waiting += neighbours[id] ?? []
            }
        }
        self.heads = heads
    }
}
