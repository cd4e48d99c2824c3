import AuditModel
import Foundation
import Testing

@testable import Audit

private let script = """
    CREATE TABLE t (id int, country text, "Größe" int, v int, parent int);
    INSERT INTO t SELECT n, CASE WHEN n <= 60 THEN 'de' WHEN n <= 95 THEN 'fr' WHEN n <= 98 THEN 'it' END, n % 2,
        CASE WHEN n > 60 AND n % 5 = 0 THEN NULL ELSE n % 50 END, n % 12 FROM generate_series(1, 100) AS n;
    CREATE TABLE p AS SELECT n AS id FROM generate_series(1, 11) AS n;
    """

private func by(_ columns: [String], least: Int = 1) -> Segments {
    let place = Location(file: "t.yaml", line: 1, column: 1)
    return Segments(columns: columns.map { Located($0, at: place) }, minimumPopulation: least)
}

@Suite("Segments")
struct SegmentTests {
    @Test("Each group has a verdict of its own, and the worst counts though all rows together would pass")
    func worstCounts() async throws {
        let rule = try rule("not_null", ["dataset": "t", "column": "v"], limits: limits(warn: "> 15%", fail: "> 19%")) {
            $0.segments = by(["country"], least: 3)
        }
        let result = try await result(script, rule)
        #expect(result.violations == 8)
        #expect(result.population == 100)
        #expect(result.status == .fail)
        let segments = try #require(result.segments)
        #expect(segments.columns == ["country"])
        #expect(segments.total == 4)
        #expect(segments.notJudged == 1)
        #expect(segments.fail == 1)
        #expect(segments.shown.map(\.values) == [["fr"], ["de"], ["it"], [nil]])
        #expect(segments.shown.map(\.violations) == [7, 0, 0, 1])
        #expect(segments.shown.map(\.status) == [.fail, .pass, .pass, .notApplicable])
        #expect(
            result.message
                == "8 of 100 rows have no v (8.000 %); of 3 groups by country 1 fails, the worst being 'fr' with 7 of 35; 1 was too small to be judged"
        )
    }

    @Test("Rules over the same rows share one query of grouping sets, and each sees its own groups")
    func sharedQuery() async throws {
        let rules = try [
            rule("not_null", ["dataset": "t", "column": "v"], id: "a") { $0.segments = by(["country"]) },
            rule("accepted", ["dataset": "t", "column": "v", "range": [0, 48]], id: "b") {
                $0.segments = by(["Größe", "country"])
            },
            rule("row_count", ["dataset": "t"], id: "c", limits: limits(fail: "< 10")) {
                $0.segments = by(["country"])
            },
        ]
        let report = try await audit(script, rules)
        #expect(report.results.map { $0.segments?.total } == [4, 8, 4])
        #expect(report.results[0].segments?.shown.map(\.violations) == [1, 7, 0, 0])
        #expect(report.results[1].segments?.shown.first?.values == ["1", nil])
        #expect(report.results[2].status == .fail)
        #expect(report.results[2].segments?.fail == 2)
    }

    @Test("References and keys have groups too: a key may occur once in each")
    func referencesAndKeys() async throws {
        let keys: Literal = ["dataset": "t", "columns": ["parent"], "parent": ["dataset": "p", "columns": ["id"]]]
        let linked = try rule("relationship", keys, id: "linked") { $0.segments = by(["country"]) }
        let unique = try rule("unique", ["dataset": "t", "columns": ["v"]], id: "unique") {
            $0.segments = by(["country"])
        }
        let report = try await audit(script, [linked, unique])
        #expect(report.results[0].violations == 8)
        #expect(report.results[0].segments?.shown.map(\.violations).reduce(0, +) == 8)
        // 1...60 modulo 50: eleven values, 0 to 10, of which 1 to 10 occur twice.
        let german = report.results[1].segments?.shown.first { $0.values == ["de"] }
        #expect(german?.violations == 10)
        #expect(german?.population == 60)
    }

    @Test("What has no groups, or too many, is an error of the rule, and sensitive values are withheld")
    func limitsOfSegments() async throws {
        let many = "CREATE TABLE big AS SELECT n AS id FROM generate_series(1, 10001) AS n;"
        let table = DatasetName(schema: "public", table: "t")
        let place = Location(file: "t.yaml", line: 1, column: 1)
        let report = try await audit(
            script + many,
            [
                rule("not_null", ["dataset": "big", "column": "id"], id: "a") { $0.segments = by(["id"]) },
                rule("duplicates", ["dataset": "t", "compare": ["v"]], id: "b") { $0.segments = by(["country"]) },
                rule("not_null", ["dataset": "t", "column": "v"], id: "c") { $0.segments = by(["country"]) },
            ],
            datasets: [table: DatasetDeclaration(sensitive: ["country"], location: place)]
        )
        #expect(
            report.results[0].message
                == "the groups could not be measured: there are more than 10,000 groups, too many to judge apart"
        )
        #expect(report.results[1].message == "a rule of this kind cannot judge groups apart; remove 'segments'")
        #expect(
            report.results[2].segments?.shown.compactMap { $0.values.first ?? nil } == [
                "withheld", "withheld", "withheld",
            ]
        )
    }
}
