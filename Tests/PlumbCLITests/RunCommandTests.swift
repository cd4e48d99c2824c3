import Foundation
import Postgres
import TestSupport
import Testing

@Suite("plumb run")
struct RunCommandTests {
    @Test("One command loads, audits and reports, and ends with the code of the gate")
    func tinyData() async throws {
        let data = try SampleData()
        let folder = try TemporaryFolder()
        try await TestDatabase.withDatabase { database in
            let arguments = ["run", data.path, "--rules", sparkifyRules, "--as-of", "2018-11-04"]
            let environment = ["PGDATABASE": database]
            let end = try await ProgramRun(arguments, in: folder.path, environment: environment).end()
            #expect(end.code == 1)
            #expect(
                end.output.contains(
                    "1 of 3 plays are linked to a song and its artist\n\nsparkify: the data does not pass\n"
                )
            )
            #expect(
                end.output.contains(/fail +critical +Every play can be linked to a song of the catalogue +2 of 3\n/)
            )
            #expect(end.output.hasSuffix("Reports: reports/audit.json, reports/audit.md, reports/audit.backlog.csv\n"))
            #expect(
                end.problems
                    == "plumb: exit code 1: 2 rules failed: songplays.artist.linked, songplays.song.linked\n"
            )
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            #expect(report("statistics")["error"] as? Int == 0)
            #expect(report.status("songplays.fresh") == "pass")
            let never = try await ProgramRun(
                arguments + ["--fail-on", "never"],
                in: folder.path,
                environment: environment
            )
            .end()
            #expect(never.code == 0)
            #expect(never.output.hasPrefix("Nothing new to load"))
        }
    }

    @Test(
        "Rejects past the limit end with 1 before anything is measured; wrong rules end with 2 before anything is loaded"
    )
    func stops() async throws {
        let data = try SampleData()
        try data.folder.write("7", to: "log_data/bad.json")
        let folder = try TemporaryFolder()
        try folder.write("version: 2", to: "wrong.yaml")
        try await TestDatabase.withDatabase { database in
            let environment = ["PGDATABASE": database]
            let rejects = try await plumb(
                "run",
                data.path,
                "--rules",
                sparkifyRules,
                "--max-rejects",
                "0",
                in: folder.path,
                environment: environment
            )
            #expect(rejects.code == 1)
            #expect(
                rejects.lastProblem.hasSuffix(
                    "1 of 7 records were rejected, more than the limit of 0; nothing was loaded; they are listed in reports/rejects.csv"
                )
            )
            let rules = try await plumb(
                "run",
                data.path,
                "--rules",
                "wrong.yaml",
                in: folder.path,
                environment: environment
            )
            #expect(rules.code == 2)
            #expect(rules.problems.hasPrefix("wrong.yaml:1:10: error: "))
            #expect(!folder.has("reports/audit.json"))
            #expect(try await connecting(to: database) { try await $0.fingerprint() } == [:])
        }
    }

    static let realData = ProcessInfo.processInfo.environment["PLUMB_SPARKIFY_DATA"]

    @Test(
        "The published figures of the Sparkify data mart",
        .enabled(if: realData != nil, "PLUMB_SPARKIFY_DATA names no folder, so the real files were not looked at")
    )
    func realFigures() async throws {
        let data = try #require(Self.realData)
        let folder = try TemporaryFolder()
        try await TestDatabase.withDatabase { database in
            let end = try await plumb(
                "run",
                data,
                "--rules",
                sparkifyRules,
                in: folder.path,
                environment: ["PGDATABASE": database]
            )
            #expect(end.code == 1)
            #expect(end.squeezed.contains("\nsongs 71 0 71 71 0 0 adds up\nevents 30 0 8,056 6,820 1,236 0 adds up\n"))
            #expect(
                end.squeezed.contains(
                    "\nsongplays 6,820 +6,820\nusers 96 +96\nsongs 71 +71\nartists 69 +69\ntime 6,813 +6,813\n"
                )
            )
            #expect(end.output.contains("\n1 of 6,820 plays are linked to a song and its artist\n"))
        }
        try check(StoredReport(folder.text(of: "reports/audit.json")))
        try check(markdown: folder.text(of: "reports/audit.md"))
    }

    private func check(_ report: StoredReport) throws {
        #expect(report("statistics")["error"] as? Int == 0)
        #expect(report.figures("songplays.artist.linked") == [6_820, 6_819])
        #expect(report.figures("songplays.song.linked") == [6_820, 6_819])
        #expect(report.figures("users.people.distinct") == [96, 2])
        let groups = report.result("users.people.distinct")["facts"] as? [[String: String]]
        #expect(groups?.first?["value"] == "1")
        #expect(report.figures("users.level.constant") == [96, 8])
        #expect(report.figures("songplays.days.covered") == [30, 0])
        #expect(report.figures("songplays.start_time.shared") == [6_820, 7])
        #expect(report.figures("songplays.gap.longest") == [6_819, 1])
        let gap = try #require(report.result("songplays.gap.longest")["message"] as? String)
        #expect(gap.contains("13 h 1 min 35 s, from 2018-11-03 01:16:15.796 to 2018-11-03 14:17:50.796 UTC"))
        let rows = Dictionary(
            uniqueKeysWithValues: report.list("tables").map {
                ($0["dataset"] as? String ?? "", $0["rows"] as? Int ?? 0)
            }
        )
        #expect(rows["public.songplays"] == 6_820 && rows["public.time"] == 6_813 && rows["public.users"] == 96)
        #expect(rows["public.songs"] == 71 && rows["public.artists"] == 69)
        let loads = report.list("loads").map { load in
            ["files", "records", "loaded", "filtered", "rejected"].map { load[$0] as? Int }
        }
        #expect(loads == [[30, 8_056, 6_820, 1_236, 0], [71, 71, 71, 0, 0]])
    }

    private func check(markdown: String) {
        for figure in [
            "6,819 of 6,820 plays cannot be linked to artists",
            "2 of 96 users are likely or possibly the same as another, by first name, last name and gender",
            "different registration and location; never in session at the same time",
            "8 of 96 values of user id in songplays go with more than one level", "All 30 days have plays",
            "the longest is 13 h 1 min 35 s, from 2018-11-03 01:16:15.796 to 2018-11-03 14:17:50.796 UTC",
            "7 of 6,820 plays repeat the start time of another",
            "The number of plays and the number of times differ by just this many rows",
        ] {
            #expect(markdown.contains(figure), "\(figure)")
        }
        let appendix = markdown.range(of: "\n# Appendix")
        #expect(appendix.map { !markdown[..<$0.lowerBound].contains("SELECT ") } == true)
    }
}
