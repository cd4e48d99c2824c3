import AuditModel

private let forms = """
    CREATE TABLE texts (id int, v text);
    INSERT INTO texts SELECT row_number() OVER (), v FROM unnest(ARRAY['12', ' -7 ', '2147483648', '99999999999999999999999',
        '1e5', '12.50', '2018-02-28', '2018-02-29', '2000-02-29', '1900-02-29', '0000-01-01', '2018-13-01', '2018-04-31',
        '2018-11-01T23:59:59Z', '2018-11-01 24:00', '2018-11-01 10:00:00.5+02:00', '10:30', 'true', 'No', 'maybe', '',
        'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11', NULL, '٣', E'1\\n2']) AS v;
    CREATE TABLE days (at timestamp, level text);
    INSERT INTO days VALUES ('2018-11-01', 'Free'), ('2018-11-30 23:59:59', 'PAID'), ('2018-12-01', 'trial'), (NULL, NULL);
    """

private func form(_ type: String, _ violations: Int) -> KindCase {
    let words = [
        "integer": "a whole number (integer)", "bigint": "a whole number (bigint)", "numeric": "a number",
        "boolean": "true or false", "date": "a day of the calendar", "time": "a time of day", "timestamp": "an instant",
        "uuid": "a UUID",
    ]
    return KindCase(
        name: "texts that can be read as \(type)",
        script: forms,
        kind: "accepted",
        keys: { ["dataset": "texts", "column": "v", "type": .scalar(type)] },
        status: .pass,
        population: 24,
        violations: violations,
        message: "\(violations) of 24 rows with a value for v have one that is not \(words[type] ?? "") "
            + "(\(percents[violations] ?? "") %); tolerated: only 24 or more counts",
        limits: { try limits(fail: ">= 24 rows") }
    )
}

private let percents = [22: "91.667", 21: "87.500", 18: "75.000", 23: "95.833", 20: "83.333"]

/// What values may look like.
let formCases: [KindCase] = [
    form("integer", 22), form("bigint", 21), form("numeric", 18), form("boolean", 22), form("date", 22),
    form("time", 23),
    form("timestamp", 20), form("uuid", 23),
    KindCase(
        name: "several criteria must all hold",
        script: forms,
        kind: "accepted",
        keys: { ["dataset": "texts", "column": "v", "pattern": "[0-9]+", "length": [1, 3], "range": ["10", nil]] },
        status: .fail,
        population: 24,
        violations: 23,
        message: "23 of 24 rows with a value for v have one that is not at least 10 and of the form [0-9]+ and "
            + "between 1 and 3 characters long (95.833 %); none is allowed"
    ),
    KindCase(
        name: "a range of days holds its last day whole",
        script: forms,
        kind: "accepted",
        keys: { ["dataset": "days", "column": "at", "range": ["2018-11-01", "2018-11-30"]] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for at has one that is not between 2018-11-01 and 2018-11-30 (33.333 %); "
            + "none is allowed"
    ),
    KindCase(
        name: "values in upper or lower case",
        script: forms,
        kind: "accepted",
        keys: { ["dataset": "days", "column": "level", "values": ["free", "Paid"], "ignore_case": "true"] },
        status: .fail,
        population: 3,
        violations: 1,
        message:
            "1 of 3 rows with a value for level has one that is not one of free, Paid, upper or lower case (33.333 %); "
            + "none is allowed"
    ),
    KindCase(
        name: "a pattern in upper or lower case",
        script: forms,
        kind: "accepted",
        keys: { ["dataset": "days", "column": "level", "pattern": "[a-z]+", "ignore_case": "true"] },
        status: .pass,
        population: 3,
        violations: 0,
        message: "all 3 rows with a value for level have one that is of the form [a-z]+, upper or lower case"
    ),
    KindCase(
        name: "a part that must not be there, in plain words",
        script: forms,
        kind: "accepted",
        keys: {
            [
                "dataset": "days", "column": "level", "not_pattern": "^P|x", "ignore_case": "true",
                "in_words": "a plain level",
            ]
        },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for level has one that is not a plain level (33.333 %); none is allowed"
    ),
]
