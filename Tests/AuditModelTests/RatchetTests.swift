import AuditModel
import Foundation
import Testing

@Suite("A ratchet")
struct RatchetTests {
    @Test(
        "Worse is a higher rate, or a higher count with no more to look at",
        arguments: [
            (43, 71, BaselineFigures.Comparison.same), (44, 71, .worse), (42, 71, .better), (43, 70, .worse),
            (43, 72, .better), (86, 142, .same), (87, 142, .worse), (0, 71, .better), (0, 0, .same),
        ]
    )
    func comparison(violations: Int, population: Int, expected: BaselineFigures.Comparison) {
        let then = Baseline.Entry(population: 71, violations: 43, querySHA256: nil)
        #expect(Ratchet.comparison(violations: violations, of: population, with: then) == expected)
    }

    @Test("Where nothing was wrong or nothing was looked at, any violation is worse")
    func fromNothing() {
        for population in [0, 10] {
            let then = Baseline.Entry(population: population, violations: 0, querySHA256: nil)
            #expect(Ratchet.comparison(violations: 1, of: 1_000_000, with: then) == .worse)
            #expect(Ratchet.comparison(violations: 0, of: 5, with: then) == .same)
        }
    }

    @Test(
        "An improvement is exact to the row",
        arguments: [
            ("improve by 10%", 91, 1_000, true), ("improve by 10%", 90, 1_000, false),
            ("improve by 0.1%", 100, 1_000, true), ("improve by 0.1%", 99, 1_000, false),
            ("improve by 100%", 1, 1_000, true), ("improve by 100%", 0, 1_000, false),
            ("no_worse", 101, 1_000, true), ("no_worse", 100, 1_000, false),
            ("improve by 10%", 180, 2_000, false), ("improve by 10%", 181, 2_000, true),
        ]
    )
    func improvement(text: String, violations: Int, population: Int, isBroken: Bool) throws {
        let ratchet = try #require(Ratchet(text))
        let then = Baseline.Entry(population: 1_000, violations: 100, querySHA256: nil)
        #expect(ratchet.isBroken(violations: violations, of: population, with: then) == isBroken)
    }

    @Test("The largest counts of a baseline can be compared, larger ones are refused")
    func largest() throws {
        let ratchet = try #require(Ratchet("improve by 0.000000001%"))
        let most = 10_000_000_000_000
        let then = Baseline.Entry(population: most, violations: most, querySHA256: nil)
        #expect(ratchet.isBroken(violations: most, of: most, with: then))
        #expect(!ratchet.isBroken(violations: most - 101, of: most, with: then))
        for figures in [(-1, 0), (0, -1), (most + 1, 0)] {
            let text = """
                {"audit": "a", "baseline_version": 1, "content_sha256": "", "rules": \
                {"r": {"population": \(figures.0), "violations": \(figures.1)}}}
                """
            #expect(throws: ImpossibleBaseline.self) { try Baseline(json: Data(text.utf8)) }
        }
    }

    private func held(
        _ ratchet: String?,
        hash: String = "q",
        severity: Severity = .error,
        waiver: Waiver? = nil
    )
        throws -> RuleResult
    {
        var result = RuleResult(
            id: "r",
            kind: "not_null",
            title: "t",
            dimension: .completeness,
            severity: severity,
            status: .pass,
            message: "3 of 10 rows",
            location: Location(file: "r.yaml", line: 1, column: 1)
        )
        result.population = 10
        result.violations = 3
        result.querySHA256 = "q"
        result.tolerated = true
        result.waiver = waiver
        let text = """
            {"audit": "a", "baseline_version": 1, "content_sha256": "", "rules": \
            {"r": {"population": 10, "violations": 2, "query_sha256": "\(hash)"}}}
            """
        let baseline = try Baseline(json: Data(text.utf8))
        result.hold(to: baseline, ratchet: ratchet.flatMap { Ratchet($0) }, today: "2026-11-25")
        return result
    }

    @Test("What is worse than the baseline fails though its limits allow it; without a ratchet it is only shown")
    func holds() throws {
        let failed = try held("no_worse")
        #expect(failed.status == .fail && !failed.tolerated)
        #expect(failed.message == "3 of 10 rows; worse than the baseline of 2 of 10 (20.000 %)")
        #expect(failed.condition.baseline?.comparison == .worse)
        #expect(try held("no_worse", severity: .warn).status == .warn)
        let shown = try held(nil)
        #expect(shown.status == .pass && shown.condition.baseline?.violations == 2)
        let waiver = Waiver(reason: "r", approvedBy: "me", ticket: nil, expires: "2026-11-25", upTo: nil)
        #expect(try held("no_worse", waiver: waiver).status == .waived)
    }

    @Test("A result that is held again says once what its baseline was", arguments: ["q", "other"])
    func holdsAgain(hash: String) throws {
        let once = try held("no_worse", hash: hash)
        var again = once
        let entry = Baseline.Entry(population: 10, violations: 2, querySHA256: hash)
        let text = #"{"audit": "a", "baseline_version": 1, "content_sha256": "", "rules": {}}"#
        var baseline = try Baseline(json: Data(text.utf8))
        baseline.rules["r"] = entry
        again.hold(to: baseline, ratchet: .noWorse, today: "2026-11-25")
        #expect(again == once)
    }

    @Test("A ratchet that cannot be held to warns and says why")
    func changedRule() throws {
        let changed = try held("no_worse", hash: "other")
        #expect(changed.status == .warn)
        #expect(changed.condition.baseline?.comparison == .changed)
        #expect(changed.message.contains("asks something else than when the baseline was taken"))
    }
}
