import AuditModel

/// Ten days with 4, 5 or 6 rows; a day with 20 rows follows, and then a day that has not ended at the instant that counts.
private let visits = """
    CREATE TABLE visits AS
    SELECT d AS day, d + n * interval '1 minute' AS at, n AS number, n * 1.5 AS amount, NULL::int AS nothing
    FROM generate_series(timestamp '2018-11-01', '2018-11-10', '1 day') AS d,
         generate_series(1, 4 + extract(day FROM d)::int % 3) AS n;
    CREATE TABLE busy AS TABLE visits;
    INSERT INTO busy SELECT '2018-11-11', timestamp '2018-11-11' + n * interval '1 minute', n, n FROM generate_series(1, 20) AS n;
    CREATE TABLE future AS TABLE visits;
    INSERT INTO future SELECT '9018-11-11', timestamp '9018-11-11' + n * interval '1 minute', n, n FROM generate_series(1, 2) AS n;
    CREATE TABLE odd AS SELECT 'NaN'::float8 AS x, 1e30::numeric AS large;
    """

/// The kind that judges a figure.
let metricCases: [KindCase] = [
    KindCase(
        name: "an average within decimal bounds",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "visits", "value": "avg(amount) -- all of them", "label": "average amount"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "the average amount is 4.59",
        limits: { try limits(fail: "not between 4.589 and 4.59") }
    ),
    KindCase(
        name: "an average just outside decimal bounds",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "visits", "value": "avg(amount)"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "the figure is 4.59; more than 4.589999999 is a failure",
        limits: { try limits(fail: "> 4.589999999") }
    ),
    KindCase(
        name: "a figure that is missing",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "visits", "value": "sum(nothing)"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to compute the figure of",
        limits: { try limits(fail: "> 0") }
    ),
    KindCase(
        name: "a figure that is no number",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "odd", "value": "max(x)"] },
        status: .error,
        message: "invalid input syntax for type numeric: \"NaN is too large or not a number\" (SQLSTATE 22P02)",
        limits: { try limits(fail: "> 0") }
    ),
    KindCase(
        name: "a figure that is too large",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "odd", "value": "max(large)"] },
        status: .error,
        message:
            "invalid input syntax for type numeric: \"1000000000000000000000000000000 is too large or not a number\" "
            + "(SQLSTATE 22P02)",
        limits: { try limits(fail: "> 0") }
    ),
    KindCase(
        name: "a missing column",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "visits", "value": "count(*)", "per": "att by day"] },
        status: .error,
        message: "public.visits has no column 'att'; did you mean 'at'?",
        limits: { try limits(fail: "> 0") }
    ),
    KindCase(
        name: "the newest day against a limit",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "visits", "value": "count(*)", "label": "number of visits", "per": "at by day"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "the number of visits on 2018-11-10 is 5; more than 4.5 is a failure",
        limits: { try limits(fail: "> 4.5") }
    ),
    KindCase(
        name: "a usual day",
        script: visits,
        kind: "metric",
        keys: { daily("visits") },
        status: .pass,
        population: 1,
        violations: 0,
        message: "the figure on 2018-11-10 is 5; the median of the 9 days before is 5, their usual distance from it 1"
    ),
    KindCase(
        name: "an unusual day, which is not in its own history",
        script: visits,
        kind: "metric",
        keys: { daily("busy") },
        status: .fail,
        population: 1,
        violations: 1,
        message:
            "the figure on 2018-11-11 is 20; the median of the 10 days before is 5, their usual distance from it 1; "
            + "anything outside 2 to 8 is a failure"
    ),
    KindCase(
        name: "a period that has not ended is not judged, and days without rows count as 0",
        script: visits + "DELETE FROM busy WHERE day = '2018-11-05';",
        kind: "metric",
        keys: { daily("busy", history: 1, minimum: 1) },
        status: .fail,
        population: 1,
        violations: 1,
        message:
            "the figure on 2018-11-11 is 20; the median of the 1 days before is 5, their usual distance from it 0; "
            + "anything outside 5 to 5 is a failure"
    ),
    KindCase(
        name: "too little history",
        script: visits,
        kind: "metric",
        keys: { daily("visits", minimum: 10) },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "the figure on 2018-11-10 is 5; of 10 earlier days that it takes to compare, there are 9"
    ),
    KindCase(
        name: "the first run has no history",
        script: visits,
        kind: "metric",
        keys: { ["dataset": "visits", "value": "count(*)", "expect": ["within": "3 mad", "of": "last 28"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "the figure is 50; of 7 earlier runs that it takes to compare, there are 0"
    ),
]

private func daily(_ table: String, history: Int = 28, minimum: Int = 7) -> Literal {
    [
        "dataset": .scalar(table), "value": "count(*)", "per": "at by day",
        "expect": [
            "within": "3 mad", "of": .scalar("last \(history)"), "min_history": .scalar(String(minimum)),
        ],
    ]
}
