import Audit
import AuditModel
import Foundation
import RuleFiles
import Testing

@Suite("Rule files become one rule set")
struct RuleSetTests {
    @Test("Every key of the language is read")
    func everyKey() throws {
        let text = """
            version: 1
            audit: sparkify
            defaults: { schema: mart, owner: data-engineering, severity: warn, samples: { rows: 7 } }
            policies:
              - id: DG-07
                title: Attribution
                statement: Every play is attributable.
                owner: governance
                target: 95 % of plays
                review: 2026-12-31
              - { id: DG-08, statement: Users are unique., owner: governance }
            datasets:
              songplays: { key: [songplay_id], sensitive: [user_agent, location], noun: plays, time: start_time }
              staging.events: { key: [source_line] }
            rules:
              - id: songplays.artist.linked
                kind: relationship
                dataset: songplays
                columns: [artist_id]
                parent: { dataset: staging.events, columns: [artist_id] }
                title: Plays linkable
                  to an artist
                description: |
                  More about it.
                where: level = 'paid'
                severity: critical
                dimension: coverage
                owner: music-data
                steward: anna
                policy: DG-07
                tags: [linkage, royalties]
                links: [https://example.org/linkage]
                impact: Royalties cannot be computed.
                remediation: { text: Extract the artists. }
                warn_if: ["> 5%", "> 100 rows"]
                fail_if: not between 0 and 50 %
                when_empty: fail
                ratchet: improve by 2.5%
                segments: { columns: [level, gender], min_population: 30 }
                timeout: 2 minutes
                waiver: { reason: Small catalogue., approved_by: board, ticket: DG-112, expires: 2027-01-31, up_to: 99.99% }
                samples: { rows: 0 }
                enabled: false
                disabled_because: The catalogue is being loaded.
              - { id: users.rows.some, kind: row_count, dataset: users, policy: DG-08, remediation: Load again. }
            """
        let folder = try RuleFolder(["r.yaml": text])
        let reading = folder.read()
        #expect(folder.problems(reading) == [])
        let set = try reading.get()
        let file = folder.path + "/r.yaml"
        #expect(set.name == "sparkify")
        #expect(set.defaultSchema == "mart")
        #expect(set.files == [file])
        #expect(
            set.policies == [
                Policy(
                    id: "DG-07",
                    title: "Attribution",
                    statement: "Every play is attributable.",
                    owner: "governance",
                    target: "95 % of plays",
                    review: "2026-12-31",
                    location: Location(file: file, line: 5, column: 5)
                ),
                Policy(
                    id: "DG-08",
                    title: "DG-08",
                    statement: "Users are unique.",
                    owner: "governance",
                    target: nil,
                    review: nil,
                    location: Location(file: file, line: 11, column: 5)
                ),
            ]
        )
        #expect(
            set.datasets == [
                DatasetName(schema: "mart", table: "songplays"): DatasetDeclaration(
                    key: ["songplay_id"],
                    sensitive: ["user_agent", "location"],
                    noun: "plays",
                    time: "start_time",
                    location: Location(file: file, line: 13, column: 3)
                ),
                DatasetName(schema: "staging", table: "events"): DatasetDeclaration(
                    key: ["source_line"],
                    location: Location(file: file, line: 14, column: 3)
                ),
            ]
        )
        try expectEverything(of: #require(set.rules.first), file: file)
        try expectDefaults(of: #require(set.rules.last), file: file)
    }

    private func expectEverything(of rule: Rule, file: String) {
        #expect(rule.id == "songplays.artist.linked")
        #expect(rule.title == "Plays linkable to an artist")
        #expect(rule.description == "More about it.")
        #expect(rule.filter == "level = 'paid'")
        #expect(rule.severity == .critical)
        #expect(rule.dimension == .coverage)
        #expect(rule.owner == "music-data")
        #expect(rule.steward == "anna")
        #expect(rule.policy == "DG-07")
        #expect(rule.tags == ["linkage", "royalties"])
        #expect(rule.links == ["https://example.org/linkage"])
        #expect(rule.impact == "Royalties cannot be computed.")
        #expect(rule.remediation == "Extract the artists.")
        #expect(rule.limits?.warnIf.map(\.text) == ["> 5%", "> 100 rows"])
        #expect(rule.limits?.failIf.map(\.text) == ["not between 0 and 50 %"])
        #expect(rule.whenEmpty == .fail)
        #expect(rule.ratchet?.description == "improve by 2.5%")
        #expect(rule.segments?.columns.map(\.value) == ["level", "gender"])
        #expect(rule.segments?.minimumPopulation == 30)
        #expect(rule.timeout == .seconds(120))
        #expect(
            rule.waiver
                == Waiver(
                    reason: "Small catalogue.",
                    approvedBy: "board",
                    ticket: "DG-112",
                    expires: "2027-01-31",
                    upTo: "99.99%"
                )
        )
        #expect(rule.sampleRows == 0)
        #expect(rule.disabledReason == "The catalogue is being loaded.")
        #expect(rule.location == Location(file: file, line: 16, column: 5))
        #expect(
            rule.kind.references.map(\.dataset.description) == [
                "mart.songplays", "mart.songplays", "staging.events", "staging.events",
            ]
        )
    }

    private func expectDefaults(of rule: Rule, file: String) {
        #expect(rule.title == "users.rows.some: a table has a plausible number of rows")
        #expect(rule.severity == .warn)
        #expect(rule.dimension == .completeness)
        #expect(rule.owner == "data-engineering")
        #expect(rule.sampleRows == 7)
        #expect(rule.remediation == "Load again.")
        #expect(rule.limits == nil)
        #expect(rule.whenEmpty == .notApplicable)
        #expect(rule.disabledReason == nil)
        #expect(rule.location == Location(file: file, line: 45, column: 5))
    }

    @Test("The example of each kind is a rule", arguments: RuleKinds.all.map { $0.description.name })
    func examples(kind: String) throws {
        let description = try #require(RuleKinds.named(kind)?.description)
        let lines = description.example.split(separator: "\n", omittingEmptySubsequences: false)
        let text = "version: 1\nrules:\n  - id: an.example\n" + lines.map { "    \($0)\n" }.joined()
        let folder = try RuleFolder(["r.yaml": text])
        let reading = folder.read()
        #expect(folder.problems(reading) == [])
        #expect(reading.ruleSet?.rules.map { type(of: $0.kind).description.name } == [kind])
    }

    @Test("Files of a folder are read in the order of their names, settings are shared")
    func severalFiles() throws {
        let folder = try RuleFolder([
            "b/users.yaml": "version: 1\ndefaults: { owner: users-team }\nrules:\n"
                + "  - { id: users.rows.some, kind: row_count, dataset: users, policy: P }\n",
            "a.yml": "version: 1\nrules:\n  - { id: songs.rows.some, kind: row_count, dataset: songs }\n",
            "z-audit.yaml": "version: 1\naudit: shared\n"
                + "defaults: { schema: mart, owner: shared-team, severity: info, samples: { rows: 2 } }\n"
                + "policies: [{ id: P, statement: s, owner: o }]\n",
            "notes.txt": "no rules", ".hidden.yaml": "no rules", ".git/x.yaml": "no rules",
        ])
        let reading = folder.read()
        #expect(folder.problems(reading) == [])
        let set = try reading.get()
        #expect(set.name == "shared")
        #expect(
            set.files.map { $0.replacingOccurrences(of: folder.path, with: "") } == [
                "/a.yml", "/b/users.yaml", "/z-audit.yaml",
            ]
        )
        #expect(set.rules.map(\.id) == ["songs.rows.some", "users.rows.some"])
        #expect(set.rules.map(\.owner) == ["shared-team", "users-team"])
        #expect(set.rules.map(\.severity) == [.info, .info])
        #expect(set.rules.map(\.sampleRows) == [2, 2])
        #expect(set.rules.map { $0.kind.references[0].dataset.schema } == ["mart", "mart"])
        #expect(try folder.read(schema: "other").get().defaultSchema == "other")
        #expect(try folder.read(["b", "a.yml", "z-audit.yaml", "a.yml", "."]).get().rules.count == 2)
    }

    @Test("Files that contradict one another are refused with both places")
    func contradictions() throws {
        let folder = try RuleFolder([
            "a.yaml": "version: 1\naudit: one\ndefaults: { schema: x, owner: p }\ndatasets: { t: { key: [a] } }\n"
                + "policies: [{ id: P, statement: s, owner: o }]\n",
            "b.yaml": "version: 1\naudit: two\ndefaults: { schema: z, owner: q }\ndatasets: { x.t: { key: [b] } }\n"
                + "policies: [{ id: P, statement: s, owner: o }]\n",
            "c.yaml": "version: 1\nrules: [{ id: t.r, kind: row_count, dataset: t }]\n",
            "d.yaml": "version: 1\nrules: [{ id: t.r, kind: row_count, dataset: t }]\n",
        ])
        let path = folder.path
        #expect(
            folder.problems(folder.read())
                == [
                    "b.yaml:2:8: error: 'audit' is 'two' here but 'one' at \(path)/a.yaml:2:8; keep one for all files",
                    "b.yaml:3:21: error: 'schema' is 'z' here but 'x' at \(path)/a.yaml:3:21; keep one for all files",
                    "b.yaml:3:31: error: 'owner' is 'q' here but 'p' at \(path)/a.yaml:3:31; keep one for all files",
                    "b.yaml:4:13: error: dataset 'x.t' is already declared at \(path)/a.yaml:4:13; keep one",
                    "b.yaml:5:18: error: policy 'P' is already declared at \(path)/a.yaml:5:18; rename one",
                    "d.yaml:2:15: error: rule 't.r' is already declared at \(path)/c.yaml:2:15; rename one",
                ].map { $0.replacingOccurrences(of: path + "/", with: "") }
        )
    }

    @Test("A file that cannot be read hides no problem of another, and blames none on it")
    func brokenNeighbour() throws {
        let folder = try RuleFolder([
            "a.yaml": "policies: ]",
            "b.yaml": "policies: [{ id: P, statement: s, owner: o }]\n" + oneRule("policy: Q\ntag: x"),
        ])
        #expect(
            folder.problems(folder.read()) == [
                "a.yaml:1:11: error: not valid YAML: did not find expected node content",
                "b.yaml:9:5: error: unknown key 'tag' for kind 'not_null'; in Plumb this is 'tags'",
            ]
        )
    }

    @Test("The checksum is that of the contents, wherever the files lie")
    func checksum() throws {
        let folder = try RuleFolder(["a.yaml": oneRule("")])
        let first = try folder.read().get().sha256
        #expect(first.count == 64)
        #expect(try folder.read().get().sha256 == first)
        try folder.write(Data(oneRule("# a comment").utf8), to: "a.yaml")
        #expect(try folder.read().get().sha256 != first)
        try folder.write(Data(oneRule("").utf8), to: "b.yaml")
        #expect(try folder.read(["b.yaml"]).get().sha256 == first)
    }

    @Test("An audit without a name is called like its first path")
    func defaultName() throws {
        let folder = try RuleFolder(["music/year.yaml": oneRule("")])
        #expect(try folder.read(["music"]).get().name == "music")
        #expect(try folder.read(["music/year.yaml"]).get().name == "year")
    }

    @Test(
        "Paths that lead nowhere are problems",
        arguments: [
            ("missing.yaml", "missing.yaml:1:1: error: there is no such file or folder"),
            ("empty", "empty:1:1: error: the folder holds no .yaml or .yml file"),
            ("r.yaml/x", "r.yaml/x:1:1: error: there is no such file or folder"),
        ]
    )
    func paths(path: String, message: String) throws {
        let folder = try RuleFolder(["r.yaml": oneRule(""), "empty/readme.txt": ""])
        let reading = folder.read([path, "r.yaml"])
        #expect(folder.problems(reading) == [message])
        #expect(throws: RuleFileError(problems: reading.problems)) { try reading.get() }
    }

    @Test("A file that may not be read is a problem", .enabled(if: getuid() != 0, "root may read everything"))
    func unreadable() throws {
        let folder = try RuleFolder(["r.yaml": oneRule("")])
        try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: folder.path + "/r.yaml")
        #expect(folder.problems(folder.read()) == ["r.yaml:1:1: error: cannot be read: permission denied"])
    }

    @Test("No path at all is a problem")
    func noPaths() {
        let reading = RuleFiles.read([], today: "2026-06-30")
        #expect(
            reading.problems.map(\.description) == [
                ".:1:1: error: no rule is declared; write at least one under 'rules'"
            ]
        )
    }

    @Test("A pipe in a folder is passed over, a link to a file is followed")
    func specialFiles() throws {
        let folder = try RuleFolder([
            "r.yaml": oneRule(""), "elsewhere/rule.txt": oneRule("").replacingOccurrences(of: "year", with: "month"),
        ])
        mkfifo(folder.path + "/pipe.yaml", 0o600)
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/link.yaml",
            withDestinationPath: "elsewhere/rule.txt"
        )
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/loop.yaml", withDestinationPath: ".")
        #expect(try folder.read().get().rules.map(\.id) == ["songs.month.present", "songs.year.present"])
    }
}
