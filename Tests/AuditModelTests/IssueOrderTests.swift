import AuditModel
import Testing

@Suite("The order of governance issues")
struct IssueOrderTests {
    private func finding(
        _ id: String,
        _ status: Status,
        _ severity: Severity,
        _ violations: Int,
        of population: Int = 1_000
    ) -> RuleResult {
        var result = RuleResult(
            id: id,
            kind: "not_null",
            title: id,
            dimension: .completeness,
            severity: severity,
            status: status,
            message: id,
            location: Location(file: "rules.yaml", line: 1, column: 1)
        )
        result.population = population
        result.violations = violations
        return result
    }

    private func diagnosed(_ id: String, _ violations: Int, gaining gain: Int) -> RuleResult {
        var result = finding(id, .fail, .error, violations)
        let backlog = Backlog(noun: "artists", weightNoun: "plays", keys: 2, rows: gain, top: 10)
        result.diagnosis = LinkageDiagnosis(
            noun: "plays",
            keyNoun: "artists",
            rows: 1_000,
            linked: 0,
            conclusion: "",
            ceiling: Share(rows: 0),
            backlog: backlog
        )
        return result
    }

    private func order(_ results: [RuleResult]) -> [String] {
        GovernanceIssue.issues(in: results, policies: []).flatMap(\.rules)
    }

    @Test("Status comes first, then severity, then what mending brings, whatever the share")
    func order() {
        let results = [
            finding("waived", .waived, .critical, 900), finding("warns", .warn, .error, 900),
            finding("minor", .fail, .error, 2, of: 2), finding("large", .fail, .error, 500, of: 100_000),
            finding("critical", .fail, .critical, 1),
        ]
        #expect(order(results) == ["critical", "large", "minor", "warns", "waived"])
        #expect(order(results.reversed()) == ["critical", "large", "minor", "warns", "waived"])
    }

    @Test("A diagnosis says what can be gained, which may be less than what breaks the rule")
    func diagnosis() {
        let results = [diagnosed("diagnosed", 900, gaining: 10), finding("counted", .fail, .error, 20)]
        #expect(order(results) == ["counted", "diagnosed"])
        let gains = GovernanceIssue.issues(in: results, policies: []).map(\.gain)
        #expect(
            gains == [
                Gain(count: 20, noun: "rows", basis: .violations), Gain(count: 10, noun: "plays", basis: .backlog),
            ]
        )
    }

    @Test("A single figure has no parts to put right")
    func figure() {
        #expect(finding("figure", .fail, .error, 1, of: 1).gain == nil)
        #expect(finding("kept", .pass, .error, 0).gain == nil)
    }
}
