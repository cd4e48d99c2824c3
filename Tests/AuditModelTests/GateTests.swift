import AuditModel
import Foundation
import Testing

@Suite("A gate")
struct GateTests {
    private func result(_ status: Status, _ severity: Severity = .error, id: String = "a.b") -> RuleResult {
        RuleResult(
            id: id,
            kind: "not_null",
            title: "t",
            dimension: .completeness,
            severity: severity,
            status: status,
            message: "m",
            location: Location(file: "f", line: 1, column: 1)
        )
    }

    @Test(
        "draws its line by severity",
        arguments: [
            (GateThreshold.error, Status.fail, Severity.error, 1), (.error, .fail, .critical, 1),
            (.error, .fail, .info, 0),
            (.error, .warn, .warn, 0), (.critical, .fail, .error, 0), (.critical, .fail, .critical, 1),
            (.warn, .warn, .warn, 1), (.warn, .warn, .info, 0), (.never, .fail, .critical, 0),
            (.error, .waived, .critical, 0), (.warn, .waived, .critical, 0),
        ]
    )
    func line(failOn: GateThreshold, status: Status, severity: Severity, code: Int) {
        #expect(GateVerdict(results: [result(status, severity), result(.pass)], failOn: failOn).exitCode == code)
    }

    @Test("puts a rule without a verdict above a failure, whatever the line is", arguments: GateThreshold.allCases)
    func errorsOutrank(failOn: GateThreshold) {
        let verdict = GateVerdict(
            results: [result(.fail, .critical), result(.error, .info, id: "x.y")],
            failOn: failOn
        )
        #expect(verdict.exitCode == 3)
        #expect(verdict.reason == "1 rule could not be measured: x.y")
    }

    @Test("never passes when nothing was evaluated", arguments: [[], [Status.skipped], [.notApplicable, .skipped]])
    func nothingEvaluated(statuses: [Status]) {
        let verdict = GateVerdict(results: statuses.map { result($0) }, failOn: .never)
        #expect(verdict.exitCode == 3)
        #expect(verdict.status == .error)
    }

    @Test("says which rules failed, and counts what it lets pass")
    func reasons() {
        let failed = GateVerdict(results: (1...7).map { result(.fail, id: "r.\($0)") }, failOn: .error)
        #expect(failed.reason == "7 rules failed: r.1, r.2, r.3, r.4, r.5 and 2 more")
        let passed = GateVerdict(results: [result(.pass), result(.warn), result(.waived)], failOn: .error)
        #expect(passed.reason == "no rule failed, 1 warning, 1 live waiver")
    }
}
