import AuditModel

/// What a closer look at the data mart shows.
enum SparkifyDiagnosis {
    /// Why plays are not linked to artists.
    static let linkage = LinkageDiagnosis(
        noun: "plays",
        keyNoun: "artists",
        rows: 6_820,
        linked: 1,
        conclusion: """
            The catalogue is the cause, not the way of matching: 6,787 of 6,820 plays are of artists that it does not hold. \
            However generously plays were matched, no more than 33 of them could be linked today.
            """,
        funnel: [
            FunnelStage(code: "all", title: "all plays", rows: 6_820, percent: "100.000"),
            FunnelStage(code: "artist_folded", title: "artist in the catalogue", rows: 33, percent: "0.484"),
            FunnelStage(code: "artist_exact", title: "artist spelled the same", rows: 33, percent: "0.484"),
            FunnelStage(code: "title", title: "title in the catalogue too", rows: 2, percent: "0.029"),
            FunnelStage(code: "linked", title: "duration agrees too: linked", rows: 1, percent: "0.015"),
        ],
        causes: [
            LinkageCause(
                code: "parent_missing",
                title: "the catalogue does not hold the artist",
                rows: 6_786,
                percent: "99.516",
                keys: 3_130,
                examples: ["Coldplay", "Kings Of Leon", "Dwight Yoakam"],
                remedy: "Extract the artists of the list below from the source system, most plays first."
            ),
            LinkageCause(
                code: "title_missing",
                title: "the catalogue holds the artist but not the song",
                rows: 31,
                percent: "0.455",
                keys: 14,
                examples: ["Elena – Setanta matins"]
            ),
            LinkageCause(
                code: "duration",
                title: "artist and title agree, the duration does not",
                rows: 1,
                percent: "0.015",
                keys: 1,
                detail: "The difference is 1.3 s."
            ),
        ],
        policies: [
            MatchingPolicy(code: "as_today", title: "as today", rows: 1, gain: 0, percent: "0.015"),
            MatchingPolicy(
                code: "folded",
                title: "without regard to case and accents",
                rows: 2,
                gain: 1,
                percent: "0.029"
            ),
            MatchingPolicy(code: "artist_only", title: "by artist alone", rows: 33, gain: 32, percent: "0.484"),
        ],
        ceiling: Share(rows: 33, percent: "0.484"),
        backlog: backlog,
        faults: [
            TextFault(
                code: "double_encoding",
                title: "accented letters were encoded twice",
                rows: 326,
                keys: 150,
                gainNow: 0,
                gainLater: 326,
                examples: [RepairedText(text: "BjÃ\u{83}Â¶rk", repaired: "Björk", rows: 46)]
            )
        ],
        candidates: [
            MatchCandidate(text: "The Prodigy", candidate: "Prodigy", similarity: "0.812", rows: 3)
        ],
        segments: [
            DiagnosedSegment(
                column: "level",
                value: "paid",
                rows: 5_591,
                linked: 1,
                causes: [SegmentCause(code: "parent_missing", rows: 5_563)]
            ),
            DiagnosedSegment(
                column: "level",
                value: "free",
                rows: 1_229,
                linked: 0,
                causes: [SegmentCause(code: "parent_missing", rows: 1_224)]
            ),
        ],
        method: [
            "Causes are tried in the order of the table, and a play counts for the first that applies.",
            "Names are compared without regard to case, accents and punctuation.",
        ],
        query: "SELECT cause, count(*) FROM causes GROUP BY cause"
    )

    /// Which artists to extract first, with invented names behind the first ones.
    private static let backlog: Backlog = {
        let first = [
            ("Coldplay", 58, 24), ("Kings Of Leon", 55, 17), ("Dwight Yoakam", 38, 5), ("BjÃ\u{83}Â¶rk", 37, 9),
        ]
        let rest = (5...40).map { ("Artist number \($0)", 60 / $0 + 20, 3) }
        var cumulative = 0
        let entries = (first + rest).map { name, plays, titles in
            cumulative += plays
            return BacklogEntry(
                key: name,
                rows: plays,
                children: titles,
                childNoun: "titles",
                cumulativeRows: cumulative,
                cumulativePercent: Wording.percent(cumulative, of: 6_820),
                note: name.contains("Ã") ? "the name is damaged; it should read Björk" : nil
            )
        }
        return Backlog(
            noun: "artists",
            weightNoun: "plays",
            keys: 3_130,
            rows: 6_786,
            entries: entries,
            milestones: [
                BacklogMilestone(percent: 10, keys: 18), BacklogMilestone(percent: 50, keys: 420),
                BacklogMilestone(percent: 95, keys: 2_790), BacklogMilestone(percent: 100, keys: nil),
            ],
            top: 25
        )
    }()

    /// Which users are the same person.
    static let people = EntityResolution(
        noun: "users",
        rows: 96,
        comparedPairs: 41,
        entities: 95,
        duplicateRows: 2,
        likely: 1,
        possible: 1,
        unlikely: 39,
        conclusion: "96 users are likely 95 people: one pair agrees in all that is known of them.",
        comparisons: [
            ComparisonWeights(
                column: "first name",
                levels: [
                    ComparisonLevel(title: "the same", m: "0.950", u: "0.012"),
                    ComparisonLevel(title: "different", m: "0.050", u: "0.988"),
                ]
            )
        ],
        clusters: [EntityCluster(keys: ["13", "50"])],
        pairs: [
            EntityPair(
                first: "13",
                second: "50",
                probability: "0.982",
                verdict: "likely",
                evidence: "the same first name, last name and gender; the places differ"
            ),
            EntityPair(
                first: "7",
                second: "81",
                probability: "0.401",
                verdict: "possible",
                evidence: "the same last name; the first names differ in one letter"
            ),
        ],
        method: ["Only users with the same last name were compared."]
    )

    /// Users whose level changes.
    static let levels = StateTimeline(
        noun: "users",
        stateNoun: "level",
        entities: 96,
        changing: 2,
        changes: 3,
        explained: 2,
        unexplained: 1,
        rows: [
            TimelineRow(
                key: "15",
                spans: [
                    TimelineSpan(state: "free", from: "2018-11-01T08:00:00Z", to: "2018-11-09T20:00:00Z", rows: 12),
                    TimelineSpan(
                        state: "paid",
                        from: "2018-11-10T07:00:00Z",
                        to: "2018-11-21T22:10:00Z",
                        rows: 463,
                        explanation: "the user submitted the upgrade at 2018-11-10 06:58"
                    ),
                    TimelineSpan(state: "free", from: "2018-11-22T06:30:00Z", to: "2018-11-30T18:00:00Z", rows: 9),
                ]
            ),
            TimelineRow(
                key: "88",
                spans: [
                    TimelineSpan(state: "free", from: "2018-11-05T08:00:00Z", to: "2018-11-20T02:00:00Z", rows: 31),
                    TimelineSpan(
                        state: "paid",
                        from: "2018-11-20T03:00:00Z",
                        to: "2018-11-29T23:00:00Z",
                        rows: 270,
                        explanation: "the user submitted the upgrade at 2018-11-20 02:51"
                    ),
                ]
            ),
        ],
        from: "2018-11-01T00:00:00Z",
        to: "2018-11-30T23:59:59Z"
    )

    /// When plays happened: a quiet night a day, one day without any.
    static let calendar = ActivityCalendar(
        noun: "plays",
        days: (1...30).map { day in
            ActivityDay(
                day: day < 10 ? "2018-11-0\(day)" : "2018-11-\(day)",
                hours: (0..<24).map { hour in day == 25 || (hour < 5 && day % 3 == 0) ? 0 : (hour * 7 + day * 3) % 31 }
            )
        },
        missing: [
            TimeRange(from: "2018-11-25T00:00:00Z", to: "2018-11-26T00:00:00Z", buckets: 24, isAccepted: false),
            TimeRange(from: "2018-11-03T00:00:00Z", to: "2018-11-03T05:00:00Z", buckets: 5, isAccepted: true),
        ],
        gaps: [TimeGap(from: "2018-11-24T23:51:10Z", to: "2018-11-26T00:04:00Z", seconds: 87_170)],
        anomalies: [VolumeAnomaly(from: "2018-11-25T00:00:00Z", rows: 0, expectedLow: 120, expectedHigh: 520)]
    )

    /// What the data is for.
    static let questions = [
        QuestionStanding(
            id: "music.best",
            question: "Which music does best?",
            answer: "unsafe",
            because: "“Every play is linked to an artist” fails: 6,819 of 6,820 rows (99.985 %)",
            remedy: "Ask the owners of the music catalogue for the artists and songs that were played but are missing.",
            rules: ["songplays.artist.linked", "songplays.song.linked"],
            owner: "music-editors"
        ),
        QuestionStanding(
            id: "users.upgrade",
            question: "Whom do we offer an upgrade?",
            answer: "care",
            because: "“No person is listed as two users” warns: 2 of 96 rows (2.083 %)",
            rules: ["users.user_id.unique", "users.same_person"],
            owner: "marketing"
        ),
        QuestionStanding(
            id: "time.listening",
            question: "When do people listen?",
            answer: "safe",
            because: "All 2 rules that it depends on hold",
            rules: ["songplays.days", "time.every_play"]
        ),
    ]
}
