import AuditModel
import Testing

@Suite("What can be relied on")
struct QuestionTests {
    private static let place = Location(file: "rules.yaml", line: 1, column: 1)

    private static func result(
        _ id: String,
        _ status: Status,
        _ severity: Severity = .error,
        policy: String? = nil
    ) -> RuleResult {
        var result = RuleResult(
            id: id,
            kind: "sql",
            title: "Title of \(id)",
            dimension: .accuracy,
            severity: severity,
            status: status,
            message: "",
            location: place
        )
        result.policy = policy
        result.population = 10
        result.violations = status == .pass ? 0 : 4
        result.remediation = "Mend \(id)."
        return result
    }

    private static func standing(_ results: [RuleResult], on dependencies: [String] = ["a", "b"]) -> QuestionStanding {
        let question = BusinessQuestion(id: "q", question: "Who?", owner: "x", dependsOn: dependencies, location: place)
        return QuestionStanding(of: question, results)
    }

    @Test(
        "The worst rule decides, by status and severity",
        arguments: [
            (Status.pass, Severity.critical, "safe"), (.warn, .info, "safe"), (.warn, .warn, "care"),
            (.warn, .critical, "care"), (.fail, .info, "care"), (.fail, .error, "unsafe"), (.fail, .critical, "unsafe"),
            (.error, .error, "unsafe"), (.error, .warn, "care"), (.waived, .error, "care"),
            (.waived, .critical, "unsafe"), (.notApplicable, .error, "care"), (.skipped, .error, "care"),
        ]
    )
    func answers(status: Status, severity: Severity, answer: String) {
        let standing = Self.standing([Self.result("a", status, severity), Self.result("b", .pass)])
        #expect(standing.answer == answer)
        #expect((standing.remedy == nil) == (answer == "safe"))
    }

    @Test("A policy stands for all of its rules, other rules do not count")
    func policies() {
        let standing = Self.standing(
            [Self.result("a", .pass, policy: "P"), Self.result("b", .fail, policy: "P"), Self.result("c", .fail)],
            on: ["P"]
        )
        #expect(standing.rules == ["a", "b"])
        #expect(standing.answer == "unsafe")
        #expect(standing.because == "“Title of b” does not hold for 4 of 10 rows")
        #expect(standing.remedy == "Mend b")
    }

    @Test("Nothing that was measured is no reason to rely on anything")
    func nothingMeasured() {
        let standing = Self.standing([Self.result("a", .skipped), Self.result("b", .notApplicable)])
        #expect(standing.answer == "unsafe")
        #expect(standing.because == "none of the rules that it depends on was measured")
    }

    @Test("Without questions there is no answer")
    func none() {
        #expect(QuestionStanding.standings(of: [], [Self.result("a", .pass)]) == nil)
    }
}
