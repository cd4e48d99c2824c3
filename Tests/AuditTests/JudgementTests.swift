import AuditModel
import Foundation
import Testing

@testable import Audit

@Suite("A judgement")
struct JudgementTests {
    private func judge(
        _ violations: Int,
        of population: Int,
        warn: String? = nil,
        fail: String? = nil,
        _ change: (inout Rule) -> Void = { _ in }
    ) throws -> Judgement {
        let rule = try rule(
            "not_null",
            ["dataset": "t", "column": "c"],
            limits: limits(warn: warn, fail: fail),
            change
        )
        let measured = Measured(population: population, violations: violations, unit: "rows", sentence: "found")
        return Judgement(of: measured, by: rule, today: "2026-11-24")
    }

    @Test("Limits are exact to the row, at any size")
    func exactLimits() throws {
        #expect(try judge(500_000_000_000, of: 10_000_000_000_000, fail: "> 5%").status == .pass)
        #expect(try judge(500_000_000_001, of: 10_000_000_000_000, fail: "> 5%").status == .fail)
        #expect(try judge(1, of: 3, fail: "> 33.333%").status == .fail)
        #expect(try judge(1, of: 3, fail: "> 33.334%").status == .pass)
    }

    @Test("Both limits are looked at, and failing wins")
    func bothLimits() throws {
        #expect(try judge(1, of: 10, warn: "> 0", fail: "> 10%").status == .warn)
        #expect(try judge(2, of: 10, warn: "> 0", fail: "> 10%").status == .fail)
        #expect(try judge(2, of: 10, warn: "> 0").status == .warn)
        let tolerated = try judge(1, of: 10, fail: "> 1")
        #expect(tolerated.status == .pass)
        #expect(tolerated.isTolerated)
    }

    @Test("Severity warn caps a failure at a warning")
    func severityCaps() throws {
        #expect(try judge(1, of: 10, fail: "> 0") { $0.severity = .warn }.status == .warn)
        #expect(try judge(1, of: 10, fail: "> 0") { $0.severity = .info }.status == .fail)
    }

    @Test(
        "An empty population does what the rule says",
        arguments: [
            (WhenEmpty.notApplicable, Status.notApplicable), (.pass, .pass), (.fail, .fail),
        ]
    )
    func emptyPopulation(whenEmpty: WhenEmpty, status: Status) throws {
        #expect(try judge(0, of: 0, fail: "> 0") { $0.whenEmpty = whenEmpty }.status == status)
    }

    @Test("A waiver counts to the end of its last day and up to its limit")
    func waivers() throws {
        func status(expires: String, upTo: String? = nil) throws -> Status {
            try judge(50, of: 100, fail: "> 0") {
                $0.waiver = Waiver(reason: "known", approvedBy: "ada", ticket: nil, expires: expires, upTo: upTo)
            }.status
        }
        #expect(try status(expires: "2026-11-24") == .waived)
        #expect(try status(expires: "2026-11-23") == .fail)
        #expect(try status(expires: "2027-01-31", upTo: "50%") == .waived)
        #expect(try status(expires: "2027-01-31", upTo: "49.99%") == .fail)
        #expect(try status(expires: "2027-01-31", upTo: "49 rows") == .fail)
    }
}
