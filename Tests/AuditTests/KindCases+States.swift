import AuditModel

private let levels = """
    CREATE TABLE seen (person int, level text, at timestamp);
    CREATE TABLE events (person int, page text, ts bigint);
    INSERT INTO seen VALUES
        (1, 'free', '2018-11-01 10:00'), (1, 'free', '2018-11-01 11:00'), (1, 'paid', '2018-11-01 13:00'),
        (1, 'free', '2018-11-02 10:00'),
        (2, 'paid', '2018-11-01 10:00'), (2, 'paid', '2018-11-05 10:00'),
        (3, 'free', '2018-11-01 10:00'), (3, NULL, '2018-11-01 10:30'), (3, 'paid', '2018-11-01 11:00'),
        (NULL, 'free', '2018-11-01 10:00'), (NULL, 'paid', '2018-11-01 11:00'), (3, 'free', 'infinity'),
        (4, 'free', '2018-11-01 10:00'), (4, 'free', '2018-11-01 11:00'), (4, 'paid', '2018-11-01 11:00'),
        (4, 'paid', '2018-11-01 12:00');
    INSERT INTO events SELECT person, page, extract(epoch FROM at) * 1000 FROM (VALUES
        (1, 'Up', TIMESTAMP '2018-11-01 12:00'), (2, 'Up', '2018-11-02 12:00'), (3, 'Down', '2018-11-01 10:40'),
        (3, 'Up', '2018-11-01 11:00:01'), (4, 'Up', '2018-11-01 12:00'), (NULL, 'Up', '2018-11-01 10:40'),
        (1, NULL, '2018-11-01 14:00')) AS e (person, page, at);
    """

private func keys(_ state: String = "level") -> Literal {
    [
        "dataset": "seen", "entity": "person", "state": .scalar(state), "time": "at",
        "explained_by": [
            "dataset": "events", "time": "ts", "column": "page", "values": ["paid": "Up", "free": "Down"],
        ],
    ]
}

/// Changes of a state over time.
let stateCases: [KindCase] = [
    KindCase(
        name: "events must lie between the last row of the old state and the first of the new, ties said nothing",
        script: levels,
        kind: "state_changes",
        keys: { keys() },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 changes of level are explained by no event of events (50.000 %); none is allowed"
    ),
    KindCase(
        name: "every change has its event",
        script: levels,
        kind: "state_changes",
        keys: { keys() },
        status: .pass,
        population: 1,
        violations: 0,
        message: "1 of 1 changes of level is explained by an event of events",
        filter: "person = 1 and at < '2018-11-02'"
    ),
    KindCase(
        name: "nothing changes",
        script: levels,
        kind: "state_changes",
        keys: { keys() },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no changes of level to look at",
        filter: "person = 2"
    ),
]
