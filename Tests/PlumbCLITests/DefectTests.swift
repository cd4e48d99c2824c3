import Foundation
import Postgres
import Sparkify
import TestSupport
import Testing

/// A data set with known defects, and how many violations each of Sparkify's rules must count; all others count none.
struct DefectSet: Sendable, CustomTestStringConvertible {
    var name: String
    var events: Int
    var days: Int
    /// Changes the options of a flawless data set.
    var change: @Sendable (inout GeneratorOptions) -> Void
    /// Violations by rule.
    var expected: @Sendable (GenerationSummary) -> [String: Int]
    /// Rules whose figures the defects change in ways that they do not determine.
    var unchecked: Set<String> = []

    var testDescription: String { "\(name), \(events) events in \(days) days" }

    /// A data set in which only the linkage is poor, as it has to be when just one play is linked.
    var options: GeneratorOptions {
        var options = GeneratorOptions()
        options.events = events
        options.days = days
        options.firstDay = "2018-11-05"
        options.users = min(96, events / 25)
        options.songs = 150
        options.artists = 140
        options.browsingUsers = 0
        options.sharedStarts = 0
        options.unknownTitles = 0
        options.respelledArtists = 0
        options.doublyEncoded = 0
        options.duplicatePeople = 0
        options.levelChanges = 0
        options.timeGaps = 0
        options.catalogue.songsWithoutYear = 0
        options.catalogue.artistsWithoutLocation = 0
        options.catalogue.unmappedLocations = 0
        change(&options)
        return options
    }

    /// What the audit's figures must be: those of the defects, and what is true of every such data set.
    func figures(_ summary: GenerationSummary) -> [String: Int] {
        let loaded = summary.plays - summary.missingUserIDs
        return [
            "songplays.fresh": 1, "songplays.artist.linked": loaded - summary.linkedPlays,
            "songplays.song.linked": loaded - summary.linkedPlays,
        ].merging(expected(summary)) { $1 }
    }
}

extension DefectSet {
    /// Events at the wrong time, in the wrong file or missing.
    static func timing(events: Int, days: Int, scale: Int) -> DefectSet {
        DefectSet(
            name: "times",
            events: events,
            days: days,
            change: { options in
                options.plays = events
                options.unknownLevels = 2 * scale
                options.timing.missingDays = (scale + 1) / 2
                options.timing.missingHours = 1 + scale
                options.timing.lateEvents = 3 * scale
                options.timing.earlyEvents = 4 * scale
                options.timing.doubledPlays = 5 * scale
                options.timing.disorderedSessions = 2 + scale
            },
            expected: { _ in
                [
                    "songplays.days.covered": (scale + 1) / 2, "songplays.gap.longest": (scale + 1) / 2,
                    "songplays.hours.covered": 24 * ((scale + 1) / 2) + 1 + scale,
                    "load.events.late": 3 * scale, "load.events.early": 4 * scale,
                    "songplays.moment.single": 5 * scale, "songplays.play.unique": 5 * scale,
                    "songplays.start_time.shared": 5 * scale, "load.session.ordered": 2 + scale,
                    "songplays.level.known": 2 * scale,
                    "songplays.volume.daily": days >= 28 ? (scale + 1) / 2 : 0,
                ]
            },
            // Unknown levels end up with users, and a missing day is many missing hours.
            unchecked: [
                // Unknown levels are changes of level too, which no event explains.
                "users.level.constant", "users.level.known", "users.level.explained", "songplays.volume.hourly",
            ]
        )
    }

    /// Faults of songs, artists, people and lines.
    static func records(events: Int, days: Int, scale: Int) -> DefectSet {
        DefectSet(
            name: "records",
            events: events,
            days: days,
            change: { options in
                options.sharedStarts = 2 * scale
                options.linkedPlays = 3 * scale
                options.duplicatePeople = scale
                options.levelChanges = 1 + scale
                options.missingUserIDs = 4 * scale
                options.malformedLines = 5 * scale
                options.duplicateLines = 6 * scale
                options.timeGaps = 1
                options.catalogue.songsWithoutYear = 10 * scale
                options.catalogue.artistsWithoutLocation = 9 * scale
                options.catalogue.unnamedCoordinates = 2 * scale
                options.catalogue.unmappedLocations = 3 * scale
                options.catalogue.respelledNames = 4 * scale
                options.catalogue.compoundNames = 5 * scale
                options.catalogue.editionTitles = 6 * scale
            },
            expected: { _ in
                [
                    "songplays.start_time.shared": 2 * scale,
                    "users.level.constant": 1 + scale, "load.rejects.none": 9 * scale, "songplays.gap.longest": 1,
                    // Events without a user lack a key.
                    "load.keys.stable": 1,
                    "songs.year.present": 10 * scale, "artists.location.present": 9 * scale,
                    "artists.coordinates.named": 2 * scale, "artists.location.mapped": 3 * scale,
                    "artists.name.spelled_once": 4 * scale, "artists.name.single": 5 * scale,
                    "songs.title.plain": 6 * scale,
                ]
            },
            // With few events many hours have no play, and how many is left to chance.
            unchecked: [
                // Duplicate people who happen to listen at the same time speak for two persons.
                "users.people.distinct",
                "songplays.hours.covered", "songplays.volume.hourly", "songplays.volume.daily",
            ]
        )
    }

    /// Hours with too many or too few events.
    static func volumes(events: Int, days: Int, scale: Int) -> DefectSet {
        DefectSet(
            name: "volumes",
            events: events,
            days: days,
            change: { options in
                options.plays = events
                options.timing.volumeSpikes = scale
                options.timing.volumeDips = 1 + scale
            },
            expected: { _ in ["songplays.volume.hourly": 1 + 2 * scale] },
            // Eight times the plays in an hour may be many for the day.
            unchecked: ["songplays.volume.daily"]
        )
    }

    /// Damage that is done to the tables after the load, and what the rules must count then beside the figures before.
    static let damage: [(sql: String, rule: String, violations: Int)] = [
        (first(3, of: "time", by: "start_time", set: "hour = (hour + 1) % 24"), "time.hour.derived", 3),
        (first(4, of: "time", by: "start_time", set: "day = day % 28 + 1"), "time.day.derived", 4),
        (first(5, of: "time", by: "start_time", set: "week = week + 1"), "time.week.derived", 5),
        (first(6, of: "time", by: "start_time", set: "month = 13 - month"), "time.month.derived", 6),
        (first(7, of: "time", by: "start_time", set: "year = year + 1"), "time.year.derived", 7),
        (first(8, of: "time", by: "start_time", set: "weekday = (weekday + 1) % 7"), "time.weekday.derived", 8),
        (
            """
            DELETE FROM time WHERE start_time IN (
                SELECT start_time FROM songplays GROUP BY 1 HAVING count(*) = 1 ORDER BY 1 DESC LIMIT 9
            )
            """, "time.play.exists", 9
        ),
        (
            """
            INSERT INTO time
            SELECT at, extract(hour FROM at), extract(day FROM at), extract(week FROM at), extract(month FROM at),
                   extract(year FROM at), extract(isodow FROM at) - 1
            FROM generate_series(timestamp '2018-01-01', '2018-01-10', '1 day') AS at
            """, "time.play.needed", 10
        ),
        (first(2, of: "songs", by: "song_id", set: "title = ''"), "songs.title.present", 2),
        (first(3, of: "songs", by: "song_id DESC", set: "duration = -1"), "songs.duration.plausible", 3),
        (first(1, of: "artists", by: "artist_id", set: "name = ''"), "artists.name.present", 1),
        (
            first(4, of: "artists", by: "latitude IS NULL, artist_id", set: "latitude = 95"),
            "artists.coordinates.valid", 4
        ),
        (first(5, of: "songplays", by: "songplay_id", set: "level = NULL"), "songplays.level.present", 5),
        (first(6, of: "songplays", by: "songplay_id", set: "location = ''"), "songplays.location.present", 6),
        (
            """
            INSERT INTO songs SELECT 'SOX' || n, 'Lost ' || n, 'nobody', 2000, 200 FROM generate_series(1, 7) AS n
            """, "songs.artist.exists", 7
        ),
    ]

    /// Changes the first rows of a table.
    private static func first(_ count: Int, of table: String, by order: String, set change: String) -> String {
        "UPDATE \(table) SET \(change) WHERE ctid IN (SELECT ctid FROM \(table) ORDER BY \(order) LIMIT \(count))"
    }

    /// The rules that the damage changes beside the one that it is about.
    static let alsoDamaged: Set<String> = [
        "load.songs.reconcile", "users.level.latest", "songs.title.plain", "artists.name.single",
        "artists.name.spelled_once",
    ]

    static let all: [DefectSet] = [
        timing(events: 600, days: 5, scale: 1), timing(events: 3_000, days: 12, scale: 2),
        timing(events: 20_000, days: 35, scale: 5),
        records(events: 500, days: 3, scale: 1), records(events: 3_000, days: 10, scale: 2),
        records(events: 20_000, days: 30, scale: 5),
        volumes(events: 12_000, days: 28, scale: 1), volumes(events: 20_000, days: 35, scale: 3),
        volumes(events: 30_000, days: 42, scale: 5),
    ]
}

@Suite("Sparkify's rules")
struct DefectTests {
    @Test("find every defect of a data set, and nothing else", arguments: DefectSet.all)
    func findsExactly(set: DefectSet) async throws {
        let folder = try TemporaryFolder()
        let data = folder.path + "/data"
        let summary = try SampleGenerator(options: set.options).write(to: data, replacing: false)
        try await TestDatabase.withDatabase { database in
            let run = try await ProgramRun(
                ["run", data, "--rules", sparkifyRules, "--format", "json", "--fail-on", "never"],
                in: folder.path,
                environment: ["PGDATABASE": database]
            ).end()
            #expect(run.code == 0, "\(run.problems)")
            let before = try figures(in: folder)
            for (rule, violations) in before where !set.unchecked.contains(rule) && !Self.isOfLinkage(rule) {
                #expect(violations == set.figures(summary)[rule] ?? 0, "\(rule)")
            }
            #expect(Set(set.figures(summary).keys).isSubset(of: before.keys))
            guard set.name == "records" else { return }
            try await connecting(to: database) { connection in
                for damage in DefectSet.damage { try await connection.execute(script: damage.sql) }
            }
            _ = try await ProgramRun(
                ["audit", sparkifyRules, "--format", "json", "--fail-on", "never"],
                in: folder.path,
                environment: ["PGDATABASE": database]
            ).end()
            let after = try figures(in: folder)
            let damaged = Dictionary(uniqueKeysWithValues: DefectSet.damage.map { ($0.rule, $0.violations) })
            for (rule, violations) in after where !DefectSet.alsoDamaged.contains(rule) {
                #expect(violations == damaged[rule] ?? before[rule], "\(rule) after the damage")
            }
        }
    }

    @Test("are tested with at least twenty kinds of defect")
    func enoughKinds() {
        let summary = DefectSet.all.map { set in Set(set.expected(GenerationSummary(folder: "")).keys) }
        let kinds = summary.reduce(into: Set(DefectSet.damage.map(\.rule))) { $0.formUnion($1) }
        #expect(kinds.count >= 20)
    }

    /// How plays are matched with the catalogue is tested elsewhere.
    private static func isOfLinkage(_ rule: String) -> Bool { rule.hasPrefix("events.") }

    private func figures(in folder: TemporaryFolder) throws -> [String: Int] {
        let report = try StoredReport(String(contentsOfFile: folder.path + "/reports/audit.json", encoding: .utf8))
        return Dictionary(
            uniqueKeysWithValues: report.list("results").compactMap { result in
                (result["id"] as? String).map { ($0, result["violations"] as? Int ?? -1) }
            }
        )
    }
}
