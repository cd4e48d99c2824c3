import AuditModel

/// What earlier audits of the data mart found.
enum SparkifyHistory {
    private static let days = (14...24).map { "2026-11-\($0)T01:40:00.000Z" }

    /// Eleven runs: the links have always been missing, the years are getting better.
    static let history = RunHistory(
        keptIn: "database",
        runs: 10,
        previous: PastRun(id: "run-10", at: "2026-11-23T01:40:00.000Z", gate: .fail),
        rules: [
            trend("songplays.artist.linked", age: 10) { _ in (.fail, 6_819, 6_820) },
            trend("songs.year.present", age: 10) { (.warn, 71 - 4 * $0, 71) },
            trend("users.same_person", age: 0) { $0 == 10 ? (.warn, 2, 96) : (.pass, 0, 94) },
        ]
    )

    /// One rule worse, one better, one new.
    static let changes = RunChanges(
        since: PastRun(id: "run-10", at: "2026-11-23T01:40:00.000Z", gate: .fail),
        rules: [
            RuleChange(
                rule: "songs.year.present",
                title: "Every song has its year",
                change: .better,
                before: ChangeFigures(status: .warn, violations: 47, population: 71),
                after: ChangeFigures(status: .warn, violations: 43, population: 71),
                violations: ViolationChange(new: 0, fixed: 4, persisting: 43)
            ),
            RuleChange(
                rule: "users.same_person",
                title: "No person is listed as two users",
                change: .worse,
                before: ChangeFigures(status: .pass, violations: 0, population: 94),
                after: ChangeFigures(status: .warn, violations: 2, population: 96),
                violations: ViolationChange(new: 2, fixed: 0, persisting: 0)
            ),
            RuleChange(
                rule: "load.plays_reconcile",
                title: "Every play that was read was loaded",
                change: .new,
                before: nil,
                after: ChangeFigures(status: .pass, violations: 0, population: 6_820)
            ),
            RuleChange(
                rule: "songplays.days",
                title: "Every day of November 2018 has plays",
                change: .same,
                before: ChangeFigures(status: .pass, violations: 0, population: 30),
                after: ChangeFigures(status: .pass, violations: 0, population: 30)
            ),
        ]
    )

    private static func trend(
        _ rule: String,
        age: Int,
        _ figures: (Int) -> (status: Status, violations: Int, population: Int)
    ) -> RuleTrend {
        RuleTrend(
            rule: rule,
            points: days.enumerated().map { index, day in
                let found = figures(index)
                return TrendPoint(
                    at: day,
                    status: found.status,
                    violations: found.violations,
                    population: found.population
                )
            },
            firstSeen: days[days.count - 1 - age],
            ageDays: age
        )
    }
}
