import AuditModel
import Foundation
import Testing

@Suite("A comparison of runs")
struct RunComparisonTests {
    /// A run with results of `(rule, status, violations, population, hashes)`.
    static func run(_ number: Int, _ results: [(String, Status, Int?, Int?, String?)]) throws -> RunRecord {
        let object: [String: Any] = [
            "record_version": 1, "id": "run-\(number)", "at": "2026-11-\(10 + number)T12:00:00Z", "sequence": number,
            "as_of": "2026-11-\(10 + number)T12:00:00Z", "gate": "pass", "exit_code": 0, "rules_sha256": "",
            "content_sha256": "", "subject": ["audit": "a", "database": "d", "schema": "public"],
            "results": results.map { rule, status, violations, population, hashes -> [String: Any] in
                var entry: [String: Any] = ["rule": rule, "title": "Rule \(rule)", "status": status.rawValue]
                if let violations { entry["violations"] = violations }
                if let population { entry["population"] = population }
                if let hashes {
                    let total = hashes.split(separator: " ").count
                    entry["violation_keys"] = ["total": total, "hashes": hashes]
                    entry["violation_set_sha256"] = hashes
                }
                return entry
            },
        ]
        return try JSONDecoder().decode(RunRecord.self, from: JSONSerialization.data(withJSONObject: object))
    }

    @Test(
        "A better status is better, whatever the counts; with the same status the rate decides",
        arguments: [
            (Status.pass, 0, 10, Status.fail, 3, 10, RuleChange.Kind.worse), (.fail, 3, 10, .pass, 0, 10, .better),
            (.fail, 3, 10, .warn, 9, 10, .better), (.fail, 3, 10, .fail, 4, 10, .worse),
            (.fail, 3, 10, .fail, 6, 20, .same),
            (.fail, 3, 10, .fail, 5, 20, .better), (.fail, 3, 10, .waived, 3, 10, .same),
            (.pass, 1, 10, .pass, 1, 10, .same),
        ]
    )
    func directions(
        before: Status,
        _ violations: Int,
        _ population: Int,
        after: Status,
        _ violationsAfter: Int,
        _ populationAfter: Int,
        kind: RuleChange.Kind
    ) throws {
        let old = try Self.run(1, [("r", before, violations, population, nil)])
        let new = try Self.run(2, [("r", after, violationsAfter, populationAfter, nil)])
        #expect(RunComparison(with: [old]).changes(to: new)?.rules.map(\.change) == [kind])
    }

    @Test("Rules that are new or gone are told, and those that were skipped are compared with the run before")
    func newAndGone() throws {
        let first = try Self.run(1, [("kept", .fail, 3, 10, nil), ("gone", .pass, 0, 10, nil)])
        let second = try Self.run(2, [("kept", .skipped, nil, nil, nil), ("gone", .pass, 0, 10, nil)])
        let third = try Self.run(3, [("kept", .fail, 2, 10, nil), ("new", .pass, 0, 10, nil)])
        let changes = try #require(RunComparison(with: [second, first]).changes(to: third))
        #expect(changes.rules.map(\.rule) == ["kept", "new", "gone"])
        #expect(changes.rules.map(\.change) == [.better, .new, .gone])
        #expect(changes.since.id == "run-2")
        #expect(RunComparison(with: []).changes(to: third) == nil)
    }

    @Test("Violations are told apart by their hashes where both runs list them, else it is not known")
    func violations() throws {
        func change(_ old: (Int, String?), _ new: (Int, String?)) throws -> ViolationChange? {
            let before = try Self.run(1, [("r", old.0 == 0 ? .pass : .fail, old.0, 10, old.1)])
            let after = try Self.run(2, [("r", new.0 == 0 ? .pass : .fail, new.0, 10, new.1)])
            return RunComparison(with: [before]).changes(to: after)?.rules.first?.violations
        }
        #expect(try change((3, "a b c"), (3, "b c d")) == ViolationChange(new: 1, fixed: 1, persisting: 2))
        #expect(try change((0, nil), (2, "a b")) == ViolationChange(new: 2, fixed: 0, persisting: 0))
        #expect(try change((2, "a b"), (0, nil)) == ViolationChange(new: 0, fixed: 2, persisting: 0))
        #expect(try change((2, "a b"), (2, "a b")) == ViolationChange(new: 0, fixed: 0, persisting: 2))
        #expect(try change((3, "a b c"), (3, nil)) == nil)
    }

    @Test("A finding is as old as the first of the runs in a row that found it")
    func ages() throws {
        let pass = try Self.run(1, [("r", .pass, 0, 10, nil)])
        let first = try Self.run(2, [("r", .warn, 1, 10, nil)]).dated(after: [pass])
        let skipped = try Self.run(3, [("r", .skipped, nil, nil, nil)]).dated(after: [first, pass])
        let last = try Self.run(5, [("r", .fail, 2, 10, nil)]).dated(after: [skipped, first, pass])
        let history = RunHistory(of: last, after: [skipped, first, pass], keptIn: "files")
        let trend = try #require(history.trend(of: "r"))
        #expect(trend.firstSeen == first.at)
        #expect(trend.ageDays == 3)
        #expect(trend.points.map(\.status) == [.pass, .warn, .fail])
        #expect(history.runs == 3)
        #expect(try Self.run(6, [("r", .pass, 0, 10, nil)]).dated(after: [last]).results[0].firstSeen == nil)
    }

    @Test("A trend has at most thirty points")
    func bounded() throws {
        let earlier = try (1...50).reversed().map { try Self.run($0, [("r", .pass, 0, $0, nil)]) }
        let history = RunHistory(of: try Self.run(51, [("r", .pass, 0, 51, nil)]), after: earlier, keptIn: "files")
        #expect(history.trend(of: "r")?.points.count == 30)
        #expect(history.trend(of: "r")?.points.last?.population == 51)
    }
}
