@testable import Audit
import AuditModel
import Testing

@Suite("A figure and its history")
struct MetricTests {
    @Test("The baseline is the median and the median distance from it, whatever outliers there are")
    func baseline() throws {
        let values = try [1, 2, 3, 4, 1_000_000].map { ExactDecimal($0) } + [#require(ExactDecimal("2.5"))]
        let baseline = try #require(RobustBaseline(of: values))
        #expect(baseline.median == ExactDecimal("2.75"))
        #expect(baseline.deviation == ExactDecimal("1"))
        let range = try baseline.range(within: #require(ExactDecimal("1.5")))
        #expect(range.lower.description == "1.25" && range.upper.description == "4.25")
        #expect(RobustBaseline(of: []) == nil)
    }

    @Test("Values as large as PostgreSQL's largest whole number are compared exactly")
    func large() throws {
        let values = ["9223372036854775807", "9223372036854775806", "-9223372036854775808.999999999"]
        let baseline = try #require(RobustBaseline(of: values.compactMap { ExactDecimal(measured: $0) }))
        #expect(baseline.median.description == "9223372036854775806")
        #expect(baseline.deviation.description == "1")
        let condition = try Condition(parsing: "> 999999999999999999")
        #expect(condition.holds(number: try #require(ExactDecimal(measured: "1000000000000000000"))))
        #expect(!condition.holds(number: ExactDecimal(999_999_999_999_999_999)))
    }

    @Test("A figure of a run is held against those of earlier runs")
    func runs() throws {
        let keys: Literal = [
            "dataset": "t", "value": "avg(x)", "expect": ["within": "2 mad", "of": "last 4", "min_history": 3],
        ]
        let rule = try rule("metric", keys)
        #expect(rule.kind.historyLength == 4)
        var scope = RuleScope(catalog: Catalog(), datasets: [:], defaultSchema: "public", filter: nil, asOf: "")
        scope.history = ["1.5", "2", "2.5", "2", "900"].compactMap { ExactDecimal($0) }
        func status(_ value: String) -> Status {
            let measured = rule.kind.judge(Readings(["value": value]), in: scope)
            return Judgement(of: measured, by: rule, today: "2026-01-01").status
        }
        #expect(status("2.5") == .pass)
        #expect(status("1.5") == .pass)
        #expect(status("2.500000001") == .fail)
        scope.history = Array(scope.history.prefix(2))
        #expect(status("2") == .notApplicable)
    }

    @Test("A wrong key says what to write")
    func keys() throws {
        func found(_ key: String, _ value: Literal) throws -> [String] {
            try problems("metric", .mapping([("dataset", "t"), ("value", "count(*)"), (key, value)]))
        }
        #expect(
            try found("per", "at daily") == [
                "'at daily' is not a column and a period; write for example 'start_time by day'"
            ]
        )
        #expect(try found("per", "at by 2 months").count == 1)
        #expect(try found("per", "my day by day") == [])
        #expect(
            try found("expect", ["within": "3 sigma", "of": "28"]) == [
                "'3 sigma' is not a distance; write for example '3 mad' (at most 1000)",
                "'28' is not a history; write for example 'last 28' (at most 1000)",
            ]
        )
        #expect(
            try found("expect", ["within": "3 mad", "of": "last 5", "min_history": 6])
                == ["'min_history' must be from 1 to 5, as many as 'of' looks at"]
        )
        #expect(try found("expect", ["within": "3 mad", "of": "last 5"]).count == 1)
    }
}
