import Foundation
import Postgres
import TestSupport
import Testing

@Suite("plumb rules")
struct RulesCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("Sparkify's rules are in order, without a database")
    func shipped() async throws {
        let end = try await plumb("rules", "check", sparkifyRules, environment: ["PGHOST": "/nowhere"])
        #expect(end.code == 0)
        #expect(end.output.contains(/^\d+ rules in \d+ files: no errors\n$/))
        #expect(end.problems == "")
    }

    @Test("Every problem of every file is listed with its place and a suggestion, and the code is 2")
    func problems() async throws {
        try folder.write(
            """
            version: 1
            rules:
              - id: a.b.c
                kind: not_nul
                dataset: pipes
                column: name
              - id: a.b.d
                kind: unique
                dataset: pipes
                colums: [id]
            """,
            to: "rules/a.yaml"
        )
        try folder.write(
            """
            version: 1
            rules:
              - id: a.b.c
                kind: row_count
                dataset: pipes
                fail_if: "> many"
            """,
            to: "rules/b.yaml"
        )
        try folder.write("version: 1\nrules: [\n", to: "rules/c.yaml")
        for command in [["rules", "check"], ["rules", "list"], ["audit"], ["run", folder.path]] {
            let end = try await ProgramRun(command, in: folder.path, environment: ["PGHOST": "/nowhere"]).end()
            #expect(end.code == 2)
            #expect(end.output == "")
            #expect(end.problems.contains("rules/a.yaml:4:11: error: unknown kind 'not_nul'; did you mean 'not_null'?"))
            #expect(end.problems.contains("rules/a.yaml:10:5: error: unknown key 'colums'"))
            #expect(end.problems.contains(/rules\/b.yaml:3:\d+: error: .*a.b.c/))
            #expect(end.problems.contains("rules/b.yaml:6:14: error: "))
            #expect(end.problems.contains("rules/c.yaml:"))
            let count = end.problems.split(separator: "\n").count - 1
            #expect(
                end.lastProblem == "plumb: exit code 2: \(count) problems in the rule files, nothing was measured"
            )
        }
    }

    @Test("A missing file is a problem with its name")
    func missingFile() async throws {
        let end = try await plumb("rules", "check", "nowhere.yaml", in: folder.path)
        #expect(end.code == 2)
        #expect(end.problems.hasPrefix("nowhere.yaml:1:1: error: there is no such file or folder\n"))
        let none = try await plumb("rules", "check", in: folder.path)
        #expect(none.code == 64)
        #expect(none.lastProblem.hasPrefix("plumb: exit code 64: name the rule files or folders to use"))
    }

    @Test("With a database, missing tables and columns are named with a suggestion, and the code is 2")
    func againstDatabase() async throws {
        let rules = Pipes.rules(
            Pipes.unique,
            "{ id: pipe.name.present, kind: not_null, dataset: pipe, column: name }",
            "{ id: pipes.nam.present, kind: not_null, dataset: pipes, column: nam }"
        )
        try folder.write(rules, to: "rules.yaml")
        try await Pipes.withDatabase { database, _ in
            let offline = try await plumb("rules", "check", "rules.yaml", in: folder.path)
            #expect(offline.code == 0)
            let option = try await plumb(
                "rules",
                "check",
                "rules.yaml",
                "--database",
                "dbname=\(database)",
                in: folder.path
            )
            let variable = try await plumb(
                "rules",
                "check",
                "rules.yaml",
                "--against-database",
                in: folder.path,
                environment: ["PGDATABASE": database]
            )
            for end in [option, variable] {
                #expect(end.code == 2)
                #expect(end.output == "")
                #expect(
                    end.problems == """
                        rules.yaml:5:55: error: there is no table or view public.pipe; did you mean 'pipes'?
                        rules.yaml:6:70: error: public.pipes has no column 'nam'; did you mean 'name'?
                        plumb: exit code 2: 2 problems in the rule files, nothing was measured

                        """
                )
            }
        }
    }

    @Test("--schema says where tables without a schema are looked for")
    func schema() async throws {
        try folder.write(Pipes.rules(Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            try await connection.execute(script: "CREATE SCHEMA cellar; ALTER TABLE pipes SET SCHEMA cellar")
            let arguments = ["rules", "check", "rules.yaml", "--database", "dbname=\(database)"]
            #expect(try await ProgramRun(arguments, in: folder.path).end().code == 2)
            #expect(try await ProgramRun(arguments + ["--schema", "cellar"], in: folder.path).end().code == 0)
        }
    }

    @Test("rules list shows id, severity and title of each rule")
    func list() async throws {
        try folder.write(Pipes.rules(Pipes.unique, Pipes.criticallyNamed), to: "rules/pipes.yaml")
        let end = try await plumb("rules", "list", in: folder.path)
        #expect(end.code == 0)
        #expect(
            end.output == """
                pipes.id.unique   error     Pipes have numbers
                pipes.name.vital  critical  pipes.name.vital: a column has a value in every row

                """
        )
    }

    @Test("--set gives a variable a value and refuses what is no pair")
    func variables() async throws {
        let rule = "{ id: pipes.id.unique, kind: unique, dataset: '${TABLE}', columns: [id] }"
        try folder.write(Pipes.rules(rule), to: "rules.yaml")
        let given = try await plumb("rules", "check", "rules.yaml", "--set", "TABLE=pipes", in: folder.path)
        #expect(given.code == 0)
        let missing = try await plumb("rules", "check", "rules.yaml", in: folder.path)
        #expect(missing.code == 2)
        #expect(missing.problems.contains("rules.yaml:4:"))
        #expect(missing.problems.contains("TABLE"))
        let wrong = try await plumb("rules", "check", "rules.yaml", "--set", "TABLE", in: folder.path)
        #expect(wrong.code == 64)
        #expect(wrong.lastProblem == "plumb: exit code 64: --set takes name=value, not 'TABLE'")
    }
}
