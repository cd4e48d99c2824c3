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
                let lines = end.problems.split(separator: "\n").map(String.init)
                #expect(
                    lines.filter { !$0.contains(" warning: ") } == [
                        "rules.yaml:5:55: error: there is no table or view public.pipe; did you mean 'pipes'?",
                        "rules.yaml:6:70: error: public.pipes has no column 'nam'; did you mean 'name'?",
                        "plumb: exit code 2: 2 problems in the rule files, nothing was measured",
                    ]
                )
                #expect(lines.contains("rules.yaml:1:1: warning: no rule looks at public.taps"))
            }
        }
    }

    @Test("--schema says where tables without a schema are looked for, and a table elsewhere is named")
    func schema() async throws {
        try folder.write(Pipes.rules(Pipes.unique), to: "rules.yaml")
        try await Pipes.withDatabase { database, connection in
            try await connection.execute(script: "CREATE SCHEMA cellar; ALTER TABLE pipes SET SCHEMA cellar")
            let arguments = ["rules", "check", "rules.yaml", "--database", "dbname=\(database)"]
            let elsewhere = try await ProgramRun(arguments, in: folder.path).end()
            #expect(elsewhere.code == 2)
            #expect(
                elsewhere.problems.contains(
                    "no table or view public.pipes; there is one of that name in 'cellar' (write 'cellar.pipes')"
                )
            )
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

    @Test("rules list takes the words of --select and --exclude, and refuses one that names no rule")
    func selected() async throws {
        try folder.write(Pipes.rules(Pipes.unique, Pipes.criticallyNamed), to: "rules/pipes.yaml")
        let critical = try await plumb("rules", "list", "--select", "severity:critical", in: folder.path)
        #expect(critical.output.hasPrefix("pipes.name.vital "))
        #expect(critical.output.split(separator: "\n").count == 1)
        let others = try await plumb("rules", "list", "--exclude", "severity:critical", in: folder.path)
        #expect(others.output.hasPrefix("pipes.id.unique "))
        let wrong = try await plumb("rules", "list", "--exclude", "tag:nightly", in: folder.path)
        #expect(wrong.code == 64)
        #expect(wrong.lastProblem.hasPrefix("plumb: exit code 64: --exclude: 'tag:nightly' names no rule, tag,"))
    }

    @Test("rules explain says in words what a rule asserts, how it is judged and its SQL")
    func explain() async throws {
        try folder.write(
            """
            version: 1
            policies: [{ id: DG-1, statement: Every pipe has a name., owner: us }]
            datasets: { pipes: { key: [id], noun: pipes } }
            rules:
              - id: pipes.name.present
                title: Pipes have names
                kind: not_null
                dataset: pipes
                column: name
                missing: ['']
                where: id > 0
                warn_if: "> 5%"
                fail_if: "> 50%"
                policy: DG-1
                waiver: { reason: too old, approved_by: board, expires: 2999-01-31, up_to: 80% }
            """,
            to: "rules.yaml"
        )
        let end = try await plumb("rules", "explain", "pipes.name.present", "rules.yaml", in: folder.path)
        #expect(end.code == 0)
        #expect(
            end.output == """
                Rule: pipes.name.present
                Title: Pipes have names
                Kind: not_null
                Asserts: all pipes have a value for name; '' counts as missing too
                Dataset: pipes
                Columns: name
                Only rows with: id > 0
                Population: rows
                Violation: a row whose value is missing
                Missing values: a missing value breaks the rule (NULL is missing, and so is each value listed under 'missing')
                Fails when: more than 50 % fails
                Warns when: more than 5 % warns
                With nothing to look at: the rule does not apply
                Waiver: until 2999-01-31 and up to 80%, approved by board: too old
                Severity: error
                Dimension: completeness
                Policy: DG-1: Every pipe has a name.
                Declared at: rules.yaml:5:5
                SQL:
                    SELECT count(*) AS "population",
                           count(*) FILTER (WHERE "name" IS NULL OR "name" IN ('')) AS "violations"
                    FROM "public"."pipes"
                    WHERE (id > 0)

                """
        )
        let wrong = try await plumb("rules", "explain", "pipes.nam.present", "rules.yaml", in: folder.path)
        #expect(wrong.code == 64)
        #expect(wrong.lastProblem.hasSuffix("did you mean 'pipes.name.present'?"))
    }

    @Test("rules check writes problems for programs and for GitHub, and takes warnings for errors on demand")
    func formats() async throws {
        let policy = "policies: [{ id: DG-1, statement: 100 %, owner: us }]\n"
        try folder.write(Pipes.rules(Pipes.unique).replacing("rules:", with: policy + "rules:"), to: "a,b.yaml")
        let github = try await plumb("rules", "check", "a,b.yaml", "--format", "github", in: folder.path)
        #expect(github.code == 0)
        #expect(github.output.contains("::warning file=a%2Cb.yaml,line="))
        #expect(github.output.hasSuffix("::no rule checks policy 'DG-1'\n"))
        let json = try await plumb("rules", "check", "a,b.yaml", "--format", "json", in: folder.path)
        let entries = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
        #expect(entries?.count == 1)
        #expect(entries?.first?["level"] as? String == "warning")
        let strict = try await plumb("rules", "check", "a,b.yaml", "--strict", in: folder.path)
        #expect(strict.code == 2)
        #expect(strict.problems.contains(": error: no rule checks policy 'DG-1'\n"))
    }

    @Test("rules schema prints the JSON Schema that is in the repository")
    func schemaDocument() async throws {
        let end = try await plumb("rules", "schema")
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/rules.schema.json")
        #expect(try end.output == String(contentsOf: file, encoding: .utf8))
    }
}
