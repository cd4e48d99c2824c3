import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

@Suite("The diagnosis of a linkage rule")
struct LinkageDiagnosisTests {
    private func diagnosis(_ script: String, _ keys: Literal, filter: String? = nil) async throws -> LinkageDiagnosis {
        let rule = try rule("relationship", keys) { $0.filter = filter }
        let result = try await result(script, rule)
        return try #require(result.diagnosis, "\(result.facts)")
    }

    @Test(
        "finds every defect, nothing missed and nothing invented, whichever way the evidence is read",
        arguments: [1, 7, 40],
        [nil, "visit_id > 0"]
    )
    func findsAll(size: Int, filter: String?) async throws {
        let fixture = LinkageFixture(size: size)
        let diagnosis = try await diagnosis(fixture.script, LinkageFixture.keys, filter: filter)
        #expect(diagnosis.rows == fixture.sum { _ in true })
        #expect(diagnosis.linked == 2)
        #expect(diagnosis.misdirected == 1)
        let codes = Set(LinkageDefect.all.compactMap(\.cause))
        #expect(Set(diagnosis.causes.map(\.code)) == codes)
        for cause in diagnosis.causes { #expect(cause.rows == fixture.sum { $0.cause == cause.code }, "\(cause.code)") }
        #expect(diagnosis.causes.reduce(0) { $0 + $1.rows } == diagnosis.rows - diagnosis.linked)
        #expect(Set(diagnosis.faults.map(\.code)) == Set(LinkageDefect.all.compactMap(\.fault)))
        for fault in diagnosis.faults {
            #expect(fault.rows == fixture.sum { $0.fault == fault.code }, "\(fault.code)")
            #expect(fault.gainNow == fixture.sum { $0.fault == fault.code && $0.gainsNow }, "\(fault.code)")
            #expect(fault.gainLater == fault.rows, "\(fault.code)")
        }
        #expect(diagnosis.segments.map(\.value).contains("2024-02"))
        #expect(diagnosis.segments.reduce(0) { $0 + $1.rows } == diagnosis.rows)
        #expect(diagnosis.segments.reduce(0) { $0 + $1.linked } == diagnosis.linked)
    }

    @Test("orders the backlog by what is gained and sums it up", arguments: [1, 7])
    func backlog(size: Int) async throws {
        let fixture = LinkageFixture(size: size)
        let diagnosis = try await diagnosis(fixture.script, LinkageFixture.keys)
        let backlog = try #require(diagnosis.backlog)
        let missing = fixture.missing
        #expect(backlog.entries.map(\.key) == missing.map(\.name))
        #expect(backlog.entries.map(\.rows) == missing.map(\.rows))
        #expect(backlog.entries.last?.cumulativeRows == backlog.rows)
        #expect(backlog.rows == fixture.sum { $0.cause == "parent_missing" })
        #expect(backlog.keys == missing.count)
        for milestone in backlog.milestones {
            var sum = 0
            let needed = missing.firstIndex { entry in
                sum += entry.rows
                return 100 * sum >= milestone.percent * diagnosis.rows
            }
            #expect(milestone.keys == needed.map { $0 + 1 }, "\(milestone.percent) %")
        }
        let note = backlog.entries.first { $0.key == "BjÃ¶rk Hall" }?.note
        #expect(
            note == "the name is damaged and should read Björk Hall; "
                + "which is in the catalogue: repair the name instead of extracting it"
        )
        let items = try #require(diagnosis.itemBacklog)
        #expect(items.rows == fixture.sum { ["parent_missing", "detail_missing", "namesake"].contains($0.cause) })
        #expect(items.entries.contains { $0.key == "Cellar" && $0.parent == "Plain House" })
    }

    @Test("says how many would be linked by other ways of matching, and repairs texts")
    func policies() async throws {
        let fixture = LinkageFixture(size: 2)
        let diagnosis = try await diagnosis(fixture.script, LinkageFixture.keys)
        let rows = Dictionary(uniqueKeysWithValues: diagnosis.policies.map { ($0.code, $0.rows) })
        #expect(rows["as_today"] == 2)
        #expect(
            rows["name_alone"]
                == 2 + fixture.sum { ["Plain House"].contains($0.place) && $0.cause != nil }
        )
        #expect(rows["any_number"] == 2 + fixture.sum { ["number_off", "link_lost", "ambiguous"].contains($0.cause) })
        #expect(rows["all"] == diagnosis.ceiling.rows)
        let unknown =
            fixture.sum { $0.cause == "parent_missing" }
            + fixture.sum { $0.cause == "no_natural_key" && $0.place != "Plain House" }
        #expect(diagnosis.ceiling.rows == diagnosis.rows - unknown)
        let encoded = try #require(diagnosis.faults.first { $0.code == "double_encoding" })
        let repairs = Dictionary(uniqueKeysWithValues: encoded.examples.map { ($0.text, $0.repaired) })
        #expect(repairs["BjÃ\u{83}Â¶rk Hall"] == "Björk Hall")
        #expect(repairs["MalmÃ¶ â€“ Ã–st"] == "Malmö – Öst")
        #expect(encoded.parts.first { $0.code == "rounds_2" }?.rows == fixture.sum { $0.name == "encoded three times" })
        let off = try #require(diagnosis.causes.first { $0.code == "number_off" })
        #expect(off.detail?.contains("differs by -2.001 to +3.5") == true, "\(off.detail ?? "")")
    }

    @Test("works with one column, in the dataset itself, without keys to a catalogue of many tables")
    func oneColumn() async throws {
        let script = """
            CREATE TABLE countries (code text PRIMARY KEY, name text);
            CREATE TABLE people (person int PRIMARY KEY, country text, country_name text);
            INSERT INTO countries VALUES ('DE', 'Germany'), ('CI', 'Côte d''Ivoire'), ('FR', NULL);
            INSERT INTO people VALUES (1, 'DE', 'Germany'), (2, NULL, 'germany'), (3, 'XX', 'Germany'), (4, 'YY', 'Cote dIvoire'),
                (5, 'ZZ', 'Germny'), (6, 'ZZ', NULL);
            """
        let parent: Literal = ["dataset": "countries", "columns": ["code"]]
        let folds: Literal = ["case", "accents", "punctuation"]
        let name: Literal = ["child": "country_name", "parent": "countries.name", "fold": folds]
        let diagnose: Literal = ["match": .list([name]), "backlog": ["top": 5]]
        let keys: Literal = ["dataset": "people", "columns": ["country"], "parent": parent, "diagnose": diagnose]
        let diagnosis = try await diagnosis(script, keys)
        #expect(diagnosis.rows == 5)
        #expect(diagnosis.linked == 1)
        #expect(
            diagnosis.causes.map { "\($0.code) \($0.rows)" } == [
                "no_natural_key 1", "parent_missing 1", "parent_respelled 1", "link_lost 1",
            ]
        )
        #expect(diagnosis.backlog?.entries.map(\.key) == ["Germny"])
        #expect(diagnosis.itemBacklog == nil)
        #expect(diagnosis.candidates.map(\.candidate) == ["Germany"])
        #expect(diagnosis.candidates.first?.rows == 1)
    }

    @Test("compares names with an extension where there is one", arguments: ["pg_trgm", "fuzzystrmatch"])
    func extensions(name: String) async throws {
        let isThere = try await TestDatabase.withDatabase { (connection: Connection) in
            try await connection.query("SELECT 1 FROM pg_available_extensions WHERE name = \(name)").isEmpty == false
        }
        guard isThere else { return }
        let script = "CREATE SCHEMA \"ext 1\"; CREATE EXTENSION \(name) SCHEMA \"ext 1\";"
        let fixture =
            LinkageFixture.catalogue
            + "INSERT INTO visits VALUES (1); INSERT INTO notes (visit_id, place, room, size) VALUES (1, 'Plane House', 'x', 1);"
        let diagnosis = try await diagnosis(script + fixture, LinkageFixture.keys)
        #expect(diagnosis.candidates.map { "\($0.text) \($0.candidate)" } == ["Plane House Plain House"])
        #expect(diagnosis.method.last?.contains(name) == true)
    }

    @Test("keeps names of sensitive columns in the database")
    func sensitive() async throws {
        let rule = try rule("relationship", LinkageFixture.keys)
        let declared = DatasetDeclaration(sensitive: ["place", "day"], location: rule.location)
        let report = try await audit(
            LinkageFixture(size: 1).script,
            [rule],
            datasets: [DatasetName(schema: "public", table: "notes"): declared]
        )
        let diagnosis = try #require(report.results[0].diagnosis)
        #expect(diagnosis.backlog?.entries.isEmpty == true)
        #expect(diagnosis.segments.isEmpty)
        let json = String(decoding: try report.json(), as: UTF8.self)
        #expect(!json.contains("Nowhere"))
        #expect(!json.contains("Björk"))
    }

    @Test("says why it could not be made, and the verdict stands")
    func impossible() async throws {
        let twice =
            LinkageFixture.catalogue + "INSERT INTO visits VALUES (1); INSERT INTO notes (visit_id) VALUES (1), (1);"
        let result = try await result(twice, rule("relationship", LinkageFixture.keys))
        #expect(result.status == .fail)
        #expect(result.diagnosis == nil)
        #expect(result.facts.last?.value.contains("at most one row for each row of the rule") == true)
        let gone = LinkageFixture.catalogue + "INSERT INTO visits VALUES (1); DROP TABLE notes;"
        let other = try await self.result(gone, rule("relationship", LinkageFixture.keys))
        #expect(other.status == .fail)
        #expect(other.facts.last?.value.contains("notes") == true)
        let empty = try await self.result(LinkageFixture.catalogue, rule("relationship", LinkageFixture.keys))
        #expect(empty.status == .notApplicable)
        #expect(empty.diagnosis == nil)
    }

    private func result(_ script: String, _ rule: Rule) async throws -> RuleResult {
        try await #require(audit(script, [rule]).results.first)
    }

    @Test("works with empty tables of catalogue and evidence")
    func emptyTables() async throws {
        let script =
            LinkageFixture.catalogue + "TRUNCATE places, rooms; INSERT INTO visits SELECT generate_series(1, 3);"
        let diagnosis = try await diagnosis(script, LinkageFixture.keys)
        #expect(diagnosis.causes.map { "\($0.code) \($0.rows)" } == ["no_natural_key 3"])
        #expect(diagnosis.backlog == nil)
        #expect(diagnosis.faults.isEmpty)
    }

    private static let name: Literal = ["child": "a", "parent": "places.name"]

    private static func matches(_ items: Literal...) -> (String, Literal) { ("match", .list(items)) }

    static let mistakes: [(Literal, String)] = [
        (.mapping([("matches", [])]), "unknown key 'matches' in 'diagnose'; did you mean 'match'?"),
        (.mapping([("match", [])]), "'match' needs a text that names the parent; put it first"),
        (
            .mapping([matches(["child": "a", "parent": "name"])]),
            "'name' is not a column; write table.column or schema.table.column"
        ),
        (
            .mapping([matches(["child": "a", "parent": "places.name", "fold": ["cases"]])]),
            "unknown fold 'cases'; it is one of case, accents, punctuation, article, edition, lead_artist; "
                + "did you mean 'case'?"
        ),
        (
            .mapping([matches(name, ["child": "b", "parent": "rooms.title"])]),
            "nothing joins public.rooms to public.places; add for example 'through: [rooms.id = places.id]'"
        ),
        (
            .mapping([matches(name, ["child": "b", "parent": "places.size", "tolerance": "near"])]),
            "'near' is not a tolerance; write a number such as 2.0, or '2 seconds' for times and for numbers of seconds"
        ),
        (
            .mapping([matches(name), ("backlog", ["by": "b"])]),
            "the backlog is by the first column of 'match', 'a', not by 'b'"
        ),
        (
            .mapping([matches(name), ("segments", ["day by fortnight"])]),
            "'day by fortnight' is no segment; write a column, or 'column by month' (hour, day, week, month, year)"
        ),
    ]

    @Test("says what is wrong with its keys", arguments: mistakes.indices)
    func reading(index: Int) throws {
        let (keys, message) = Self.mistakes[index]
        let parent: Literal = ["dataset": "places", "columns": ["place_id"]]
        let found = try problems(
            "relationship",
            ["dataset": "visits", "columns": ["place_id"], "parent": parent, "diagnose": keys]
        )
        #expect(found.contains(message), "\(found)")
    }
}
