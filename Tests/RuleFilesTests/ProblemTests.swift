import Audit
import RuleFiles
import Testing

@Suite("What is wrong with a rule file is said with its place and what to do")
struct ProblemTests {
    @Test("A file without a problem has none")
    func nothingWrong() throws {
        #expect(try problems(oneRule("")) == [])
    }

    @Test(
        "A wrong key of a rule",
        arguments: [
            ("colum: year", "unknown key 'colum' for kind 'not_null'; did you mean 'column'?"),
            ("fail: '> 5%'", "unknown key 'fail' for kind 'not_null'; in Plumb this is 'fail_if'"),
            ("warn_after: 1 day", "unknown key 'warn_after' for kind 'not_null'; in Plumb this is 'warn_if'"),
            ("name: years", "unknown key 'name' for kind 'not_null'; in Plumb this is 'title'"),
            ("severty: info", "unknown key 'severty' for kind 'not_null'; did you mean 'severity'?"),
            ("flavour: red", "unknown key 'flavour' for kind 'not_null'; its own keys are dataset, column, missing"),
            ("group_by: [year]", "unknown key 'group_by' for kind 'not_null'; in Plumb this is 'segments'"),
            ("<<: { a: b }", "'<<' is not supported; repeat the keys, or use 'defaults'"),
            ("? [a]\n: b", "a key must be a word, not a list or a mapping"),
            ("column: month", "the key 'column' is there twice; the first is in line 6"),
        ]
    )
    func keys(text: String, message: String) throws {
        let column = text.hasPrefix("?") ? 7 : 5
        #expect(try problems(oneRule(text)) == ["r.yaml:7:\(column): error: \(message)"])
    }

    @Test(
        "A wrong value of a rule",
        arguments: [
            (
                "severity: eror", 15,
                "unknown severity 'eror'; it is one of info, warn, error, critical; did you mean 'error'?"
            ),
            ("dimension: [a]", 16, "'dimension' must be a single value, not a list"),
            ("when_empty: skip", 17, "unknown when_empty 'skip'; it is one of not_applicable, pass, fail"),
            ("title: ''", 12, "'title' must not be empty"),
            ("tags: fast", 11, "'tags' must be a list such as [a, b], not a single value"),
            ("tags: [a, b, a]", 18, "'tags' holds 'a' twice; remove one"),
            ("samples: 5", 14, "'samples' must be a mapping, not a single value"),
            ("samples: { rows: many }", 22, "'rows' must be a whole number, not 'many'"),
            ("samples: { rows: 5000 }", 22, "'rows' must be at most 1000, not 5000"),
            ("samples: { row: 5, rows: 5 }", 16, "unknown key 'row' in 'samples'; did you mean 'rows'?"),
            ("enabled: false", 14, "rule 'songs.year.present' is switched off; say why under 'disabled_because'"),
            ("enabled: maybe", 14, "'enabled' must be true or false, not 'maybe'"),
            ("disabled_because: slow", 23, "'disabled_because' goes with 'enabled: false'"),
            ("remediation: { text: '' }", 26, "'text' must not be empty"),
            (
                "ratchet: better", 14,
                "'better' is not a ratchet; write no_worse, or for example improve by 10%"
            ),
            (
                "ratchet: improve by 0%", 14,
                "'improve by 0%' is not a ratchet; write no_worse, or for example improve by 10%"
            ),
            (
                "timeout: 5 s", 14,
                "'5 s' is not a length of time; write for example '1 day' "
                    + "(units: second, minute, hour, day, week, month)"
            ),
            ("timeout: 1 month", 14, "'timeout' must be at most 24 days"),
            ("segments: year", 15, "'segments' must be a mapping, not a single value"),
            ("segments: [a, a]", 19, "'a' is there twice under 'segments'"),
            (
                "segments: { columns: [a], min_population: few }", 47,
                "'min_population' must be a whole number, not 'few'"
            ),
            ("segments: { min_population: 3 }", 15, "'segments' needs 'columns'"),
            ("missing: 0", 14, "'missing' must be a list such as [a, b], not a single value"),
        ]
    )
    func values(text: String, column: Int, message: String) throws {
        #expect(try problems(oneRule(text)) == ["r.yaml:7:\(column): error: \(message)"])
    }

    @Test(
        "A wrong limit",
        arguments: [
            (
                "fail_if: many", 14,
                "'many' is not a condition: a condition starts with >, >=, <, <=, =, != or 'not between'; "
                    + "write for example '> 5%', '> 10 rows', '> 24 hours' or 'not between 1 and 100'"
            ),
            (
                "fail_if: ['> 1', '> 5 hours']", 22,
                "'> 5 hours' is in hours, but limits of kind 'not_null' are in %, rows"
            ),
            (
                "warn_if: '> 5 furlongs'", 14,
                "'> 5 furlongs' is not a condition: "
                    + "unknown unit 'furlongs'; the units are %, rows, seconds, minutes, hours, days"
            ),
            ("fail_if: []", 14, "'fail_if' must not be empty"),
            ("fail_if: [[1]]", 15, "an item of 'fail_if' must be a condition, not a list"),
            ("fail_if: { above: 5 }", 14, "'fail_if' must be a condition such as \"> 5%\" or a list of them"),
        ]
    )
    func limits(text: String, column: Int, message: String) throws {
        #expect(try problems(oneRule(text)) == ["r.yaml:7:\(column): error: \(message)"])
    }

    @Test("A condition that YAML takes for a block gets a hint")
    func conditionWithoutQuotes() throws {
        let found = try problems(oneRule("fail_if: > 5%"))
        #expect(found.count == 1)
        #expect(found[0].hasPrefix("r.yaml:7:16: error: not valid YAML: "))
        #expect(found[0].hasSuffix("; write the condition in quotes, such as \"> 5%\""))
    }

    @Test("A kind without limits of its own needs one")
    func missingLimit() throws {
        let text = oneRule("", kind: "freshness", own: "dataset: songs, column: at")
        #expect(
            try problems(text) == [
                "r.yaml:3:5: error: rule 'songs.year.present' needs 'warn_if' or 'fail_if': "
                    + "kind 'freshness' has no limit of its own"
            ]
        )
        let wrongUnit = oneRule("warn_if: '> 24'", kind: "freshness", own: "dataset: songs, column: at")
        #expect(
            try problems(wrongUnit) == [
                "r.yaml:7:14: error: '> 24' is in rows, but limits of kind 'freshness' are in seconds, minutes, hours, days"
            ]
        )
    }

    @Test("A rule that its own history judges takes no limits, and one that does not needs one")
    func expectation() throws {
        let own = "dataset: songs, value: count(*)"
        #expect(
            try problems(oneRule("", kind: "metric", own: own)) == [
                "r.yaml:3:5: error: rule 'songs.year.present' needs 'warn_if' or 'fail_if': "
                    + "kind 'metric' has no limit of its own"
            ]
        )
        let expect = "expect: { within: 3 mad, of: last 28 }"
        #expect(try problems(oneRule(expect, kind: "metric", own: own)) == [])
        #expect(
            try problems(oneRule(expect + "\nfail_if: '> 5'", kind: "metric", own: own)) == [
                "r.yaml:8:14: error: 'expect' says what is outside; write 'severity: warn' to be warned of it, "
                    + "or a rule of its own for limits"
            ]
        )
        #expect(
            try problems(oneRule("fail_if: '> 5%'", kind: "metric", own: own)) == [
                "r.yaml:7:14: error: '> 5%' is in %, but limits of kind 'metric' are numbers without a unit"
            ]
        )
    }

    @Test(
        "A wrong waiver",
        arguments: [
            ("waiver: { reason: a, approved_by: b }", 13, "'waiver' needs 'expires'"),
            (
                "waiver: { reason: a, approved_by: b, expires: 2027-02-30 }", 51,
                "'2027-02-30' is not a day of the calendar; write for example 2027-01-31"
            ),
            (
                "waiver: { reason: a, approved_by: b, expires: tomorrow }", 51,
                "'tomorrow' is not a day of the calendar; write for example 2027-01-31"
            ),
            (
                "waiver: { reason: a, approved_by: b, expires: 2027-01-31, up_to: some }", 70,
                "'some' is not a limit; write for example \"99.99%\" or \"100 rows\""
            ),
            (
                "waiver: { reason: a, approved_by: b, expires: 2027-01-31, up_to: 2 days }", 70,
                "'2 days' is in days, but limits of kind 'not_null' are in %, rows"
            ),
            (
                "waiver: { reason: a, aproved_by: x, approved_by: b, expires: 2027-01-31 }", 26,
                "unknown key 'aproved_by' in 'waiver'; did you mean 'approved_by'?"
            ),
        ]
    )
    func waivers(text: String, column: Int, message: String) throws {
        let found = try problems(oneRule(text))
        #expect(found.contains("r.yaml:7:\(column): error: \(message)"), "\(found)")
    }

    @Test(
        "A wrong id",
        arguments: [
            (
                "Songs.Year",
                "'Songs.Year' is not an id; write table.subject.property in lower case, such as 'songs.year'"
            ),
            ("songs", "'songs' is not an id; write table.subject.property in lower case, such as 'users.level.known'"),
            (
                "songs.the year",
                "'songs.the year' is not an id; write table.subject.property in lower case, such as 'songs.the_year'"
            ),
            ("''", "'id' must not be empty"),
        ]
    )
    func ids(id: String, message: String) throws {
        let text = "version: 1\nrules:\n  - kind: row_count\n    dataset: songs\n    id: \(id)\n"
        #expect(try problems(text) == ["r.yaml:5:9: error: \(message)"])
    }

    @Test("A kind without a dataset takes neither 'where' nor 'segments'")
    func whereWithoutDataset() throws {
        let text = oneRule("where: a > 1\nsegments: [a]", kind: "sql", own: "rows: select 1")
        #expect(
            try problems(text) == [
                "r.yaml:6:12: error: kind 'sql' has no dataset that 'where' could limit; put the condition into its query",
                "r.yaml:7:15: error: kind 'sql' has no dataset that could have 'segments'; remove them",
            ]
        )
    }

    @Test(
        "A wrong key or value at the top",
        arguments: [
            ("checks: []", "1:1: error: unknown key 'checks' in the file; in Plumb this is 'rules'"),
            (
                "checks for songs: []",
                "1:1: error: unknown key 'checks for songs' in the file; in Plumb this is 'rules'"
            ),
            (
                "defaults: { severity: High }",
                "1:23: error: unknown severity 'High'; in Plumb this is 'error'"
            ),
            ("rulez: []", "1:1: error: unknown key 'rulez' in the file; did you mean 'rules'?"),
            ("audit: [a]", "1:8: error: 'audit' must be a single value, not a list"),
            (
                "defaults: { severity: bad }",
                "1:23: error: unknown severity 'bad'; it is one of info, warn, error, critical"
            ),
            (
                "defaults: { sevrity: warn }",
                "1:13: error: unknown key 'sevrity' in 'defaults'; did you mean 'severity'?"
            ),
            (
                "policies: { a: b }",
                "1:11: error: 'policies' must be a list whose items begin with '- id:', not a mapping"
            ),
            ("policies: [{ id: A, statement: b }]", "1:12: error: policy 'A' needs 'owner'"),
            (
                "policies: [{ id: A, statement: b, owner: c, review: soon }]",
                "1:53: error: 'soon' is not a day of the calendar; write for example 2027-01-31"
            ),
            (
                "policies: [{ id: A, description: b, statement: b, owner: c }]",
                "1:21: error: unknown key 'description' in policy 'A'; in Plumb this is 'statement'"
            ),
            ("datasets: [a]", "1:11: error: 'datasets' must be a mapping from names of tables, not a list"),
            (
                "datasets: { a.b.c: { key: [x] } }",
                "1:13: error: 'a.b.c' is not the name of a table; write table or schema.table"
            ),
            (
                "datasets: { songs: [x] }",
                "1:20: error: dataset 'songs' must be a mapping such as { key: [id] }, not a list"
            ),
            (
                "datasets: { songs: { keys: [x] } }",
                "1:22: error: unknown key 'keys' in dataset 'songs'; in Plumb this is 'key'"
            ),
        ]
    )
    func top(text: String, message: String) throws {
        #expect(try problems(text + "\n" + oneRule("")).contains("r.yaml:" + message))
    }

    @Test(
        "The version must be there and known",
        arguments: [
            ("rules: []", "r.yaml:1:1: error: the file needs 'version: 1'"),
            (
                "version: 2\nrules: []",
                "r.yaml:1:10: error: version '2' of the rule language is not known; this Plumb reads version 1"
            ),
        ]
    )
    func version(text: String, message: String) throws {
        #expect(try problems(text).contains(message))
    }

    @Test(
        "A file that is no mapping, or has no rule",
        arguments: [
            ("", "r.yaml:1:1: error: the file is empty"),
            ("# nothing\n", "r.yaml:1:1: error: the file is empty"),
            ("---\n", "r.yaml:2:1: error: the file is empty"),
            (
                "- a\n",
                "r.yaml:1:1: error: a rule file is a mapping with the keys version, audit, include, "
                    + "defaults, policies, questions, datasets, rules, not a list"
            ),
            ("version: 1\n", "r.yaml:1:1: error: no rule is declared; write at least one under 'rules'"),
            ("version: 1\nrules:\n", "r.yaml:1:1: error: no rule is declared; write at least one under 'rules'"),
        ]
    )
    func emptyFiles(text: String, message: String) throws {
        #expect(try problems(text) == [message])
    }

    @Test("A rule cites a declared policy once any is declared")
    func policies() throws {
        let policy = "policies: [{ id: DG-07, statement: Every song has a year., owner: catalogue }]\n"
        #expect(try problems(policy + oneRule("policy: DG-07")) == [])
        #expect(
            try problems(oneRule("policy: DG-07")) == [
                "r.yaml:7:13: warning: policy 'DG-07' is not declared; declare it under 'policies'"
            ]
        )
        #expect(
            try problems(policy + oneRule("policy: DG-70")) == [
                "r.yaml:8:13: error: unknown policy 'DG-70'; did you mean 'DG-07'?"
            ]
        )
    }

    @Test("All problems of a file are told at once, in order")
    func allAtOnce() throws {
        let text = """
            version: 1
            rules:
              - id: users.level.known
                kind: accepted
                dataset: users
                colum: level
                severity: high
                values: [no, paid]
              - id: users.level.known
                kind: unique
                dataset: users
                columns: [user_id]
                columns: [level]
                fail_if: "> 5 days"
            """
        #expect(
            try problems(text) == [
                "r.yaml:6:5: error: unknown key 'colum' for kind 'accepted'; did you mean 'column'?",
                "r.yaml:7:15: error: unknown severity 'high'; in Plumb this is 'error'",
                "r.yaml:8:14: error: 'no' may be read as a text or as true or false; "
                    + "write 'no' in quotes for the text, or false",
                "r.yaml:9:9: error: rule 'users.level.known' is already declared at r.yaml:3:9; rename one",
                "r.yaml:13:5: error: the key 'columns' is there twice; the first is in line 12",
                "r.yaml:14:14: error: '> 5 days' is in days, but limits of kind 'unique' are in %, rows",
            ]
        )
    }

    @Test("What deserves a second look is a warning, and the rules can be used")
    func warnings() throws {
        let head = """
            policies: [{ id: DG-07, statement: Every song has a year., owner: catalogue }]
            datasets: { songs: { key: [song_id] }, users: { key: [user_id] } }
            """
        let rule = oneRule(
            """
            warn_if: '> 5'
            fail_if: '> 5 rows'
            waiver: { reason: a, approved_by: b, expires: 2026-06-29 }
            """
        )
        let folder = try RuleFolder(["r.yaml": head + "\n" + rule])
        let reading = folder.read()
        #expect(reading.ruleSet?.rules.count == 1)
        #expect(
            folder.problems(reading) == [
                "r.yaml:1:12: warning: no rule checks policy 'DG-07'",
                "r.yaml:2:40: warning: no rule looks at dataset 'public.users'",
                "r.yaml:9:14: warning: 'warn_if' and 'fail_if' are the same, so the rule never warns",
                "r.yaml:11:51: warning: the waiver of rule 'songs.year.present' expired on 2026-06-29; the rule counts again",
            ]
        )
    }

    @Test("A waiver counts on its last day, and SQL that names a dataset uses it")
    func noWarnings() throws {
        let waived = oneRule("waiver: { reason: a, approved_by: b, expires: 2026-06-30 }")
        #expect(try problems(waived) == [])
        let query = oneRule("", kind: "sql", own: "rows: select 1 from Users")
        #expect(try problems("datasets: { users: { key: [user_id] } }\n" + query) == [])
    }
}
