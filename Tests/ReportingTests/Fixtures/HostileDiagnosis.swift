import AuditModel

/// Closer looks whose every text is hostile, and whose figures contradict one another.
enum HostileDiagnosis {
    /// Writes all closer looks with a text into a result.
    static func fill(_ result: inout RuleResult, with text: String) {
        result.diagnosis = linkage(text)
        result.entities = entities(text)
        result.timeline = timeline(text)
        result.activity = activity(text)
    }

    private static func linkage(_ text: String) -> LinkageDiagnosis {
        LinkageDiagnosis(
            noun: text,
            keyNoun: text,
            rows: 0,
            linked: 3,
            conclusion: text,
            funnel: [
                FunnelStage(code: text, title: text, rows: 0, percent: text),
                FunnelStage(code: text, title: text, rows: 7, percent: nil),
            ],
            causes: [
                LinkageCause(
                    code: text,
                    title: text,
                    rows: 7,
                    percent: text,
                    keys: 1,
                    examples: [text, text],
                    detail: text,
                    remedy: text
                )
            ],
            policies: [MatchingPolicy(code: text, title: text, rows: 7, gain: -1, percent: text)],
            ceiling: Share(rows: 7, percent: text),
            backlog: Backlog(
                noun: text,
                weightNoun: text,
                keys: 1,
                rows: 0,
                entries: [
                    BacklogEntry(
                        key: text,
                        rows: 9,
                        children: 1,
                        childNoun: text,
                        cumulativeRows: 9,
                        cumulativePercent: text,
                        note: text
                    )
                ],
                milestones: [BacklogMilestone(percent: 50, keys: nil), BacklogMilestone(percent: 50, keys: 4)],
                top: 25
            ),
            faults: [
                TextFault(
                    code: text,
                    title: text,
                    rows: 1,
                    keys: 1,
                    gainNow: 0,
                    gainLater: 0,
                    examples: [RepairedText(text: text, repaired: text, rows: 1)]
                )
            ],
            candidates: [MatchCandidate(text: text, candidate: text, similarity: text, rows: 1)],
            segments: [
                DiagnosedSegment(
                    column: text,
                    value: text,
                    rows: 1,
                    linked: 0,
                    causes: [SegmentCause(code: text, rows: 1)]
                )
            ],
            method: [text],
            query: "SELECT '\(text)'"
        )
    }

    private static func entities(_ text: String) -> EntityResolution {
        EntityResolution(
            noun: text,
            rows: 2,
            comparedPairs: 1,
            entities: 1,
            duplicateRows: 2,
            likely: 1,
            possible: 0,
            unlikely: 0,
            conclusion: text,
            comparisons: [ComparisonWeights(column: text, levels: [ComparisonLevel(title: text, m: text, u: text)])],
            clusters: [EntityCluster(keys: [text, text])],
            pairs: [EntityPair(first: text, second: text, probability: text, verdict: text, evidence: text)],
            method: [text]
        )
    }

    private static func timeline(_ text: String) -> StateTimeline {
        StateTimeline(
            noun: text,
            stateNoun: text,
            entities: 1,
            changing: 1,
            changes: 1,
            explained: 0,
            unexplained: 1,
            rows: [
                TimelineRow(
                    key: text,
                    spans: [
                        TimelineSpan(state: text, from: text, to: text, rows: 1, explanation: text),
                        TimelineSpan(state: nil, from: "2018-11-02T00:00:00Z", to: "2018-11-01T00:00:00Z", rows: 1),
                    ]
                )
            ],
            from: text,
            to: nil
        )
    }

    private static func activity(_ text: String) -> ActivityCalendar {
        ActivityCalendar(
            noun: text,
            days: [ActivityDay(day: text, hours: [1, -1, 3]), ActivityDay(day: text, hours: [])],
            missing: [TimeRange(from: text, to: text, buckets: 1, isAccepted: false)],
            gaps: [TimeGap(from: text, to: text, seconds: -1)],
            anomalies: [VolumeAnomaly(from: text, rows: 1, expectedLow: 2, expectedHigh: 3)]
        )
    }
}
