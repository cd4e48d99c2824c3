import AuditModel

/// Every case of every kind.
let kindCases =
    rowCases + keyCases + wholeCases + stateCases + spellingCases + coverageCases + seasonCases + metricCases
    + schemaCases
    + formCases

/// The database of most cases.
let people = """
    CREATE TABLE people (id int PRIMARY KEY, name text, level text, born int, seen timestamp);
    INSERT INTO people VALUES
        (1, 'Ada', 'paid', 1815, '2018-11-01 10:00'), (2, '', 'free', 0, '2018-11-01 12:30'),
        (3, NULL, 'trial', NULL, '2018-11-03 12:30'), (4, 'Ada', NULL, 1990, NULL);
    CREATE TABLE nobody (id int PRIMARY KEY, name text, level text, born int, seen timestamp);
    CREATE TABLE plays (id int PRIMARY KEY, person int, song text);
    INSERT INTO plays VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 9, 'b'), (4, NULL, 'b');
    """

/// Kinds that look at each row by itself.
private let rowCases: [KindCase] = [
    KindCase(
        name: "NULL and sentinels are missing",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "name", "missing": [""]] },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 rows have no name (50.000 %); none is allowed"
    ),
    KindCase(
        name: "without sentinels only NULL is missing",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "born"] },
        status: .pass,
        population: 4,
        violations: 1,
        message: "1 of 4 rows has no born (25.000 %); tolerated: only more than 25 % counts",
        limits: { try limits(fail: "> 25%") }
    ),
    KindCase(
        name: "a number as sentinel",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "born", "missing": [0]] },
        status: .warn,
        population: 4,
        violations: 2,
        message: "2 of 4 rows have no born (50.000 %); 50 % or more calls for a look",
        limits: { try limits(warn: ">= 50%", fail: "> 50%") }
    ),
    KindCase(
        name: "every value there",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "id"] },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 rows have a value for id"
    ),
    KindCase(
        name: "no rows",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "nobody", "column": "name"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at"
    ),
    KindCase(
        name: "no rows after the filter",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "name"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at",
        filter: "id > 100 -- nobody"
    ),
    KindCase(
        name: "missing table",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "poeple", "column": "name"] },
        status: .error,
        message: "there is no table or view public.poeple; did you mean 'people'?"
    ),
    KindCase(
        name: "missing column",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "nam"] },
        status: .error,
        message: "public.people has no column 'nam'; did you mean 'name'?"
    ),
    KindCase(
        name: "enough rows",
        script: people,
        kind: "row_count",
        keys: { ["dataset": "people"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "people holds 4 rows"
    ),
    KindCase(
        name: "too few rows",
        script: people,
        kind: "row_count",
        keys: { ["dataset": "people"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "people holds 4 rows; anything outside 5 to 9 is a failure",
        limits: { try limits(fail: "not between 5 and 9") }
    ),
    KindCase(
        name: "an empty table is a count of 0",
        script: people,
        kind: "row_count",
        keys: { ["dataset": "nobody"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "nobody holds 0 rows; fewer than 1 is a failure"
    ),
    KindCase(
        name: "values outside a list, NULL ignored",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "level", "values": ["free", "paid"]] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for level has one that is not one of free, paid (33.333 %); none is allowed"
    ),
    KindCase(
        name: "a value that an enum lacks",
        script: """
            CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t AS SELECT 'sad'::mood AS m UNION ALL SELECT 'ok'
            """,
        kind: "accepted",
        keys: { ["dataset": "t", "column": "m", "values": ["ok", "glad"]] },
        status: .fail,
        population: 2,
        violations: 1,
        message: "1 of 2 rows with a value for m has one that is not one of ok, glad (50.000 %); none is allowed"
    ),
    KindCase(
        name: "values inside a range",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "id", "range": [1, 4]] },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 rows with a value for id have one that is between 1 and 4"
    ),
    KindCase(
        name: "a half open range",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "born", "range": [1, nil]] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for born has one that is not at least 1 (33.333 %); none is allowed"
    ),
    KindCase(
        name: "a pattern must match the whole value",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "level", "pattern": "free|pai"] },
        status: .fail,
        population: 3,
        violations: 2,
        message:
            "2 of 3 rows with a value for level have one that is not of the form free|pai (66.667 %); none is allowed"
    ),
    KindCase(
        name: "length in characters",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "name", "length": [1, 3]] },
        status: .fail,
        population: 3,
        violations: 1,
        message:
            "1 of 3 rows with a value for name has one that is not between 1 and 3 characters long (33.333 %); none is allowed"
    ),
    KindCase(
        name: "only NULL",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "level", "values": ["x"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows with a value for level to look at",
        filter: "level is null"
    ),
    KindCase(
        name: "a condition of the wrong type is an error",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "born", "values": ["free"]] },
        status: .error,
        message: "invalid input syntax for type integer: \"free\" (SQLSTATE 22P02)"
    ),
    KindCase(
        name: "a condition that holds",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "id > 0"] },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 rows fulfil the condition of this rule"
    ),
    KindCase(
        name: "a condition that is NULL is ignored",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "born > 1 -- years"] },
        status: .fail,
        population: 4,
        violations: 1,
        message: "1 of 4 rows does not fulfil the condition of this rule (25.000 %); none is allowed"
    ),
    KindCase(
        name: "a condition that is NULL is a violation on demand",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "born > 1", "nulls": "violation"] },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 rows do not fulfil the condition of this rule (50.000 %); none is allowed"
    ),
    KindCase(
        name: "broken SQL is an error of this rule",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "id >"] },
        status: .error,
        message: "syntax error at or near \")\" (SQLSTATE 42601)"
    ),
]
