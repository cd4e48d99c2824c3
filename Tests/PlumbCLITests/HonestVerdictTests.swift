import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

/// Shapes of data and rules with which a verdict could be wrong without a word.
@Suite("Verdicts that would be easy to get wrong")
struct HonestVerdictTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func audited(
        _ script: String,
        _ rules: String,
        _ arguments: String...,
        as role: String? = nil
    ) async throws -> (end: ProgramRun.End, report: AuditReport) {
        try folder.write(rules, to: "rules.yaml")
        var outcome: (ProgramRun.End, AuditReport)?
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { try await $0.execute(script: script) }
            let target = "dbname=\(database)" + (role.map { " user=\($0)" } ?? "")
            let end = try await ProgramRun(
                ["audit", "rules.yaml", "--database", target, "--output", "out"] + arguments,
                in: folder.path
            ).end()
            let data = try Data(contentsOf: URL(filePath: "\(folder.path)/out/audit.json"))
            outcome = (end, try AuditReport(json: data))
        }
        return try #require(outcome)
    }

    private func statuses(_ report: AuditReport) -> [String: Status] {
        report.results.reduce(into: [:]) { $0[$1.id] = $1.status }
    }

    @Test("Types of extensions compare as they do, wherever the rules look for tables")
    func extensions() async throws {
        let (_, report) = try await audited(
            """
            CREATE EXTENSION citext; CREATE SCHEMA adm;
            CREATE TABLE adm.people (email citext); INSERT INTO adm.people VALUES ('A@x.org'), ('a@X.org');
            """,
            """
            version: 1
            defaults: { schema: adm }
            rules:
              - { id: people.email, kind: accepted, dataset: people, column: email, values: [a@x.org] }
              - { id: people.type, kind: schema, dataset: people, columns: { email: citext null } }
              - { id: people.spelling, kind: spelling, dataset: people, column: email }
            """
        )
        #expect(report.results.map(\.status) == [.pass, .pass, .fail], "\(report.results.map(\.message))")
        #expect(report.results[2].violations == 1 && report.results[2].population == 1)
    }

    @Test("What other roles define in schemas of their own changes no verdict and is never called")
    func foreignSchemas() async throws {
        let (_, report) = try await audited(
            """
            CREATE TABLE things (word text); INSERT INTO things VALUES ('x'), (NULL);
            CREATE SCHEMA trap AUTHORIZATION pg_monitor; GRANT USAGE ON SCHEMA trap TO public; SET ROLE pg_monitor;
            CREATE FUNCTION trap.none(bigint, text) RETURNS bigint LANGUAGE sql AS 'SELECT 0::bigint';
            CREATE AGGREGATE trap.count(text) (SFUNC = trap.none, STYPE = bigint, INITCOND = '0');
            CREATE FUNCTION trap.same(text, text) RETURNS boolean LANGUAGE sql AS 'SELECT true';
            CREATE OPERATOR trap.= (LEFTARG = text, RIGHTARG = text, FUNCTION = trap.same);
            RESET ROLE;
            """,
            """
            version: 1
            rules:
              - { id: things.word, kind: accepted, dataset: things, column: word, values: [z] }
            """
        )
        #expect(report.results[0].status == .fail && report.results[0].population == 1)
    }

    @Test("Members are compared as values of their column's type")
    func members() async throws {
        let (_, report) = try await audited(
            """
            CREATE TYPE mood AS ENUM ('sad', 'ok');
            CREATE TABLE things (price numeric(10,2), day date, flag boolean, mood mood, code char(4));
            INSERT INTO things VALUES (5, '2024-01-02', true, 'ok', 'AB'), (7, '2024-01-03', false, 'ok', 'CD');
            """,
            """
            version: 1
            rules:
              - { id: things.price, kind: coverage, dataset: things, column: price, members: [5, '7.0'] }
              - { id: things.price.other, kind: coverage, dataset: things, column: price, members: [5, '7.004'] }
              - { id: things.day, kind: coverage, dataset: things, column: day, members: ['2024-01-02', '2024-1-3'] }
              - { id: things.flag, kind: coverage, dataset: things, column: flag, members: ['true', 'no'] }
              - { id: things.mood, kind: coverage, dataset: things, column: mood, members: [ok, happy] }
              - { id: things.code, kind: coverage, dataset: things, column: code, members: [AB, CD] }
            """
        )
        #expect(report.results.map(\.violations) == [0, 1, 0, 0, 1, 0], "\(report.results.map(\.message))")
        let check = try await ProgramRun(["rules", "check", "rules.yaml"], in: folder.path).end()
        #expect(check.code == 0)
    }

    @Test("A metric builds up its history before it can be compared, and refuses a value that is no aggregate")
    func metrics() async throws {
        let (_, report) = try await audited(
            "CREATE TABLE things (size int); INSERT INTO things SELECT n FROM generate_series(1, 1000) AS n;",
            """
            version: 1
            rules:
              - id: things.count
                kind: metric
                dataset: things
                value: count(*)
                expect: { within: 3 mad, of: last 5, min_history: 1 }
              - { id: things.size, kind: metric, dataset: things, value: size, fail_if: "> 500" }
            """
        )
        #expect(report.results.map(\.status) == [.notApplicable, .error])
        #expect(report.results[0].value == "1000" && report.results[0].population == 0)
        #expect(report.results[1].message.contains("aggregate function") == true)
    }

    @Test("What a constraint proves of a table says nothing of a part of it that is empty")
    func emptyPopulations() async throws {
        let (_, report) = try await audited(
            """
            CREATE TABLE things (id int PRIMARY KEY, level text CHECK (level IN ('a', 'b')));
            INSERT INTO things SELECT n, NULL FROM generate_series(1, 10) AS n; ANALYZE things;
            """,
            """
            version: 1
            rules:
              - { id: things.id, kind: not_null, dataset: things, column: id }
              - { id: things.late, kind: not_null, dataset: things, column: id, where: id > 99, when_empty: fail }
              - { id: things.level, kind: accepted, dataset: things, column: level, values: [a, b] }
            """
        )
        #expect(report.results.map(\.status) == [.pass, .fail, .notApplicable])
        #expect(report.results[0].evidence == "proved")
    }

    @Test("A row from another age makes neither an audit endless nor its neighbours unusual")
    func anotherAge() async throws {
        let (end, report) = try await audited(
            """
            CREATE TABLE events (at timestamp);
            INSERT INTO events SELECT generate_series('2018-01-01'::timestamp, '2018-03-01', '20 minutes');
            INSERT INTO events VALUES ('0044-03-15 BC'), ('1970-01-01'), ('2100-01-01'), ('290000-01-01'), ('infinity');
            """,
            """
            version: 1
            rules:
              - id: events.volume
                kind: metric
                dataset: events
                value: count(*)
                per: at by hour
                expect: { within: 5 mad, compare_with: other weeks }
                timeout: 20 seconds
            """
        )
        #expect(end.code == 0)
        #expect(report.results[0].status == .pass || report.results[0].status == .notApplicable)
    }

    @Test("Rows that a policy hides from the role cannot be measured")
    func hiddenRows() async throws {
        let (end, report) = try await audited(
            """
            DO $$ BEGIN CREATE ROLE plumb_tenant LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            CREATE TABLE orders (id int, tenant text); INSERT INTO orders VALUES (NULL, 'a'), (1, 'b');
            ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON orders USING (tenant = 'b');
            CREATE TABLE others (id int); INSERT INTO others VALUES (1); GRANT SELECT ON orders, others TO plumb_tenant;
            """,
            """
            version: 1
            rules:
              - { id: orders.id, kind: not_null, dataset: orders, column: id }
              - { id: others.id, kind: not_null, dataset: others, column: id }
            """,
            as: "plumb_tenant"
        )
        #expect(end.code == 3)
        #expect(report.results.map(\.status) == [.error, .pass])
        #expect(report.results[0].message.hasPrefix("row-level security hides rows of a table from this role") == true)
    }

    @Test("A condition on the parent asks of the parent's columns alone")
    func parentCondition() async throws {
        let (_, report) = try await audited(
            """
            CREATE TABLE parents (id int, kind text); INSERT INTO parents VALUES (1, 'x'), (2, 'y');
            CREATE TABLE children (id int, seg text); INSERT INTO children VALUES (1, 'x'), (2, 'y');
            """,
            """
            version: 1
            rules:
              - id: children.wrong
                kind: relationship
                dataset: children
                columns: [id]
                parent: { dataset: parents, columns: [id], where: seg = 'x' }
              - id: children.right
                kind: relationship
                dataset: children
                columns: [id]
                parent: { dataset: parents, columns: [id], where: kind = 'x' or kind = 'seg' }
            """
        )
        #expect(report.results.map(\.status) == [.error, .fail])
        #expect(report.results[0].message.contains(#"column "seg" does not exist"#) == true)
        #expect(report.results[1].violations == 1)
    }

    @Test("A table that somebody rebuilds ends neither the audit nor a rule's time limit")
    func lockedTable() async throws {
        try folder.write(
            """
            version: 1
            rules:
              - { id: busy.id, kind: not_null, dataset: busy, column: id }
              - { id: free.id, kind: not_null, dataset: free, column: id }
            """,
            to: "rules.yaml"
        )
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                try await connection.execute(script: "CREATE TABLE busy (id int); CREATE TABLE free (id int)")
                try await connection.execute(script: "INSERT INTO free VALUES (1); BEGIN; LOCK TABLE busy")
                let end = try await ProgramRun(
                    ["audit", "rules.yaml", "--database", "dbname=\(database)", "--statement-timeout", "1"],
                    in: folder.path
                ).end()
                #expect(end.code == 3)
                #expect(end.problems == "plumb: exit code 3: 1 rule could not be measured: busy.id\n")
                try await connection.execute(script: "ROLLBACK")
            }
        }
    }

    @Test("Values of sensitive columns are withheld wherever partitions, heirs and views carry them")
    func sensitiveRelations() async throws {
        let values = "column: %, values: [none] }"
        func rule(_ table: String, _ column: String) -> String {
            "  - { id: \(table).\(column), kind: accepted, dataset: \(table), \(values.replacing("%", with: column))\n"
        }
        let carrying = [
            ("part", "ssn"), ("heir", "ssn"), ("renamed", "plain"), ("deep", "deeper"), ("copy", "ssn"),
            ("computed", "half"),
            ("whole", "text"), ("united", "who"),
        ]
        let (_, report) = try await audited(
            """
            CREATE TABLE people (id text, ssn text) PARTITION BY LIST (id);
            CREATE TABLE part PARTITION OF people DEFAULT; INSERT INTO people VALUES ('1', 'S3CR3T'), ('2', 'S3CR3T2');
            CREATE TABLE patients (id text, ssn text); CREATE TABLE heir () INHERITS (patients);
            INSERT INTO heir VALUES ('3', 'S3CR3T3');
            CREATE VIEW renamed AS SELECT id, ssn AS plain FROM people;
            CREATE VIEW deep AS SELECT id, plain AS deeper FROM (SELECT * FROM renamed) AS inside;
            CREATE MATERIALIZED VIEW copy AS SELECT * FROM people;
            CREATE VIEW computed AS SELECT id, left(ssn, 6) AS half FROM people;
            CREATE VIEW whole AS SELECT id, people::text AS text FROM people;
            CREATE VIEW united AS SELECT id AS who FROM people UNION SELECT ssn FROM people;
            """,
            "version: 1\ndatasets: { people: { sensitive: [ssn] }, patients: { sensitive: [ssn] } }\nrules:\n"
                + carrying.map(rule).joined() + rule("renamed", "id"),
            "--format",
            "json,markdown,html",
            "--failures",
            "failures"
        )
        for result in report.results.dropLast() {
            #expect(result.violations ?? 0 > 0, "\(result.id)")
        }
        #expect(report.results.last?.samples?.rows.first == [.some("1")])
        for file in ["out/audit.json", "out/audit.md", "out/audit.html"]
            + carrying.map({ "failures/\($0.0).\($0.1).csv" })
        {
            #expect(try !folder.text(of: file).contains("S3CR3T"), "\(file)")
        }
    }

    @Test("A column that is declared sensitive under a wrong name is an error, not a disclosure")
    func mistypedPrivacy() async throws {
        let (_, report) = try await audited(
            "CREATE TABLE people (id int, ssn text); INSERT INTO people VALUES (1, 'S3CR3T');",
            """
            version: 1
            datasets: { people: { sensitive: [SSN] } }
            rules:
              - { id: people.ssn, kind: accepted, dataset: people, column: ssn, values: [none] }
            """
        )
        #expect(report.results[0].status == .error)
        #expect(report.results[0].message.contains("public.people has no column 'SSN'; did you mean 'ssn'?") == true)
        #expect(try !folder.text(of: "out/audit.json").contains("S3CR3T"))
    }

    @Test("SQL that closes more than it opens is refused with its place, and text in quotes is no SQL")
    func balance() async throws {
        try folder.write(
            """
            version: 1
            rules:
              - { id: a.a, kind: expression, dataset: a, holds: "id > 0) or (true" }
              - { id: a.b, kind: expression, dataset: a, where: "id in (1, 2", holds: "true" }
              - { id: a.c, kind: expression, dataset: a, holds: "name = 'open" }
              - { id: a.d, kind: expression, dataset: a, holds: "x <> ')' and y = E'\\\\'(' and \\"a)\\" > $t$)$t$ /* ( */ -- (" }
            """,
            to: "rules.yaml"
        )
        let end = try await ProgramRun(["rules", "check", "rules.yaml"], in: folder.path).end()
        #expect(end.code == 2)
        #expect(
            end.problems.split(separator: "\n").dropLast() == [
                "rules.yaml:3:53: error: 'holds' closes a parenthesis that it does not open",
                "rules.yaml:4:53: error: 'where' does not close a parenthesis that it opens",
                "rules.yaml:5:53: error: 'holds' does not close a quote (')",
            ]
        )
    }

    @Test("A folder that cannot take the failing rows is said before any work, and files of rules that hold now go")
    func failuresFolder() async throws {
        try await Pipes.withDatabase { database, connection in
            try folder.write(Pipes.rules(Pipes.named), to: "rules.yaml")
            try folder.write("", to: "file")
            func audit(_ failures: String) async throws -> ProgramRun.End {
                try await ProgramRun(
                    ["audit", "rules.yaml", "--database", "dbname=\(database)", "--failures", failures],
                    in: folder.path
                ).end()
            }
            let refused = try await audit("file")
            #expect(refused.code == 3)
            #expect(refused.problems == "plumb: exit code 3: cannot write to the folder 'file': a file is in the way\n")
            #expect(try await audit("failures").code == 1)
            #expect(try folder.text(of: "failures/pipes.name.present.csv").hasPrefix("id,name\n"))
            try await connection.execute(script: "UPDATE pipes SET name = 'third' WHERE name IS NULL")
            #expect(try await audit("failures").code == 0)
            #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/failures/pipes.name.present.csv"))
        }
    }

    @Test("Names cannot give orders to the terminal")
    func controlCharacters() async throws {
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                try await connection.execute(script: "CREATE TABLE t (id int, \"n\n::error::x\u{1B}[31m\" int)")
            }
            try folder.write(
                "version: 1\nrules:\n  - { id: t.id, kind: not_null, dataset: t, column: id }\n",
                to: "rules.yaml"
            )
            let end = try await ProgramRun(
                ["rules", "check", "rules.yaml", "--database", "dbname=\(database)"],
                in: folder.path
            ).end()
            #expect(end.problems.contains("n ::error::x⟨U+001B⟩[31m"))
            #expect(!end.problems.contains("\u{1B}") && !end.problems.contains("\n::error"))
        }
    }
}
