import Foundation
import Postgres
import TestSupport
import Testing

@Suite("plumb load")
struct LoadCommandTests {
    @Test("A load prints what became of every record, that it adds up, and the rows of the tables")
    func happyPath() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--database", "dbname=\(database)")
            #expect(end.code == 0)
            #expect(end.problems == "")
            #expect(end.output.contains("into schema public, source records in staging\n"))
            #expect(
                end.output.contains("songs              2         0         2         2         0         0  adds up\n")
            )
            #expect(
                end.output.contains("events             1         0         4         3         1         0  adds up\n")
            )
            #expect(end.output.contains("  filtered 1: page is 'Home', not 'NextSong'\n"))
            #expect(end.output.contains("  schema drift, see staging.drift: missing keys artist, "))
            for rows in ["songplays 3 +3", "users 2 +2", "songs 2 +2", "artists 2 +2", "time 3 +3"] {
                #expect(end.squeezed.contains("\n\(rows)\n"))
            }
            #expect(end.output.hasSuffix("\n1 of 3 plays are linked to a song and its artist\n"))
        }
    }

    @Test("A second load changes nothing and says so")
    func secondLoad() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                _ = try await plumb("load", data.path, "--database", "dbname=\(database)")
                let before = try await connection.fingerprint()
                #expect(before.count > 8)
                let end = try await plumb("load", data.path, "--database", "dbname=\(database)")
                #expect(end.code == 0)
                #expect(end.output.hasPrefix("Nothing new to load"))
                #expect(end.output.contains("no row was changed"))
                #expect(try await connection.fingerprint() == before)
            }
        }
    }

    @Test("--json prints the summary for programs, with the first rejects")
    func json() async throws {
        let data = try SampleData()
        try data.folder.write(#"{"page":"Home"}"#, to: "log_data/bad.json")
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--json", environment: ["PGDATABASE": database])
            #expect(end.code == 0)
            let summary = try StoredReport(end.output)
            #expect(summary.fields["star_schema"] as? String == "public")
            #expect(summary.fields["linked_plays"] as? Int == 1)
            #expect(summary.list("sources").map { $0["records"] as? Int } == [2, 5])
            #expect(summary.list("sources").map { $0["rejected"] as? Int } == [0, 1])
            #expect(summary.list("tables").map { $0["rows_after"] as? Int } == [3, 2, 2, 2, 3])
            let reject = try #require(summary.list("first_rejects").first)
            #expect(reject["file"] as? String == "log_data/bad.json")
            #expect(reject["line"] as? Int == 1)
            #expect(reject["message"] as? String == "field 'ts' is missing")
        }
    }

    @Test("--schema fills another schema, whatever its letters, and the rules find it", arguments: ["mart", "Mart-2"])
    func schema(name: String) async throws {
        let data = try SampleData()
        let out = try TemporaryFolder()
        try await TestDatabase.withDatabase { database in
            let environment = ["PGDATABASE": database]
            let load = try await plumb("load", data.path, "--schema", name, environment: environment)
            #expect(load.code == 0)
            #expect(load.output.contains("into schema \(name), source records in \(name)_staging"))
            let audit = try await plumb(
                "audit",
                sparkifyRules,
                "--schema",
                name,
                "--output",
                out.path,
                environment: environment
            )
            #expect(audit.code == 1)
            let report = try StoredReport(out.text(of: "audit.json"))
            #expect(report("statistics")["error"] as? Int == 0)
            #expect(report.figures("songplays.artist.linked") == [3, 2])
            #expect(report.result("songplays.artist.linked")["dataset"] as? String == "\(name).songplays")
            #expect(report.list("loads").map { $0["records"] as? Int } == [4, 2])
        }
    }

    @Test("Songs and events can come from folders of their own")
    func ownFolders() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            let environment = ["PGDATABASE": database]
            let songs = try await plumb("load", "--songs", data.path + "/song_data", environment: environment)
            #expect(songs.code == 0)
            #expect(songs.output.hasSuffix("\n0 of 0 plays are linked to a song and its artist\n"))
            let events = try await plumb("load", "--events", data.path + "/log_data", environment: environment)
            #expect(events.code == 0)
            #expect(events.output.hasSuffix("\n1 of 3 plays are linked to a song and its artist\n"))
        }
    }

    @Test("What is no source file is passed over and counted")
    func passedOver() async throws {
        let data = try SampleData()
        try data.folder.write("hello", to: "log_data/readme.txt")
        try data.folder.write("{}", to: "elsewhere.json")
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--database", "dbname=\(database)")
            #expect(end.code == 0)
            let rules = "1 not named .json, .ndjson or .jsonl, 1 in neither song_data nor log_data"
            #expect(end.output.hasSuffix("\npassed over: \(rules)\n"))
        }
    }

    @Test("Past --max-rejects nothing is loaded, all rejects are listed in a file, and the message says where")
    func rejectsFile() async throws {
        let data = try SampleData()
        let bad = (1...1_200).map { "\"bad\", \($0)" } + [#"{"page":"Home"}"#]
        try data.folder.write(bad.joined(separator: "\n"), to: "log_data/bad.json")
        let folder = try TemporaryFolder()
        try await TestDatabase.withDatabase { database in
            func load(_ options: String...) async throws -> ProgramRun.End {
                let arguments = ["load", data.path, "--max-rejects", "10"] + options
                return try await ProgramRun(arguments, in: folder.path, environment: ["PGDATABASE": database]).end()
            }
            let end = try await load()
            #expect(end.code == 1)
            #expect(
                end.lastProblem == """
                    plumb: exit code 1: 1201 of 1207 records were rejected, more than the limit of 10; nothing was loaded; \
                    they are listed in reports/rejects.csv
                    """
            )
            let lines = try folder.text(of: "reports/rejects.csv").split(separator: "\r\n")
            #expect(lines.count == 1_202)
            #expect(lines[0] == "source,file,line,column_number,byte_offset,reason_code,message,raw")
            #expect(lines[1].hasPrefix("events,log_data/bad.json,1,1,0,not_an_object,"))
            #expect(lines[1].hasSuffix(#","""bad"", 1""#))
            #expect(
                try await load("--rejects-file", "deep/down.jsonl").lastProblem.hasSuffix(
                    "are listed in deep/down.jsonl"
                )
            )
            let objects = try folder.text(of: "deep/down.jsonl").split(separator: "\n")
            #expect(objects.count == 1_201)
            let last = try StoredReport(String(objects[1_200]))
            #expect(last.fields["line"] as? Int == 1_201)
            #expect(last.fields["raw"] as? String == #"{"page":"Home"}"#)
            let refused = try await load("--rejects-file", "/proc/none/rejects.csv")
            #expect(refused.code == 1)
            #expect(
                refused.lastProblem.contains(
                    "nothing was loaded; they could not be written to '/proc/none/rejects.csv': "
                )
            )
            #expect(try await connecting(to: database) { try await $0.fingerprint() } == [:])
        }
    }

    @Test("The summary tells late links, changes, conflicts and removed files, in words and in JSON")
    func changes() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            let environment = ["PGDATABASE": database]
            #expect(try await plumb("load", data.path, environment: environment).code == 0)
            try data.folder.write(
                SampleData.song("SO2", "Blocked", by: "AR2", "Nobody", seconds: "123.4"),
                to: "song_data/A/2.json"
            )
            try data.folder.write(
                SampleData.song("SO2", "Blocked too", by: "AR2", "Nobody", seconds: "123.4"),
                to: "song_data/A/3.json"
            )
            try data.folder.write(
                SampleData.play("Burst", by: "Nobody", seconds: "50", at: 1_541_208_334_797),
                to: "log_data/2018/12/more.json"
            )
            try FileManager.default.removeItem(atPath: data.path + "/song_data/A/1.json")
            let end = try await plumb("load", data.path, environment: environment)
            #expect(
                end.output.hasSuffix(
                    """
                    2 of 4 plays are linked to a song and its artist; 1 of earlier loads became linkable
                    1 song and 1 artist changed; the old values are in staging.song_history and staging.artist_history
                    1 conflict between song records, in staging.conflicts, whose column kept says what counts
                    gone since an earlier load, the rows stay: song_data/A/1.json

                    """
                )
            )
            let audit = try await plumb("audit", sparkifyRules, in: data.path, environment: environment)
            let report = try StoredReport(data.folder.text(of: "reports/audit.json"))
            #expect(audit.code == 0)
            #expect(report.status("songs.record.agree") == "warn")
            #expect(report.figures("songs.record.agree") == [2, 1])
            #expect(report.status("artists.record.agree") == "pass")
            try FileManager.default.removeItem(atPath: data.path + "/log_data/2018/12/more.json")
            let json = try StoredReport(try await plumb("load", data.path, "--json", environment: environment).output)
            #expect(json.fields["removed_files"] as? [String] == ["log_data/2018/12/more.json"])
            #expect(
                ["changed_songs", "changed_artists", "conflicts", "removed_file_count"].map { json.fields[$0] as? Int }
                    == [0, 0, 0, 1]
            )
        }
    }
}
