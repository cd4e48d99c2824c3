import AuditModel

/// Kinds that look at a dataset as a whole.
let wholeCases: [KindCase] = [
    KindCase(
        name: "days between the data's own ends",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "every": "1 day"] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 days has no rows (33.333 %); none is allowed"
    ),
    KindCase(
        name: "days between given ends, the last one whole",
        script: people,
        kind: "coverage",
        keys: {
            ["dataset": "people", "column": "seen", "every": "12 hours", "from": "2018-11-01", "to": "2018-11-01"]
        },
        status: .fail,
        population: 2,
        violations: 1,
        message: "1 of 2 periods of 12 hours has no rows (50.000 %); none is allowed",
        filter: "seen > '2018-11-01 12:00'"
    ),
    KindCase(
        name: "accepted gaps are not expected",
        script: people,
        kind: "coverage",
        keys: {
            [
                "dataset": "people", "column": "seen", "every": "day",
                "accepted_gaps": [["2018-11-02", "2018-11-02"]],
            ]
        },
        status: .pass,
        population: 2,
        violations: 0,
        message: "all 2 days have rows"
    ),
    KindCase(
        name: "months",
        script: people,
        kind: "coverage",
        keys: {
            ["dataset": "people", "column": "seen", "every": "month", "from": "2018-10-15", "to": "2018-12-01"]
        },
        status: .fail,
        population: 3,
        violations: 2,
        message: "2 of 3 months have no rows (66.667 %); none is allowed"
    ),
    KindCase(
        name: "an empty table without ends",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "nobody", "column": "seen", "every": "day"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no days to look at"
    ),
    KindCase(
        name: "an empty table between given ends",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "nobody", "column": "seen", "every": "day", "from": "2018-11-01", "to": "2018-11-02"] },
        status: .fail,
        population: 2,
        violations: 2,
        message: "2 of 2 days have no rows (100.000 %); none is allowed"
    ),
    KindCase(
        name: "the longest gap",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "longest_gap": "1 day"] },
        status: .fail,
        population: 2,
        violations: 1,
        message: "1 of 2 gaps between neighbouring rows is longer than 1 day; the longest is 2 days, "
            + "from 2018-11-01 12:30:00 to 2018-11-03 12:30:00 UTC; none is allowed"
    ),
    KindCase(
        name: "no gap too long",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "longest_gap": "2 days"] },
        status: .pass,
        population: 2,
        violations: 0,
        message: "no gap between neighbouring rows is longer than 2 days; the longest is 2 days, "
            + "from 2018-11-01 12:30:00 to 2018-11-03 12:30:00 UTC"
    ),
    KindCase(
        name: "one row has no gap",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "longest_gap": "1 day"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are fewer than two rows, so there is no gap to look at",
        filter: "id = 1"
    ),
    KindCase(
        name: "rows of a query out of a population",
        script: people,
        kind: "sql",
        keys: {
            [
                "rows": "select * from people where born < 1;\n", "population": "select count(*) from people",
                "unit": "people",
            ]
        },
        status: .fail,
        population: 4,
        violations: 1,
        message: "1 of 4 people breaks this rule (25.000 %); none is allowed"
    ),
    KindCase(
        name: "no row of a query",
        script: people,
        kind: "sql",
        keys: { ["rows": "select 1 where false -- nothing"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "no rows break this rule"
    ),
    KindCase(
        name: "a query over a missing table",
        script: people,
        kind: "sql",
        keys: { ["rows": "select * from nowhere"] },
        status: .error,
        message: "relation \"nowhere\" does not exist (SQLSTATE 42P01)"
    ),
    KindCase(
        name: "a query that writes is refused",
        script: "CREATE SEQUENCE s",
        kind: "sql",
        keys: { ["rows": "select nextval('s')"] },
        status: .error,
        message: "cannot execute nextval() in a read-only transaction (SQLSTATE 25006)"
    ),
    KindCase(
        name: "newest row too old",
        script: people,
        kind: "freshness",
        keys: { ["dataset": "people", "column": "seen", "as_of": "2018-11-05"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "the newest of the rows is of 2018-11-03 12:30:00 UTC, 35 h 30 min before 2018-11-05 UTC; "
            + "more than 1 day is a failure",
        limits: { try limits(fail: "> 1 days") }
    ),
    KindCase(
        name: "newest row fresh enough",
        script: people,
        kind: "freshness",
        keys: { ["dataset": "people", "column": "seen", "as_of": "2018-11-05T00:00:00Z"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "the newest of the rows is of 2018-11-03 12:30:00 UTC, 35 h 30 min before 2018-11-05 00:00:00 UTC",
        limits: { try limits(fail: "> 36 hours") }
    ),
    KindCase(
        name: "no row to be fresh",
        script: people,
        kind: "freshness",
        keys: { ["dataset": "nobody", "column": "seen"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows with a value for seen",
        limits: { try limits(fail: "> 36 hours") }
    ),
    KindCase(
        name: "same values under another key",
        script: people,
        kind: "duplicates",
        keys: { ["dataset": "people", "compare": ["name"]] },
        status: .fail,
        population: 2,
        violations: 2,
        message: "2 of 2 rows are likely the same as another, by name (100.000 %); none is allowed"
    ),
    KindCase(
        name: "all different",
        script: people,
        kind: "duplicates",
        keys: { ["dataset": "people", "compare": ["name", "born"]] },
        status: .pass,
        population: 3,
        violations: 0,
        message: "all 3 rows are likely distinct, by name and born"
    ),
    KindCase(
        name: "no rows to be duplicates",
        script: people,
        kind: "duplicates",
        keys: { ["dataset": "nobody", "compare": ["name"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at"
    ),
    KindCase(
        name: "the same key twice is no duplicate",
        script: "CREATE TABLE t AS SELECT 1 AS k, 'a' AS v UNION ALL SELECT 1, 'a'",
        kind: "duplicates",
        keys: { ["dataset": "t", "compare": ["v"], "key": ["k"]] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "1 of 1 rows is likely distinct, by v"
    ),
    KindCase(
        name: "as many rows",
        script: people,
        kind: "reconciliation",
        keys: {
            ["source": ["dataset": "people", "count": "rows"], "target": ["dataset": "plays", "count": "rows"]]
        },
        status: .pass,
        population: 4,
        violations: 0,
        message: "there are 4 rows in people and 4 in plays: the two agree"
    ),
    KindCase(
        name: "fewer rows",
        script: people,
        kind: "reconciliation",
        keys: { ["source": ["dataset": "people"], "target": ["query": "select 1 from plays where person > 0;"]] },
        status: .fail,
        population: 4,
        violations: 1,
        message: "there are 4 rows in people and 3 in the target query: a difference of 1; none is allowed"
    ),
    KindCase(
        name: "keys on one side only",
        script: people,
        kind: "reconciliation",
        keys: {
            [
                "source": ["dataset": "people", "where": "id < 4", "keys": ["id"]],
                "target": ["dataset": "plays", "where": "person is not null", "keys": ["person"]],
            ]
        },
        status: .fail,
        population: 4,
        violations: 2,
        message: "1 key is only in people and 1 only in plays, of 4 altogether; none is allowed"
    ),
    KindCase(
        name: "both sides empty",
        script: people,
        kind: "reconciliation",
        keys: { ["source": ["dataset": "nobody"], "target": ["dataset": "nobody"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "both sides are empty"
    ),
]
