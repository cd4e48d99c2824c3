import AuditModel

/// What the rules find in the data mart, with its real figures.
enum SparkifyResults {
    /// The results in the order of the rule files.
    static let all = linkage + people + catalogue + time

    private static let linkage: [RuleResult] = [
        .measured(
            "songplays.artist.linked",
            kind: "relationship",
            "Every play is linked to an artist",
            .coverage,
            .critical,
            .fail,
            of: 6_820,
            broken: 6_819,
            message: "6,819 of 6,820 plays (99.985 %) are linked to no artist; the limit is 50 %"
        ) {
            $0.policy = "DG-01"
            $0.owner = "music-data-governance"
            $0.dataset = "public.songplays"
            $0.columns = ["artist_id"]
            $0.nullHandling = "violation"
            $0.condition.failIf = "> 50%"
            $0.facts = [Fact("artists in the catalogue", "69"), Fact("songs in the catalogue", "71")]
            $0.diagnosis = SparkifyDiagnosis.linkage
            $0.impact = "Nobody can say which artists and which music do best, and royalties cannot be worked out."
            $0.remediation = """
                Ask the owners of the music catalogue for the artists and songs that were played but are missing; \
                load them; run this audit again.
                """
            $0.query = """
                SELECT count(*) AS population,
                       count(*) FILTER (WHERE p.artist_id IS NULL OR a.artist_id IS NULL) AS violations
                FROM public.songplays AS p LEFT JOIN public.artists AS a USING (artist_id)
                """
            $0.samples = Samples(
                columns: ["songplay_id", "start_time", "artist_id"],
                rows: [
                    ["1", "2018-11-01 21:01:46.796+00", nil],
                    ["2", "2018-11-01 21:05:52.796+00", nil],
                    ["3", "2018-11-01 21:08:16.796+00", nil],
                ],
                total: 6_819,
                order: "songplay_id",
                redacted: []
            )
        },
        .measured(
            "songplays.song.linked",
            kind: "relationship",
            "Every play is linked to a song",
            .coverage,
            .critical,
            .fail,
            of: 6_820,
            broken: 6_819,
            message: "6,819 of 6,820 plays (99.985 %) are linked to no song; the limit is 50 %"
        ) {
            $0.policy = "DG-01"
            $0.owner = "music-data-governance"
            $0.dataset = "public.songplays"
            $0.columns = ["song_id"]
            $0.nullHandling = "violation"
            $0.condition.failIf = "> 50%"
            $0.impact = "Nobody can say which artists and which music do best, and royalties cannot be worked out."
        },
    ]

    private static let people: [RuleResult] = [
        .measured(
            "users.user_id.unique",
            kind: "unique",
            "Every user is listed once",
            .uniqueness,
            of: 96,
            message: "all 96 user numbers are different"
        ) {
            $0.policy = "DG-02"
            $0.dataset = "public.users"
            $0.columns = ["user_id"]
        },
        .measured(
            "users.level.one",
            kind: "sql",
            "A user's level stays the same",
            .consistency,
            .info,
            .warn,
            of: 96,
            broken: 8,
            message: "8 of 96 users (8.333 %) appear with both levels, free and paid, within the month"
        ) {
            $0.condition = ConditionTexts(warnIf: "> 0", failIf: nil)
            $0.timeline = SparkifyDiagnosis.levels
            $0.owner = "customer-data"
            $0.impact =
                "The user list holds only the latest level; reports by level count these users in one group only."
            $0.remediation =
                "Decide whether reports need the level at the time of each play, and say so in their notes."
        },
        .measured(
            "users.same_person",
            kind: "duplicates",
            "No person is listed as two users",
            .uniqueness,
            .warn,
            .warn,
            of: 96,
            broken: 2,
            message: "2 of 96 users (2.083 %) share first name, last name and gender with another user: 1 pair"
        ) {
            $0.policy = "DG-02"
            $0.dataset = "public.users"
            $0.columns = ["first_name", "last_name", "gender"]
            $0.condition = ConditionTexts(warnIf: "> 0", failIf: nil)
            $0.owner = "customer-data"
            $0.entities = SparkifyDiagnosis.people
            $0.nullHandling = "ignored"
            $0.impact = "One person with two accounts is counted twice and may be offered an upgrade they already have."
            $0.remediation = "Compare the registrations of the pair; merge the accounts if they are one person."
            $0.query = "SELECT first_name, last_name, gender FROM public.users GROUP BY 1, 2, 3 HAVING count(*) > 1"
            $0.samples = Samples(
                columns: ["user_id", "first_name", "last_name", "gender"],
                rows: [["13", "withheld", "withheld", "F"], ["50", "withheld", "withheld", "F"]],
                total: 2,
                order: "user_id",
                redacted: ["first_name", "last_name"]
            )
        },
    ]

    private static let catalogue: [RuleResult] = [
        .measured(
            "songs.year.present",
            kind: "not_null",
            "Every song has its year",
            .completeness,
            .warn,
            .warn,
            of: 71,
            broken: 43,
            message: "43 of 71 songs (60.563 %) have no year; the limit is 5 %"
        ) {
            $0.policy = "DG-03"
            $0.dataset = "public.songs"
            $0.columns = ["year"]
            $0.nullHandling = "violation"
            $0.condition = ConditionTexts(warnIf: "> 5%", failIf: "> 75%")
            $0.impact = "Music cannot be compared by year or decade."
            $0.remediation = "Ask the owners of the music catalogue for the missing years."
            $0.query = "SELECT count(*), count(*) FILTER (WHERE year IS NULL OR year = 0) FROM public.songs"
            $0.samples = Samples(
                columns: ["song_id", "title", "year"],
                rows: [
                    ["SOBAYLL12A8C138AF9", "Sono andati? Fingevo di dormire", "0"],
                    ["SOBBXLX12A58A79DDA", "Erica (2005 Digital Remaster)", "0"],
                ],
                total: 43,
                order: "song_id",
                redacted: []
            )
        },
        .measured(
            "artists.location.present",
            kind: "not_null",
            "Every artist has a place",
            .completeness,
            .info,
            of: 69,
            broken: 27,
            message: "27 of 69 artists (39.130 %) have no place; the limit is 50 %"
        ) { $0.condition = ConditionTexts(warnIf: "> 50%", failIf: nil) },
        .unmeasured(
            "rejects.reason.present",
            kind: "not_null",
            "Every rejected record has a reason",
            .completeness,
            .error,
            .notApplicable,
            message: "the dataset is empty"
        ) { $0.unit = "rows" },
    ]

    private static let time: [RuleResult] = [
        .measured(
            "songplays.days",
            kind: "coverage",
            "Every day of November 2018 has plays",
            .coverage,
            of: 30,
            message: "all 30 days have plays"
        ) {
            $0.policy = "DG-04"
            $0.unit = "days"
            $0.activity = SparkifyDiagnosis.calendar
            $0.facts = [
                Fact("longest gap between two plays", "13 h 1 min 35 s"),
                Fact("from", "2018-11-03 01:16:15.796 UTC"),
                Fact("to", "2018-11-03 14:17:50.796 UTC"),
            ]
        },
        .measured(
            "songplays.start_time.single",
            kind: "unique",
            "No two plays begin in the same instant",
            .uniqueness,
            .info,
            .warn,
            of: 6_820,
            broken: 7,
            message: """
                7 of 6,820 plays (0.103 %) begin in the same instant as another play, which is why there are \
                7 plays more than entries in the table of times
                """
        ) {
            $0.policy = "DG-04"
            $0.condition = ConditionTexts(warnIf: "> 0", failIf: nil)
            $0.impact = "The instant alone does not tell two plays apart."
            $0.remediation = "Nothing, as long as reports tell plays apart by their number."
        },
        .measured(
            "time.every_play",
            kind: "relationship",
            "Every play is in the table of times",
            .consistency,
            of: 6_820,
            message: "all 6,820 plays are in the table of times"
        ) { $0.policy = "DG-04" },
        .measured(
            "load.plays_reconcile",
            kind: "reconciliation",
            "Every play that was read was loaded",
            .accuracy,
            .critical,
            of: 6_820,
            message: "all 6,820 plays of the source are in the table of plays"
        ) { $0.policy = "DG-05" },
        .unmeasured(
            "songplays.fresh",
            kind: "freshness",
            "The newest play is less than a day old",
            .timeliness,
            .warn,
            .skipped,
            message: "switched off: the data is a closed month"
        ),
    ]
}
