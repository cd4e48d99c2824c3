import Foundation
import Postgres
import TestSupport
import Testing

@Suite("What reports tell of people")
struct PrivacyTests {
    /// Tables whose names and numbers of insurance are secret; the rules look at them in every way that shows rows.
    private static let rules = """
        version: 1
        audit: people
        datasets:
          people: { key: [id], sensitive: [name, insurance, town] }
        rules:
          - { id: name.present, kind: not_null, dataset: people, column: name, missing: [Zaphod] }
          - { id: name.unique, kind: unique, dataset: people, columns: [name] }
          - { id: insurance.number, kind: expression, dataset: people, holds: "insurance::int > 0" }
          - { id: town.known, kind: accepted, dataset: people, column: town, values: [Ursa Minor] }
          - { id: people.free, kind: sql, rows: "select id, name from people where id < 3" }
          - { id: people.double, kind: duplicates, dataset: people, compare: [name, town] }
          - id: name.segments
            kind: not_null
            dataset: people
            column: insurance
            segments: { columns: [town] }
        """

    private static let secrets = ["Zaphod", "Trillian", "Marvin", "NOT-A-NUMBER", "Betelgeuse", "Magrathea"]

    private func audit(
        rules: String = Self.rules,
        environment: [String: String?] = [:],
        _ arguments: String...
    ) async throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(rules, to: "rules.yaml")
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                try await connection.execute(
                    script: """
                        CREATE TABLE people (id int PRIMARY KEY, name text, insurance text, town text);
                        INSERT INTO people VALUES (1, 'Zaphod', 'NOT-A-NUMBER', 'Betelgeuse'),
                          (2, 'Trillian', '2', 'Betelgeuse'), (3, 'Marvin', NULL, 'Magrathea'),
                          (4, 'Marvin', '4', 'Magrathea');
                        """
                )
            }
            let formats = "json,markdown,html,junit,sarif,github,github-summary,tap,csv,openlineage,prometheus"
            let variables = environment.merging(["PGDATABASE": database]) { given, _ in given }
            let run = try ProgramRun(
                ["audit", "rules.yaml", "--format", formats] + arguments,
                in: folder.path,
                environment: variables
            )
            let end = try await run.end()
            #expect(end.code == 3)
            try folder.write(end.output + end.problems, to: "reports/terminal.txt")
        }
        return folder
    }

    private func everything(in folder: TemporaryFolder) throws -> String {
        let texts = try folder.texts(below: "reports")
        // Eleven formats, what the terminal showed, and what is kept for the history.
        #expect(texts.count >= 12)
        return texts.joined()
    }

    @Test("No value of a sensitive column stands in any format, not even in an error that quotes it")
    func nothingSensitive() async throws {
        let folder = try await audit()
        let text = try everything(in: folder)
        // What the rule files themselves say of values is no secret of the data.
        for secret in Self.secrets where secret != "Zaphod" { #expect(!text.contains(secret), "\(secret)") }
        let report = try StoredReport(folder.text(of: "reports/audit.json"))
        #expect(report.status("insurance.number") == "error")
        #expect((report.result("insurance.number")["message"] as? String)?.contains("withheld") == true)
        let rows = (report.result("name.unique")["samples"] as? [String: Any])?["rows"] as? [[Any]]
        #expect(rows?.isEmpty == false)
    }

    @Test("No mark of a sensitive column gets out, whichever kind of rule or error finds it")
    func marked() async throws {
        let folder = try TemporaryFolder()
        try folder.write(MarkedData.rules, to: "rules.yaml")
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { try await $0.execute(script: MarkedData.tables) }
            let formats = "json,markdown,html,junit,sarif,github,github-summary,tap,csv,backlog,openlineage,prometheus"
            for _ in 1...2 {
                let run = try ProgramRun(
                    ["audit", "rules.yaml", "--format", formats, "--failures", "reports/failures"],
                    in: folder.path,
                    environment: ["PGDATABASE": database]
                )
                let end = try await run.end()
                #expect(end.code == 3)
                try folder.write(end.output + end.problems, to: "reports/terminal.txt")
            }
        }
        for text in try folder.texts(below: "reports") {
            #expect(!text.lowercased().contains(MarkedData.mark.lowercased()))
            #expect(!text.contains(MarkedData.day))
        }
        let report = try StoredReport(folder.text(of: "reports/audit.json"))
        for cast in ["number", "table", "json", "day", "setting", "function", "free"] {
            #expect(report.status("cast.\(cast)") == "error", "\(cast)")
        }
        // What is not sensitive is told.
        let joined = report.result("free.joined")["samples"] as? [String: Any]
        #expect((joined?["rows"] as? [[String]])?.first == ["1", "101", "withheld"])
        let harmless = report.result("free.harmless")["samples"] as? [String: Any]
        #expect((harmless?["rows"] as? [[String]]) == [["told", "42"]])
        #expect(report.result("figure.count")["value"] as? String == "22")
        #expect(report.result("figure.most")["value"] is NSNull)
    }

    @Test("With a key, samples show pseudonyms: the HMAC of each value, the same for the same value")
    func pseudonyms() async throws {
        let folder = try await audit(environment: ["PLUMB_PSEUDONYM_KEY": "0123456789abcdef0123456789abcdef"])
        let text = try everything(in: folder)
        for secret in Self.secrets where secret != "Zaphod" { #expect(!text.contains(secret), "\(secret)") }
        // printf Trillian | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef
        #expect(text.contains("pseudonym 9ba763527d1bd577"))
        #expect(!text.contains("0123456789abcdef0123456789abcdef"))
    }

    @Test("A key that is too short is refused before anything is measured")
    func shortKey() async throws {
        let folder = try TemporaryFolder()
        let end = try await Pipes.audit(
            Pipes.rules(Pipes.unique),
            in: folder,
            environment: ["PLUMB_PSEUDONYM_KEY": "too short"]
        )
        #expect(end.code == 64)
        #expect(end.problems.contains("PLUMB_PSEUDONYM_KEY must have at least 16 characters"))
    }

    @Test("A rule file asks for larger groups, and the command line cannot undo it")
    func smallGroupsOfRuleFile() async throws {
        let folder = try await audit(
            rules: Self.rules.replacing("audit: people", with: "audit: people\ndefaults: { smallest_group: 3 }"),
            "--smallest-group",
            "2"
        )
        let report = try StoredReport(folder.text(of: "reports/audit.json"))
        let segments = try #require(report.result("name.segments")["segments"] as? [String: Any])
        #expect(segments["total"] as? Int == 2)
        #expect((segments["shown"] as? [Any])?.isEmpty == true)
    }

    @Test("Groups smaller than asked for are counted and not shown")
    func smallGroups() async throws {
        for (size, shown) in [("2", 2), ("3", 0)] {
            let folder = try await audit("--smallest-group", size)
            let report = try StoredReport(folder.text(of: "reports/audit.json"))
            let segments = try #require(report.result("name.segments")["segments"] as? [String: Any])
            #expect(segments["total"] as? Int == 2)
            #expect((segments["shown"] as? [Any])?.count == shown)
        }
    }
}
