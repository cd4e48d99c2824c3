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
}
