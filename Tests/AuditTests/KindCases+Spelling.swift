import AuditModel

private let songs = """
    CREATE TABLE songs (artist int, title text);
    INSERT INTO songs VALUES (1, 'One Way'), (1, 'one  way '), (1, E'One\\u00A0Way'), (1, 'Two'), (1, 'Two'), (2, 'TWO'),
        (2, ' '), (2, NULL), (NULL, 'two');
    """

/// Texts that differ only in case or spacing.
let spellingCases: [KindCase] = [
    KindCase(
        name: "case and spacing",
        script: songs,
        kind: "spelling",
        keys: { ["dataset": "songs", "column": "title"] },
        status: .fail,
        population: 2,
        violations: 2,
        message:
            "2 of 2 values of title in songs have several spellings that differ only in case or spacing (100.000 %); "
            + "none is allowed"
    ),
    KindCase(
        name: "within the same artist",
        script: songs,
        kind: "spelling",
        keys: { ["dataset": "songs", "column": "title", "within": ["artist"]] },
        status: .fail,
        population: 3,
        violations: 1,
        message:
            "1 of 3 values of title in songs has several spellings that differ only in case or spacing (33.333 %); "
            + "none is allowed"
    ),
    KindCase(
        name: "case alone, where spacing differs",
        script: songs,
        kind: "spelling",
        keys: { ["dataset": "songs", "column": "title", "within": ["artist"], "ignore": ["case"]] },
        status: .pass,
        population: 5,
        violations: 0,
        message: "all 5 values of title in songs have just one spelling"
    ),
    KindCase(
        name: "no texts",
        script: songs,
        kind: "spelling",
        keys: { ["dataset": "songs", "column": "title"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no values of title in songs to look at",
        filter: "title is null"
    ),
]
