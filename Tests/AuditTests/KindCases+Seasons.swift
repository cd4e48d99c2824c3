import AuditModel

/// Five weeks of hours with 9 to 11 rows each, but for one with 60, one with a single row and one without any.
private let weeks = """
    CREATE TABLE plays (at timestamp);
    INSERT INTO plays
    SELECT hour + n * interval '1 second'
    FROM generate_series('2018-11-01 00:00'::timestamp, '2018-12-05 23:00', '1 hour') AS hour
    CROSS JOIN LATERAL generate_series(1, CASE hour
        WHEN '2018-11-14 12:00' THEN 60 WHEN '2018-11-20 08:00' THEN 1 WHEN '2018-11-21 09:00' THEN 0
        ELSE 9 + (extract(epoch FROM hour)::bigint / 3600 % 3)::int END) AS n;
    """

private func keys(per: String = "at by hour", minimum: Literal = 3) -> Literal {
    [
        "dataset": "plays", "value": "count(*)", "per": .scalar(per),
        "expect": ["within": "5.19 mad", "compare_with": "other weeks", "min_history": minimum],
    ]
}

/// Counts that are compared with the same time of other weeks.
let seasonCases: [KindCase] = [
    KindCase(
        name: "hours unlike those of other weeks",
        script: weeks,
        kind: "metric",
        keys: { keys() },
        status: .fail,
        population: 838,
        violations: 3,
        message: "3 of 838 hours have unusually few or many rows for their time of the week (0.358 %); none is allowed"
    ),
    KindCase(
        name: "hours like those of other weeks",
        script: weeks,
        kind: "metric",
        keys: { keys(minimum: 1) },
        status: .pass,
        population: 308,
        violations: 0,
        message: "all 308 hours have about as many rows as the same time of other weeks",
        filter: "at < '2018-11-14 12:00'"
    ),
    KindCase(
        name: "too few weeks",
        script: weeks,
        kind: "metric",
        keys: { keys(minimum: 5) },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no hours with 5 other weeks to compare with"
    ),
    KindCase(
        name: "too few rows to tell",
        script: weeks,
        kind: "metric",
        keys: { keys(per: "at by minute") },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "most minutes usually have no rows, so that an unusual number cannot be told"
    ),
]
