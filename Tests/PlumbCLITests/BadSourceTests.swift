import Foundation
import Postgres
import TestSupport
import Testing

/// What `plumb load` makes of sources that are not what they should be.
@Suite("Bad sources")
struct BadSourceTests {
    @Test("A missing folder ends with 2, without a database being asked or started")
    func missingFolder() async throws {
        let home = try TemporaryFolder()
        let end = try await plumb(
            "load",
            "/nowhere/data",
            environment: ["PGHOST": nil, "PGUSER": nil, "PLUMB_HOME": home("home")]
        )
        #expect(end.code == 2)
        #expect(
            end.problems == "plumb: exit code 2: cannot read the folder '/nowhere/data': no such file or directory\n"
        )
        #expect(end.output == "")
        #expect(!home.has("home"))
    }

    @Test("A file in place of the folder ends with 2")
    func fileForFolder() async throws {
        let data = try SampleData()
        let end = try await plumb("load", data.path, "--songs", data.path + "/song_data/A/1.json")
        #expect(end.code == 2)
        #expect(end.lastProblem.hasSuffix("/song_data/A/1.json': not a directory"))
    }

    @Test("A folder without source files ends with 2 and tells where they were looked for")
    func emptyFolder() async throws {
        let folder = try TemporaryFolder()
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", folder.path, "--database", "dbname=\(database)")
            #expect(end.code == 2)
            #expect(
                end.problems == """
                    plumb: exit code 2: no .json files found; looked for them in a folder 'song_data' in '\(folder.path)' \
                    and a folder 'log_data' in '\(folder.path)'

                    """
            )
        }
    }

    @Test("A file that cannot be read ends with 3, names it and loads nothing")
    func unreadableFile() async throws {
        let data = try SampleData()
        // Even root cannot read through a link to itself.
        let path = data.folder("log_data/loop.json")
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "loop.json")
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--database", "dbname=\(database)")
            #expect(end.code == 3)
            #expect(
                end.problems.hasPrefix("plumb: exit code 3: cannot read '\(path)': too many levels of symbolic links")
            )
            #expect(try await connecting(to: database) { try await $0.fingerprint() } == [:])
        }
    }

    @Test("Malformed records are rejected with their places while the rest loads")
    func rejects() async throws {
        let data = try SampleData()
        let lines = [
            #"{"page":"Home","ts":1541121934796}"#,
            #"{"page":"NextSong","ts":15411"#,
            #"{"page":"Home"}"#,
            #"{"page":"Home","ts":"soon"}"#,
            "",
            "pipes",
        ]
        try data.folder.write(lines.joined(separator: "\n"), to: "log_data/bad.json")
        try data.folder.write(
            #"{"song_id":"SO3","title":"T","artist_id":"A","artist_name":"N"}"#,
            to: "song_data/bad.json"
        )
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--database", "dbname=\(database)")
            #expect(end.code == 0)
            #expect(end.problems == "")
            #expect(
                end.output.contains("songs              3         0         3         2         0         1  adds up\n")
            )
            #expect(
                end.output.contains("events             2         0         9         3         2         4  adds up\n")
            )
            #expect(
                end.output.hasSuffix(
                    """

                    rejected records, kept in staging.rejects:
                      song_data/bad.json:1:1: field 'duration' is missing
                      log_data/bad.json:2:30: the record ends before it is complete
                      log_data/bad.json:3:1: field 'ts' is missing
                      log_data/bad.json:4:21: field 'ts' holds a string that is not a whole number
                      log_data/bad.json:6:1: the record is not a JSON object

                    """
                )
            )
            let kept = try await connecting(to: database) { connection in
                try await connection.query("SELECT file || ':' || line AS place FROM staging.rejects ORDER BY 1")
                    .map { $0["place"] }
            }
            #expect(
                kept == [
                    "log_data/bad.json:2", "log_data/bad.json:3", "log_data/bad.json:4", "log_data/bad.json:6",
                    "song_data/bad.json:1",
                ]
            )
        }
    }

    @Test("Only the first ten rejects are listed")
    func manyRejects() async throws {
        let data = try SampleData()
        try data.folder.write(String(repeating: "7\n", count: 1_234), to: "log_data/bad.json")
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--database", "dbname=\(database)")
            #expect(end.code == 0)
            #expect(end.output.hasSuffix("  log_data/bad.json:10:1: the record is not a JSON object\n  1,224 more\n"))
        }
    }

    @Test("Past --max-rejects nothing is loaded, and the rejects are listed", arguments: ["1", "33.3%"])
    func maxRejects(limit: String) async throws {
        let data = try SampleData()
        try data.folder.write("6\n7", to: "log_data/bad.json")
        try await TestDatabase.withDatabase { database in
            let end = try await plumb("load", data.path, "--max-rejects", limit, "--database", "dbname=\(database)")
            #expect(end.code == (limit == "1" ? 1 : 0))
            if limit == "1" {
                #expect(
                    end.problems == """
                        log_data/bad.json:1:1: the record is not a JSON object
                        log_data/bad.json:2:1: the record is not a JSON object
                        plumb: exit code 1: 2 of 8 records were rejected, more than the limit of 1; nothing was loaded; \
                        they are listed in reports/rejects.csv

                        """
                )
                #expect(end.output == "")
                #expect(try await connecting(to: database) { try await $0.fingerprint() } == [:])
            }
        }
    }

    @Test(
        "Wrong usage ends with 64, names the option and asks no database",
        arguments: [
            (["load"], "name the folder to load"),
            (
                ["load", "d", "--max-rejects", "some"],
                "--max-rejects takes a number of records or a percentage, not 'some'"
            ),
            (["load", "d", "--max-rejects=-1"], "--max-rejects"),
            (["load", "d", "--max-rejects", "101%"], "not '101%'"),
            (
                ["load", "d", "--schema", "pg_mine"],
                "the schema name 'pg_mine' cannot be used: it belongs to PostgreSQL"
            ),
            (["load", "d", "--schema", ""], "the schema name '' cannot be used: it is empty"),
            (
                ["load", "d", "--schema", "a.b"],
                "the schema name 'a.b' cannot be used: use letters, digits, '_' and '-'"
            ),
            (["load", "d", "--frob"], "Unknown option '--frob'"),
            (["frob"], "Unexpected argument 'frob'"),
        ]
    )
    func usage(arguments: [String], message: String) async throws {
        let end = try await ProgramRun(arguments, environment: ["PGHOST": "/nowhere"]).end()
        #expect(end.code == 64)
        #expect(end.problems.contains(message))
        #expect(end.output == "")
    }
}
