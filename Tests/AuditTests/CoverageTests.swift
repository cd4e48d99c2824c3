import Audit
import AuditModel
import Testing

@Suite("Coverage")
struct CoverageTests {
    private let days = """
        CREATE TABLE plays (id int PRIMARY KEY, at timestamp);
        INSERT INTO plays VALUES (1, '2018-11-01 10:00'), (2, '2018-11-01 10:00'), (3, '2018-11-01 23:59:59.25'),
            (4, '2018-11-04 06:00'), (5, '2018-11-07 08:00');
        """

    @Test(
        "tells of times that no calendar reaches, and does not take all time up to them for a gap",
        arguments: [
            ("timestamp", 4, true), ("timestamptz", 4, true), ("date", 5, false),
        ]
    )
    func extremes(type: String, unplaceable: Int, isHourly: Bool) async throws {
        let script = """
            CREATE TABLE plays (at \(type));
            INSERT INTO plays VALUES ('2018-11-01'), ('2018-11-02'), (NULL), ('infinity'), ('-infinity'),
                ('294276-12-31'), ('4713-01-02 BC')\(isHourly ? ", ('0001-01-02')" : ", ('5874897-12-31')");
            """
        let every: Literal = isHourly ? "1 hour" : "1 day"
        let result = try await result(script, rule("coverage", ["dataset": "plays", "column": "at", "every": every]))
        #expect(
            result.population == (isHourly ? 25 : 2) && result.violations == (isHourly ? 23 : 0),
            "\(result.message)"
        )
        let told = result.facts.filter { $0.label.contains("9999") || $0.label.contains("too far off") }.map(\.value)
        #expect(told == (isHourly ? ["1, at 0001-01-02 00:00:00 UTC"] : []) + ["\(unplaceable)"])
    }

    @Test("takes the last moment of the year 9999, which often stands for no end, for a time that lies too far off")
    func endOfTime() async throws {
        let script = """
            CREATE TABLE plays (at timestamp);
            INSERT INTO plays VALUES ('2018-11-01 00:10'), ('2018-11-01 01:10'), ('9999-12-31 23:59:59.999999');
            """
        let result = try await result(
            script,
            rule("coverage", ["dataset": "plays", "column": "at", "every": "1 hour"])
        )
        #expect(result.population == 2 && result.violations == 0, "\(result.message)")
        #expect(result.facts.contains(Fact("hours with rows too far off to count", "1, at 9999-12-31 23:00:00 UTC")))
        #expect(!result.facts.contains { $0.label.contains("outside the years") })
    }

    @Test("shows days, ranges without rows and the rows beside the longest gaps")
    func activity() async throws {
        let rule = try rule(
            "coverage",
            [
                "dataset": "plays", "column": "at", "every": "1 day",
                "accepted_gaps": [["2018-11-05", "2018-11-05"]],
            ]
        )
        let result = try await result(days, rule)
        let activity = try #require(result.activity, "\(result.facts)")
        #expect(activity.bucketNoun == "days" && activity.expectedBuckets == 6 && activity.missingBuckets == 3)
        #expect(
            activity.missing == [
                TimeRange(from: "2018-11-02T00:00:00Z", to: "2018-11-04T00:00:00Z", buckets: 2, isAccepted: false),
                TimeRange(from: "2018-11-05T00:00:00Z", to: "2018-11-06T00:00:00Z", buckets: 1, isAccepted: true),
                TimeRange(from: "2018-11-06T00:00:00Z", to: "2018-11-07T00:00:00Z", buckets: 1, isAccepted: false),
            ]
        )
        #expect(activity.missingRanges == 2)
        #expect(
            activity.gaps == [
                TimeGap(
                    from: "2018-11-04T06:00:00Z",
                    to: "2018-11-07T08:00:00Z",
                    seconds: 266_400,
                    rowBefore: "id 4",
                    rowAfter: "id 5"
                ),
                TimeGap(
                    from: "2018-11-01T23:59:59.25Z",
                    to: "2018-11-04T06:00:00Z",
                    seconds: 194_400,
                    rowBefore: "id 3",
                    rowAfter: "id 4"
                ),
            ]
        )
        #expect(activity.days.map(\.day) == (1...7).map { "2018-11-0\($0)" })
        #expect(activity.days[0].hours == (0...23).map { $0 == 10 ? 2 : $0 == 23 ? 1 : 0 })
    }

    @Test("lists a bounded number of ranges and counts the others")
    func manyRanges() async throws {
        let script = """
            CREATE TABLE t AS SELECT at FROM generate_series('2018-01-01'::timestamp, '2019-12-31', '2 days') AS at;
            """
        let rule = try rule("coverage", ["dataset": "t", "column": "at", "every": "1 day"])
        let result = try await result(script, rule)
        let activity = try #require(result.activity)
        #expect(activity.missing.count == 100 && activity.missingRanges == result.violations)
        #expect(activity.days.count == 400 && activity.days.last?.day == "2019-12-30")
        #expect(activity.gaps.count == 10 && activity.gaps.allSatisfy { $0.seconds == 172_800 && $0.rowBefore == nil })
    }

    @Test("looks no further than its own ends, however far the data reach")
    func farAway() async throws {
        let script = days + "INSERT INTO plays VALUES (6, '4713-01-01 BC'), (7, '290000-12-31');"
        let keys: Literal = [
            "dataset": "plays", "column": "at", "every": "1 day", "from": "2018-11-01", "to": "2018-11-04",
        ]
        let result = try await result(script, rule("coverage", keys))
        let activity = try #require(result.activity)
        #expect(activity.days.map(\.day) == (1...4).map { "2018-11-0\($0)" })
        #expect(activity.gaps.map(\.seconds) == [194_400])
        #expect(activity.missing.map(\.buckets) == [2] && result.violations == 2)
    }

    @Test("keeps keys that are sensitive to itself")
    func sensitiveKey() async throws {
        let rule = try rule("coverage", ["dataset": "plays", "column": "at", "longest_gap": "1 day"])
        let declaration = DatasetDeclaration(key: ["id"], sensitive: ["id"], location: rule.location)
        let report = try await audit(
            days,
            [rule],
            datasets: [DatasetName(schema: "public", table: "plays"): declaration]
        )
        let gaps = try #require(report.results.first?.activity?.gaps)
        #expect(gaps.map(\.seconds) == [266_400, 194_400, 50_399])
        #expect(gaps.allSatisfy { $0.rowBefore == nil && $0.rowAfter == nil })
    }

    @Test(
        "refuses what does not go together",
        arguments: [
            (
                ["dataset": "t", "column": "c"],
                "rule 'test.rule' needs just one of 'every', 'longest_gap' and 'members', or 'expected_by' alone"
            ),
            (
                ["dataset": "t", "column": "c", "members": ["a"], "from": "2018-11-01"],
                "'from' goes with 'every' or 'longest_gap', not with 'members'"
            ),
            (
                ["dataset": "t", "column": "c", "longest_gap": "1 hour", "accepted_gaps": []],
                "'accepted_gaps' goes with 'every', not with 'longest_gap'"
            ),
            (
                ["dataset": "t", "column": "c", "every": "1 hour", "expected_by": ["query": "x", "column": "y"]],
                "'column' does not go with 'query', which says by itself what is promised"
            ),
            (
                ["dataset": "t", "column": "c", "every": "1 hour", "calendar": ["hours": ["mon-fry"]]],
                "'mon-fry' are no hours of the week; write for example 'mon-fri 08:00-18:00', 'sat' or '22:00-06:00'"
            ),
            (
                [
                    "dataset": "t", "column": "c", "every": "1 hour",
                    "calendar": ["hours": ["mon"], "holidays": ["2018-13-01"]],
                ], "'2018-13-01' is not a day of the calendar; write for example 2027-01-31"
            ),
        ] as [(Literal, String)]
    )
    func refused(keys: Literal, message: String) throws {
        #expect(try problems("coverage", keys) == [message])
    }
}
