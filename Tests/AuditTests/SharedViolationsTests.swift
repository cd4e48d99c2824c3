import Audit
import AuditModel
import Testing

private let tables = """
    CREATE TABLE artists (artist_id text PRIMARY KEY);
    INSERT INTO artists VALUES ('a');
    CREATE TABLE plays (play_id int PRIMARY KEY, artist_id text, song_id text, secret text);
    INSERT INTO plays SELECT n, CASE WHEN n <= 8 THEN 'missing' ELSE 'a' END, CASE WHEN n > 4 THEN 's' END, 'x' || n
        FROM generate_series(1, 20) AS n;
    CREATE TABLE albums (album_id int PRIMARY KEY, artist_id text);
    INSERT INTO albums SELECT n, CASE WHEN n = 1 THEN 'missing' ELSE 'a' END FROM generate_series(1, 5) AS n;
    """

@Suite("Violations that rules share")
struct SharedViolationsTests {
    private let plays = DatasetName(schema: "public", table: "plays")

    private func link(_ dataset: Literal, id: String) throws -> Rule {
        let parent: Literal = ["dataset": "artists", "columns": ["artist_id"]]
        return try rule(
            "relationship",
            .mapping([("dataset", dataset), ("columns", ["artist_id"]), ("parent", parent)]),
            id: id
        )
    }

    private func present(_ condition: String, id: String) throws -> Rule {
        try rule("expression", .mapping([("dataset", "plays"), ("holds", .scalar(condition))]), id: id)
    }

    @Test("Rules that are broken by the same rows are one issue, and each says so")
    func equal() async throws {
        let rules = try [
            present("play_id > 4", id: "one"), present("song_id is not null", id: "two"),
            present("play_id < 20", id: "apart"),
        ]
        let report = try await audit(tables, rules)
        #expect(report.results[0].shared == [SharedViolations(rule: "two", relation: .equal, noun: "rows", count: 4)])
        #expect(report.results[1].shared.map(\.rule) == ["one"])
        #expect(report.results[2].shared.isEmpty)
        #expect(report.results[0].violationSetSHA256 == report.results[1].violationSetSHA256)
        #expect(report.results[0].violationKeys?.list?.count == 4)
        #expect(report.issues.map(\.rules) == [["one", "two"], ["apart"]])
        #expect(report.issues[0].symptoms.map(\.relation) == [.first, .equal])
        #expect(report.issues[0].cause == "2 rules are broken by the same 4 rows")
    }

    @Test("A set that lies within another belongs to its issue, but not within one that holds nearly everything")
    func nested() async throws {
        let rules = try [
            present("play_id > 8", id: "large"), present("play_id > 4", id: "small"),
            present("play_id > 19", id: "nearly.all"),
        ]
        let report = try await audit(tables, rules)
        #expect(report.results[0].shared.map(\.relation) == [.contains])
        #expect(
            report.results[1].shared == [SharedViolations(rule: "large", relation: .within, noun: "rows", count: 4)]
        )
        #expect(report.results[2].shared.isEmpty)
        #expect(report.issues.map { Set($0.rules) } == [["nearly.all"], ["large", "small"]])
    }

    @Test("One missing parent that fails rules of several tables is one issue, whatever their policies")
    func missingParent() async throws {
        let rules = try [link("plays", id: "plays.artist"), link("albums", id: "albums.artist")].map { rule in
            var rule = rule
            rule.policy = rule.id
            return rule
        }
        let report = try await audit(tables, rules)
        #expect(report.results.map(\.violations) == [8, 1])
        #expect(report.issues.map(\.rules) == [["plays.artist", "albums.artist"]])
        #expect(report.results[0].shared.map(\.noun) == ["rows that are missing"])
        #expect(report.issues[0].cause == "2 rules are broken by the same 1 rows that are missing")
    }

    @Test("Hashes of sensitive keys and of rows without a key are not told")
    func withheld() async throws {
        let secret = DatasetDeclaration(key: ["secret"], sensitive: ["secret"], location: location)
        let report = try await audit(tables, [present("play_id > 4", id: "one")], datasets: [plays: secret])
        #expect(report.results[0].violations == 4)
        #expect(report.results[0].violationKeys == nil && report.results[0].violationSetSHA256 == nil)
        let keyless = try await audit(
            "CREATE TABLE plays (n int); INSERT INTO plays VALUES (1), (1)",
            [present("n > 1", id: "one")]
        )
        #expect(keyless.results[0].violationKeys == nil)
    }

    @Test("The hash of a set does not depend on the order of its rows")
    func order() async throws {
        let rule = try present("play_id > 4", id: "one")
        let first = try await audit(tables, [rule]).results[0].violationSetSHA256
        let second = try await audit(tables + "UPDATE plays SET secret = 'y' WHERE play_id < 3;", [rule]).results[0]
        #expect(first != nil && second.violationSetSHA256 == first)
        let other = try await audit(tables + "UPDATE plays SET play_id = 0 WHERE play_id = 3;", [rule]).results[0]
        #expect(other.violations == 4 && other.violationSetSHA256 != first)
    }

    private let location = Location(file: "test.yaml", line: 1, column: 1)
}
