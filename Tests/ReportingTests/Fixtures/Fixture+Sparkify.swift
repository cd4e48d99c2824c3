import AuditModel

extension Fixture {
    /// The data mart as it is: one play of 6,820 is linked, and the rest of what an audit of it finds.
    static let sparkify = Fixture(
        name: "sparkify",
        audit: "sparkify",
        results: SparkifyResults.all,
        policies: policies,
        questions: SparkifyDiagnosis.questions,
        loads: [
            LoadReconciliation(
                source: "events",
                files: 30,
                records: 8_056,
                loaded: 6_820,
                filtered: 1_236,
                rejected: 0,
                filteredReasons: [ReasonCount(reason: "not a play (the page is not NextSong)", records: 1_236)],
                rejectedReasons: []
            ),
            LoadReconciliation(
                source: "songs",
                files: 71,
                records: 71,
                loaded: 71,
                filtered: 0,
                rejected: 0,
                filteredReasons: [],
                rejectedReasons: []
            ),
        ],
        tables: [
            TableProfile(
                dataset: "public.songplays",
                rows: 6_820,
                columns: [
                    ColumnProfile(name: "songplay_id", type: "bigint", nulls: 0, minimum: "1", maximum: "6820"),
                    ColumnProfile(
                        name: "start_time",
                        type: "timestamp with time zone",
                        nulls: 0,
                        minimum: "2018-11-01 21:01:46.796+00",
                        maximum: "2018-11-30 19:54:24.796+00"
                    ),
                    ColumnProfile(name: "artist_id", type: "text", nulls: 6_819, minimum: nil, maximum: nil),
                ]
            ),
            TableProfile(
                dataset: "public.users",
                rows: 96,
                columns: [
                    ColumnProfile(name: "user_id", type: "integer", nulls: 0, minimum: "2", maximum: "101"),
                    ColumnProfile(name: "last_name", type: "text", nulls: 0, minimum: nil, maximum: nil),
                ]
            ),
        ],
        history: SparkifyHistory.history,
        changes: SparkifyHistory.changes
    )

    private static func policy(
        _ id: String,
        _ title: String,
        _ statement: String,
        _ owner: String,
        _ target: String?
    )
        -> Policy
    {
        Policy(
            id: id,
            title: title,
            statement: statement,
            owner: owner,
            target: target,
            review: "2026-12-31",
            location: Location(file: "rules/sparkify/policies.yaml", line: 4, column: 5)
        )
    }

    private static let policies = [
        policy(
            "DG-01",
            "Plays can be attributed to music",
            "Every play can be attributed to an artist and a song of the catalogue.",
            "music-data-governance",
            "95 of 100 plays by the end of 2026"
        ),
        policy(
            "DG-02",
            "A user is one person",
            "Every user in the list is one person, listed once.",
            "customer-data",
            nil
        ),
        policy(
            "DG-03",
            "The catalogue is complete",
            "Every song of the catalogue has title, artist, year and duration.",
            "music-data-governance",
            nil
        ),
        policy(
            "DG-04",
            "Listening is recorded without gaps",
            "Every play is recorded with its time.",
            "data-engineering",
            nil
        ),
        policy(
            "DG-05",
            "Nothing is lost in loading",
            "Every record is loaded, left out for a reason, or rejected with a reason.",
            "data-engineering",
            "all records"
        ),
        policy(
            "DG-06",
            "Data is erased on request",
            "A user's data is erased within 30 days of the request.",
            "legal",
            nil
        ),
    ]
}
