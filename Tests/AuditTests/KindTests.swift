import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

/// One rule over one small database, and what must come of it.
struct KindCase: Sendable, CustomTestStringConvertible {
    var name: String
    var script: String
    var kind: String
    var keys: @Sendable () -> Literal
    var status: Status
    var population: Int?
    var violations: Int?
    var message: String
    var limits: @Sendable () throws -> Limits? = { nil }
    var filter: String?

    var testDescription: String { "\(kind): \(name)" }

    func measured() async throws -> RuleResult {
        let rule = try rule(kind, keys(), limits: limits()) { $0.filter = filter }
        return try await result(script, rule)
    }
}

private let people = """
    CREATE TABLE people (id int PRIMARY KEY, name text, level text, born int, seen timestamp);
    INSERT INTO people VALUES
        (1, 'Ada', 'paid', 1815, '2018-11-01 10:00'), (2, '', 'free', 0, '2018-11-01 12:30'),
        (3, NULL, 'trial', NULL, '2018-11-03 12:30'), (4, 'Ada', NULL, 1990, NULL);
    CREATE TABLE nobody (id int PRIMARY KEY, name text, level text, born int, seen timestamp);
    CREATE TABLE plays (id int PRIMARY KEY, person int, song text);
    INSERT INTO plays VALUES (1, 1, 'a'), (2, 2, 'a'), (3, 9, 'b'), (4, NULL, 'b');
    """

private let kindCases: [KindCase] = [
    KindCase(
        name: "NULL and sentinels are missing",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "name", "missing": [""]] },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 rows have no name (50.000 %); none is allowed"
    ),
    KindCase(
        name: "without sentinels only NULL is missing",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "born"] },
        status: .pass,
        population: 4,
        violations: 1,
        message: "1 of 4 rows has no born (25.000 %); tolerated: only more than 25 % counts",
        limits: { try limits(fail: "> 25%") }
    ),
    KindCase(
        name: "a number as sentinel",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "born", "missing": [0]] },
        status: .warn,
        population: 4,
        violations: 2,
        message: "2 of 4 rows have no born (50.000 %); 50 % or more warns",
        limits: { try limits(warn: ">= 50%", fail: "> 50%") }
    ),
    KindCase(
        name: "every value there",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "id"] },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 rows have a value for id"
    ),
    KindCase(
        name: "no rows",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "nobody", "column": "name"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at"
    ),
    KindCase(
        name: "no rows after the filter",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "name"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at",
        filter: "id > 100 -- nobody"
    ),
    KindCase(
        name: "missing table",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "poeple", "column": "name"] },
        status: .error,
        message: "there is no table or view public.poeple; did you mean 'people'?"
    ),
    KindCase(
        name: "missing column",
        script: people,
        kind: "not_null",
        keys: { ["dataset": "people", "column": "nam"] },
        status: .error,
        message: "public.people has no column 'nam'; did you mean 'name'?"
    ),
    KindCase(
        name: "enough rows",
        script: people,
        kind: "row_count",
        keys: { ["dataset": "people"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "people holds 4 rows"
    ),
    KindCase(
        name: "too few rows",
        script: people,
        kind: "row_count",
        keys: { ["dataset": "people"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "people holds 4 rows; anything outside 5 to 9 fails",
        limits: { try limits(fail: "not between 5 and 9") }
    ),
    KindCase(
        name: "an empty table is a count of 0",
        script: people,
        kind: "row_count",
        keys: { ["dataset": "nobody"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "nobody holds 0 rows; fewer than 1 fails"
    ),
    KindCase(
        name: "values outside a list, NULL ignored",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "level", "values": ["free", "paid"]] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for level has one that is not one of free, paid (33.333 %); none is allowed"
    ),
    KindCase(
        name: "values inside a range",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "id", "range": [1, 4]] },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 rows with a value for id have one that is between 1 and 4"
    ),
    KindCase(
        name: "a half open range",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "born", "range": [1, nil]] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for born has one that is not at least 1 (33.333 %); none is allowed"
    ),
    KindCase(
        name: "a pattern must match the whole value",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "level", "pattern": "free|pai"] },
        status: .fail,
        population: 3,
        violations: 2,
        message:
            "2 of 3 rows with a value for level have one that is not of the form free|pai (66.667 %); none is allowed"
    ),
    KindCase(
        name: "length in characters",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "name", "length": [1, 3]] },
        status: .fail,
        population: 3,
        violations: 1,
        message:
            "1 of 3 rows with a value for name has one that is not between 1 and 3 characters long (33.333 %); none is allowed"
    ),
    KindCase(
        name: "only NULL",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "level", "values": ["x"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows with a value for level to look at",
        filter: "level is null"
    ),
    KindCase(
        name: "a condition of the wrong type is an error",
        script: people,
        kind: "accepted",
        keys: { ["dataset": "people", "column": "born", "values": ["free"]] },
        status: .error,
        message: "invalid input syntax for type integer: \"free\" (SQLSTATE 22P02)"
    ),
    KindCase(
        name: "a condition that holds",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "id > 0"] },
        status: .pass,
        population: 4,
        violations: 0,
        message: "all 4 rows fulfil the condition of this rule"
    ),
    KindCase(
        name: "a condition that is NULL is ignored",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "born > 1 -- years"] },
        status: .fail,
        population: 4,
        violations: 1,
        message: "1 of 4 rows does not fulfil the condition of this rule (25.000 %); none is allowed"
    ),
    KindCase(
        name: "a condition that is NULL is a violation on demand",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "born > 1", "nulls": "violation"] },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 rows do not fulfil the condition of this rule (50.000 %); none is allowed"
    ),
    KindCase(
        name: "broken SQL is an error of this rule",
        script: people,
        kind: "expression",
        keys: { ["dataset": "people", "holds": "id >"] },
        status: .error,
        message: "syntax error at or near \")\" (SQLSTATE 42601)"
    ),
    KindCase(
        name: "rows beyond the first of their key",
        script: people,
        kind: "unique",
        keys: { ["dataset": "plays", "columns": ["song"]] },
        status: .fail,
        population: 4,
        violations: 2,
        message: "2 of 4 rows repeat the song of another (50.000 %); none is allowed"
    ),
    KindCase(
        name: "a key of two columns, NULL ignored",
        script: people,
        kind: "unique",
        keys: { ["dataset": "plays", "columns": ["person", "song"]] },
        status: .pass,
        population: 3,
        violations: 0,
        message: "all 3 rows have a person, song of their own"
    ),
    KindCase(
        name: "a key that determines another column",
        script: people,
        kind: "unique",
        keys: { ["dataset": "plays", "columns": ["song"], "determines": ["person"]] },
        status: .fail,
        population: 2,
        violations: 2,
        message: "2 of 2 values of song in plays go with more than one person (100.000 %); none is allowed"
    ),
    KindCase(
        name: "no rows to be unique",
        script: people,
        kind: "unique",
        keys: { ["dataset": "nobody", "columns": ["id"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at"
    ),
    KindCase(
        name: "orphans, NULL ignored",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "people", "columns": ["id"]]]
        },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 rows with a value for person cannot be linked to people (33.333 %); none is allowed"
    ),
    KindCase(
        name: "orphans, NULL is a violation",
        script: people,
        kind: "relationship",
        keys: {
            [
                "dataset": "plays", "columns": ["person"], "nulls": "violation",
                "parent": ["dataset": "people", "columns": ["id"], "where": "id <> 2"],
            ]
        },
        status: .fail,
        population: 4,
        violations: 3,
        message: "3 of 4 rows cannot be linked to people (75.000 %); none is allowed"
    ),
    KindCase(
        name: "an empty parent makes orphans of all",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "nobody", "columns": ["id"]]]
        },
        status: .fail,
        population: 3,
        violations: 3,
        message: "3 of 3 rows with a value for person cannot be linked to nobody (100.000 %); none is allowed"
    ),
    KindCase(
        name: "every row has a parent",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "people", "columns": ["id"]]]
        },
        status: .pass,
        population: 2,
        violations: 0,
        message: "all 2 rows with a value for person are linked to people",
        filter: "person < 9"
    ),
    KindCase(
        name: "no rows to be linked",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "nobody", "columns": ["id"], "parent": ["dataset": "people", "columns": ["id"]]]
        },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows with a value for id to look at"
    ),
    KindCase(
        name: "a missing parent table",
        script: people,
        kind: "relationship",
        keys: {
            ["dataset": "plays", "columns": ["person"], "parent": ["dataset": "persons", "columns": ["id"]]]
        },
        status: .error,
        message: "there is no table or view public.persons"
    ),
    KindCase(
        name: "days between the data's own ends",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "every": "1 day"] },
        status: .fail,
        population: 3,
        violations: 1,
        message: "1 of 3 days has no rows (33.333 %); none is allowed"
    ),
    KindCase(
        name: "days between given ends, the last one whole",
        script: people,
        kind: "coverage",
        keys: {
            ["dataset": "people", "column": "seen", "every": "12 hours", "from": "2018-11-01", "to": "2018-11-01"]
        },
        status: .fail,
        population: 2,
        violations: 1,
        message: "1 of 2 periods of 12 hours has no rows (50.000 %); none is allowed",
        filter: "seen > '2018-11-01 12:00'"
    ),
    KindCase(
        name: "accepted gaps are not expected",
        script: people,
        kind: "coverage",
        keys: {
            [
                "dataset": "people", "column": "seen", "every": "day",
                "accepted_gaps": [["2018-11-02", "2018-11-02"]],
            ]
        },
        status: .pass,
        population: 2,
        violations: 0,
        message: "all 2 days have rows"
    ),
    KindCase(
        name: "months",
        script: people,
        kind: "coverage",
        keys: {
            ["dataset": "people", "column": "seen", "every": "month", "from": "2018-10-15", "to": "2018-12-01"]
        },
        status: .fail,
        population: 3,
        violations: 2,
        message: "2 of 3 months have no rows (66.667 %); none is allowed"
    ),
    KindCase(
        name: "an empty table without ends",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "nobody", "column": "seen", "every": "day"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no days to look at"
    ),
    KindCase(
        name: "an empty table between given ends",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "nobody", "column": "seen", "every": "day", "from": "2018-11-01", "to": "2018-11-02"] },
        status: .fail,
        population: 2,
        violations: 2,
        message: "2 of 2 days have no rows (100.000 %); none is allowed"
    ),
    KindCase(
        name: "the longest gap",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "longest_gap": "1 day"] },
        status: .fail,
        population: 2,
        violations: 1,
        message: "1 of 2 gaps between neighbouring rows is longer than 1 day; the longest is 2 days, "
            + "from 2018-11-01 12:30:00 to 2018-11-03 12:30:00 UTC; none is allowed"
    ),
    KindCase(
        name: "no gap too long",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "longest_gap": "2 days"] },
        status: .pass,
        population: 2,
        violations: 0,
        message: "no gap between neighbouring rows is longer than 2 days; the longest is 2 days, "
            + "from 2018-11-01 12:30:00 to 2018-11-03 12:30:00 UTC"
    ),
    KindCase(
        name: "one row has no gap",
        script: people,
        kind: "coverage",
        keys: { ["dataset": "people", "column": "seen", "longest_gap": "1 day"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are fewer than two rows, so there is no gap to look at",
        filter: "id = 1"
    ),
    KindCase(
        name: "rows of a query out of a population",
        script: people,
        kind: "sql",
        keys: {
            [
                "rows": "select * from people where born < 1;\n", "population": "select count(*) from people",
                "unit": "people",
            ]
        },
        status: .fail,
        population: 4,
        violations: 1,
        message: "1 of 4 people breaks this rule (25.000 %); none is allowed"
    ),
    KindCase(
        name: "no row of a query",
        script: people,
        kind: "sql",
        keys: { ["rows": "select 1 where false -- nothing"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "no rows break this rule"
    ),
    KindCase(
        name: "a query over a missing table",
        script: people,
        kind: "sql",
        keys: { ["rows": "select * from nowhere"] },
        status: .error,
        message: "relation \"nowhere\" does not exist (SQLSTATE 42P01)"
    ),
    KindCase(
        name: "a query that writes is refused",
        script: "CREATE SEQUENCE s",
        kind: "sql",
        keys: { ["rows": "select nextval('s')"] },
        status: .error,
        message: "cannot execute nextval() in a read-only transaction (SQLSTATE 25006)"
    ),
    KindCase(
        name: "newest row too old",
        script: people,
        kind: "freshness",
        keys: { ["dataset": "people", "column": "seen", "as_of": "2018-11-05"] },
        status: .fail,
        population: 1,
        violations: 1,
        message: "the newest of the rows is of 2018-11-03 12:30:00 UTC, 35 h 30 min before 2018-11-05 UTC; "
            + "more than 1 days fails",
        limits: { try limits(fail: "> 1 days") }
    ),
    KindCase(
        name: "newest row fresh enough",
        script: people,
        kind: "freshness",
        keys: { ["dataset": "people", "column": "seen", "as_of": "2018-11-05T00:00:00Z"] },
        status: .pass,
        population: 1,
        violations: 0,
        message: "the newest of the rows is of 2018-11-03 12:30:00 UTC, 35 h 30 min before 2018-11-05 00:00:00 UTC",
        limits: { try limits(fail: "> 36 hours") }
    ),
    KindCase(
        name: "no row to be fresh",
        script: people,
        kind: "freshness",
        keys: { ["dataset": "nobody", "column": "seen"] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows with a value for seen",
        limits: { try limits(fail: "> 36 hours") }
    ),
    KindCase(
        name: "same values under another key",
        script: people,
        kind: "duplicates",
        keys: { ["dataset": "people", "compare": ["name"]] },
        status: .fail,
        population: 3,
        violations: 2,
        message: "2 of 3 rows have the same name as another (66.667 %); none is allowed"
    ),
    KindCase(
        name: "all different",
        script: people,
        kind: "duplicates",
        keys: { ["dataset": "people", "compare": ["name", "born"]] },
        status: .pass,
        population: 3,
        violations: 0,
        message: "all 3 rows differ in at least one of name, born"
    ),
    KindCase(
        name: "no rows to be duplicates",
        script: people,
        kind: "duplicates",
        keys: { ["dataset": "nobody", "compare": ["name"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "there are no rows to look at"
    ),
    KindCase(
        name: "the same key twice is no duplicate",
        script: "CREATE TABLE t AS SELECT 1 AS k, 'a' AS v UNION ALL SELECT 1, 'a'",
        kind: "duplicates",
        keys: { ["dataset": "t", "compare": ["v"], "key": ["k"]] },
        status: .pass,
        population: 2,
        violations: 0,
        message: "all 2 rows differ in at least one of v"
    ),
    KindCase(
        name: "as many rows",
        script: people,
        kind: "reconciliation",
        keys: {
            ["source": ["dataset": "people", "count": "rows"], "target": ["dataset": "plays", "count": "rows"]]
        },
        status: .pass,
        population: 4,
        violations: 0,
        message: "there are 4 rows in people and 4 in plays: the two agree"
    ),
    KindCase(
        name: "fewer rows",
        script: people,
        kind: "reconciliation",
        keys: { ["source": ["dataset": "people"], "target": ["query": "select 1 from plays where person > 0;"]] },
        status: .fail,
        population: 4,
        violations: 1,
        message: "there are 4 rows in people and 3 in the target query: a difference of 1; none is allowed"
    ),
    KindCase(
        name: "keys on one side only",
        script: people,
        kind: "reconciliation",
        keys: {
            [
                "source": ["dataset": "people", "where": "id < 4", "keys": ["id"]],
                "target": ["dataset": "plays", "where": "person is not null", "keys": ["person"]],
            ]
        },
        status: .fail,
        population: 4,
        violations: 2,
        message: "1 are only in people and 1 only in plays, of 4 altogether; none is allowed"
    ),
    KindCase(
        name: "both sides empty",
        script: people,
        kind: "reconciliation",
        keys: { ["source": ["dataset": "nobody"], "target": ["dataset": "nobody"]] },
        status: .notApplicable,
        population: 0,
        violations: 0,
        message: "both sides are empty"
    ),
]

@Suite("A rule kind")
struct KindTests {
    @Test("measures and says what it found", arguments: kindCases)
    func measures(_ kindCase: KindCase) async throws {
        let result = try await kindCase.measured()
        #expect(result.message == kindCase.message)
        #expect(result.status == kindCase.status)
        #expect(result.population == kindCase.population)
        #expect(result.violations == kindCase.violations)
    }

    @Test("has a case that passes, one that fails and one without rows")
    func everyKindIsCovered() {
        for type in RuleKinds.all {
            let kind = type.description.name
            let statuses = Set(kindCases.filter { $0.kind == kind }.map(\.status))
            #expect(statuses.contains(.pass), "\(kind)")
            #expect(statuses.contains(.fail), "\(kind)")
            #expect(statuses.contains(.notApplicable) || ["row_count", "expression", "sql"].contains(kind), "\(kind)")
        }
    }

    @Test("gives the SQL that finds the same figures again", arguments: kindCases.filter { $0.status != .error })
    func reproduces(_ kindCase: KindCase) async throws {
        let rule = try rule(kindCase.kind, kindCase.keys(), limits: kindCase.limits()) { $0.filter = kindCase.filter }
        try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.execute(script: kindCase.script)
            let report = try await Auditor(
                connection: connection,
                options: AuditOptions(tool: Tool(name: "plumb", version: "test"))
            ).run(RuleSet(name: "test", defaultSchema: "public", rules: [rule]), startedAt: .distantPast)
            let result = try #require(report.results.first)
            let row = try await connection.query(SQL(raw: #require(result.query))).first
            guard let violations = row?.integer("violations") else { return }
            #expect(violations == result.violations)
            #expect(row?.integer("population") == result.population)
        }
    }
}
