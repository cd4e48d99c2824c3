import AuditModel

/// Kinds that compare keys.
let keyCases: [KindCase] = [
    KindCase(
        name: "rows beyond the first of their key",
        script: people,
        kind: "unique",
        keys: { ["dataset": "plays", "columns": ["song"]] },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 rows repeat the song of another (50.000 %); none is allowed"
    ),
    KindCase(
        name: "a key of two columns, NULL ignored",
        script: people,
        kind: "unique",
        keys: { ["dataset": "plays", "columns": ["person", "song"]] },
        status: .pass,
        population: 3,
        violations: 0,
        message: "all 3 rows have a person and song of their own"
    ),
    KindCase(
        name: "a key that determines another column",
        script: people,
        kind: "unique",
        keys: { ["dataset": "plays", "columns": ["song"], "determines": ["person"]] },
        status: .fail,
        population: 2,
        violations: 2,
        message: "2 of 2 values of song in plays go with more than one person (100.000 %); none is allowed"
    ),
    KindCase(
        name: "the only row with a key",
        script: "CREATE TABLE t AS SELECT 1 AS k UNION ALL SELECT NULL",
        kind: "relationship",
        keys: { ["dataset": "t", "columns": ["k"], "parent": ["dataset": "t", "columns": ["k"]]] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "1 of 1 rows with a value for k is linked to t"
    ),
    KindCase(
        name: "no rows to be unique",
        script: people,
        kind: "unique",
        keys: { ["dataset": "nobody", "columns": ["id"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at"
    ),
    KindCase(
        name: "orphans, NULL ignored",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "people", "columns": ["id"]]]
        },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for person cannot be linked to people (33.333 %); none is allowed"
    ),
    KindCase(
        name: "orphans, NULL is a violation",
        script: people,
        kind: "relationship",
        keys: {
            [
                "dataset": "plays", "columns": ["person"], "nulls": "violation",
                "parent": ["dataset": "people", "columns": ["id"], "where": "id <> 2"],
            ]
        },
        status: .fail,
        population: 4,
        violations: 3,
        message: "3 of 4 rows cannot be linked to people (75.000 %); none is allowed"
    ),
    KindCase(
        name: "orphans, conditions that name their tables",
        script: people,
        kind: "relationship",
        keys: {
            [
                "dataset": "plays", "columns": ["person"], "nulls": "violation",
                "where": "\"plays\" . person IS NULL OR public.plays.person IS NOT NULL -- all of them",
                "parent": ["dataset": "people", "columns": ["id"], "where": "People.id <> 2"],
            ]
        },
        status: .fail,
        population: 4,
        violations: 3,
        message: "3 of 4 rows cannot be linked to people (75.000 %); none is allowed"
    ),
    KindCase(
        name: "an empty parent makes orphans of all",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "nobody", "columns": ["id"]]]
        },
        status: .fail,
        population: 3,
        violations: 3,
        message: "3 of 3 rows with a value for person cannot be linked to nobody (100.000 %); none is allowed"
    ),
    KindCase(
        name: "every row has a parent",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "people", "columns": ["id"]]]
        },
        status: .pass,
        population: 2,
        violations: 0,
        message: "all 2 rows with a value for person are linked to people",
        filter: "person < 9"
    ),
    KindCase(
        name: "no rows to be linked",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "nobody", "columns": ["id"], "parent": ["dataset": "people", "columns": ["id"]]]
        },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows with a value for id to look at"
    ),
    KindCase(
        name: "a missing parent table",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "persons", "columns": ["id"]]]
        },
        status: .error,
        message: "there is no table or view public.persons"
    ),
]
