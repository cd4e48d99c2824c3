import AuditModel

/// Log files, what they hold, and the days that their names promise.
private let logs = """
    CREATE TABLE files (path text);
    INSERT INTO files VALUES ('2018/11/2018-11-01-events.json'), ('2018/11/2018-11-03-events.json'),
        ('2018-11-04.json'), ('2018-02-30-events.json'), ('notes.txt'), (NULL), ('12018-11-09.json');
    CREATE TABLE events (id int PRIMARY KEY, at timestamp, level text);
    INSERT INTO events VALUES (1, '2018-11-01 10:00', 'free'), (2, '2018-11-01 23:00', 'free'),
        (3, '2018-11-04 00:30', NULL), (4, '2018-11-05 12:00', 'trial');
    """

/// Rows in office hours from Thursday to Tuesday; Friday afternoon and Monday morning are missing.
private let office = """
    CREATE TABLE calls (id int PRIMARY KEY, at timestamp);
    INSERT INTO calls
    SELECT row_number() OVER (), at FROM generate_series('2018-11-01 09:15'::timestamp, '2018-11-06 16:15', '1 hour') AS at
    WHERE extract(isodow FROM at) < 6 AND extract(hour FROM at) BETWEEN 9 AND 16
      AND at NOT BETWEEN '2018-11-02 15:00' AND '2018-11-05 10:00';
    """

/// What is expected by promise, by a calendar or by a list.
let coverageCases: [KindCase] = [
    KindCase(
        name: "the days that names of files promise",
        script: logs,
        kind: "coverage",
        keys: {
            [
                "dataset": "events", "column": "at", "every": "1 day",
                "expected_by": ["dataset": "files", "column": "path"],
            ]
        },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 days has no rows (33.333 %); none is allowed"
    ),
    KindCase(
        name: "every hour of the days that a query promises",
        script: logs,
        kind: "coverage",
        keys: {
            [
                "dataset": "events", "column": "at", "every": "1 hour",
                "expected_by": ["query": "select date '2018-11-01' union all select null;"],
            ]
        },
        status: .fail,
        population: 24,
        violations: 22,
        message: "22 of 24 hours have no rows (91.667 %); none is allowed"
    ),
    KindCase(
        name: "just the periods of promised instants, within given ends",
        script: logs,
        kind: "coverage",
        keys: {
            [
                "dataset": "events", "column": "at", "every": "30 minutes", "from": "2018-11-02",
                "expected_by": ["dataset": "events", "column": "at", "where": "id < 4"],
            ]
        },
        status: .fail,
        population: 1,
        violations: 1,
        message: "1 of 1 periods of 30 minutes has no rows (100.000 %); none is allowed",
        filter: "id = 4"
    ),
    KindCase(
        name: "nothing promised",
        script: logs,
        kind: "coverage",
        keys: {
            [
                "dataset": "events", "column": "at", "every": "1 day",
                "expected_by": ["dataset": "files", "column": "path", "where": "path = 'notes.txt'"],
            ]
        },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "1 value of path in files holds no day such as 2018-11-15"
    ),
    KindCase(
        name: "only the hours of a calendar",
        script: office,
        kind: "coverage",
        keys: {
            [
                "dataset": "calls", "column": "at", "every": "1 hour",
                "calendar": ["hours": ["mon-fri 09:00-17:00"]],
            ]
        },
        status: .fail,
        population: 32,
        violations: 3,
        message: "3 of 32 hours have no rows (9.375 %); none is allowed"
    ),
    KindCase(
        name: "no holiday, and hours of another time zone",
        script: office,
        kind: "coverage",
        keys: {
            [
                "dataset": "calls", "column": "at", "every": "1 hour",
                "calendar": [
                    "hours": ["mon-fri 10:00-18:00"], "holidays": ["2018-11-02", "2018-11-05"],
                    "time_zone": "Europe/Berlin",
                ],
            ]
        },
        status: .pass,
        population: 16,
        violations: 0,
        message: "all 16 hours have rows"
    ),
    KindCase(
        name: "weeks by the calendar",
        script: office,
        kind: "coverage",
        keys: { ["dataset": "calls", "column": "at", "every": "week", "from": "2018-10-21", "to": "2018-11-12"] },
        status: .fail,
        population: 5,
        violations: 3,
        message: "3 of 5 weeks have no rows (60.000 %); none is allowed"
    ),
    KindCase(
        name: "a gap of expected hours only",
        script: office,
        kind: "coverage",
        keys: {
            [
                "dataset": "calls", "column": "at", "longest_gap": "3 hours",
                "calendar": ["hours": ["mon-fri 09:00-17:00"]],
            ]
        },
        status: .fail,
        population: 28,
        violations: 1,
        message: "1 of 28 gaps between neighbouring rows is longer than 3 hours of the expected hours; the longest is "
            + "4 h of the expected hours, from 2018-11-02 14:15:00 to 2018-11-05 10:15:00 UTC; none is allowed"
    ),
    KindCase(
        name: "no gap of expected hours is too long",
        script: office,
        kind: "coverage",
        keys: {
            [
                "dataset": "calls", "column": "at", "longest_gap": "4 hours",
                "calendar": ["hours": ["mon-fri 09:00-17:00"]],
            ]
        },
        status: .pass,
        population: 28,
        violations: 0,
        message: "no gap between neighbouring rows is longer than 4 hours of the expected hours"
    ),
    KindCase(
        name: "members of a list",
        script: logs,
        kind: "coverage",
        keys: { ["dataset": "events", "column": "level", "members": ["free", "paid"]] },
        status: .fail,
        population: 2,
        violations: 1,
        message: "1 of 2 values that level should have has no rows (50.000 %); none is allowed"
    ),
    KindCase(
        name: "members of another table",
        script: logs + "CREATE TABLE known AS SELECT generate_series(1, 5) AS id;",
        kind: "coverage",
        keys: {
            [
                "dataset": "events", "column": "id",
                "expected_by": ["dataset": "known", "column": "id", "where": "id < 5"],
            ]
        },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 values that id should have have rows"
    ),
]
