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

    @Test("Unusual periods are listed, furthest off first, with what was expected")
    func anomalies() async throws {
        let script = """
            CREATE TABLE plays AS SELECT day + n * interval '1 minute' AS at
            FROM generate_series('2018-10-01'::timestamp, '2018-11-30', '1 day') AS day
            CROSS JOIN LATERAL generate_series(1, CASE day WHEN '2018-11-14' THEN 400 WHEN '2018-11-20' THEN 25 ELSE 100 END) AS n;
            """
        let keys: Literal = [
            "dataset": "plays", "value": "count(*)", "per": "at by day",
            "expect": ["within": "5 mad", "compare_with": "other weeks"],
        ]
        let activity = try #require(try await result(script, rule("metric", keys)).activity)
        #expect(
            activity.anomalies == [
                VolumeAnomaly(from: "2018-11-14T00:00:00Z", rows: 400, expectedLow: 70, expectedHigh: 136),
                VolumeAnomaly(from: "2018-11-20T00:00:00Z", rows: 25, expectedLow: 70, expectedHigh: 136),
            ]
        )
        #expect(activity.anomalyCount == 2 && activity.bucketNoun == "days")
    }

    @Test("A comparison with other weeks needs a count and a period that weeks are made of")
    func seasonKeys() throws {
        func found(_ value: String, _ per: String, _ expect: Literal) throws -> [String] {
            try problems(
                "metric",
                .mapping([("dataset", "t"), ("value", .scalar(value)), ("per", .scalar(per)), ("expect", expect)])
            )
        }
        let weeks: Literal = ["within": "5 mad", "compare_with": "other weeks"]
        #expect(try found("count(*)", "at by 6 hours", weeks) == [])
        let period = "'compare_with' needs 'per' with a period that a week is made of, such as 'start_time by hour'"
        #expect(try found("count(*)", "at by 5 hours", weeks) == [period])
        #expect(try found("count(*)", "at by week", weeks) == [period])
        #expect(
            try found("avg(x)", "at by hour", weeks) == [
                "'compare_with' goes with a count, such as count(*), not with 'avg(x)'"
            ]
        )
        let both: Literal = ["within": "5 mad", "compare_with": "other weeks", "of": "last 8"]
        #expect(try found("count(*)", "at by hour", both) == ["'of' does not go with 'compare_with'"])
    }
}
