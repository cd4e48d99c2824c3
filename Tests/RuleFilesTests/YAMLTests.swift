import Audit
import AuditModel
import Foundation
import RuleFiles
import Testing

@Suite("YAML is read strictly, and no file keeps the reader busy")
struct YAMLTests {
    /// A rule whose accepted values are given, which begin in line 7, column 14.
    private func accepted(_ values: String) -> String {
        oneRule("values: \(values)", kind: "accepted", own: "dataset: songs, column: year")
    }

    @Test(
        "A value that can be read in two ways is refused",
        arguments: [
            ("no", "true or false", ", or false"), ("Off", "true or false", ", or false"),
            ("y", "true or false", ", or true"), ("YES", "true or false", ", or true"),
            ("True", "true or false", ", or true"),
            ("012", "a number", ", or the number in decimal digits"),
            ("0x1F", "a number", ", or the number in decimal digits"),
            ("0b11", "a number", ", or the number in decimal digits"),
            ("1_000", "a number", ", or the number in decimal digits"),
            ("1e3", "a number", ", or the number in decimal digits"),
            ("-1.5E+3", "a number", ", or the number in decimal digits"),
            ("1_0.5", "a number", ", or the number in decimal digits"),
            (".inf", "a number", ", or the number in decimal digits"),
            ("-.INF", "a number", ", or the number in decimal digits"),
            (".NaN", "a number", ", or the number in decimal digits"),
            ("12:30:00", "a number to the base of 60", ""), ("12:30", "a number to the base of 60", ""),
        ]
    )
    func ambiguous(value: String, other: String, rest: String) throws {
        #expect(
            try problems(accepted("[a, \(value)]")) == [
                "r.yaml:7:17: error: '\(value)' may be read as a text or as \(other); "
                    + "write '\(value)' in quotes for the text\(rest)"
            ]
        )
    }

    @Test(
        "A value that means one thing is read as it stands",
        arguments: [
            "2018-11-01", "2018-11-01 12:30:00", "0", "0.5", "-12", "10.25", "true", "free", "nova", "yes please",
            "'no'",
            "\"1e3\"", "e3", "_1", "a:b", "10.1.2.3", "12:75", "north", "1st",
        ]
    )
    func unambiguous(value: String) throws {
        #expect(try problems(accepted("[\(value)]")) == [])
    }

    @Test("Null is nothing, quoted or substituted it is a text")
    func null() throws {
        let message = "'values' must be a list of single values; this item is nothing"
        #expect(try problems(accepted("[~]")) == ["r.yaml:7:14: error: \(message)"])
        #expect(try problems(accepted("['~', 'null', '']")) == [])
        #expect(try problems(oneRule("owner: null\ntitle: ~\nimpact:")) == [])
    }

    @Test(
        "What is not YAML is told with its place",
        arguments: [
            ("audit: [\n", "2:1: error: not valid YAML: did not find expected node content"),
            (
                "audit: a\n\trules: []\n",
                "2:1: error: not valid YAML: found a tab character that violates indentation "
                    + "(while scanning a plain scalar that begins in line 1); indent with spaces, not with tabs"
            ),
            (
                "audit: a: b\n",
                "1:9: error: not valid YAML: mapping values are not allowed in this context; "
                    + "write a text that holds signs such as ': ' in quotes"
            ),
            (
                "audit: { name: ${NAME} }\n",
                "1:17: error: not valid YAML: did not find expected ',' or '}'; "
                    + "inside { } and [ ] write a variable in quotes, such as \"${NAME}\""
            ),
            (
                "audit: \"a\n",
                "2:1: error: not valid YAML: found unexpected end of stream "
                    + "(while scanning a quoted scalar that begins in line 1)"
            ),
            (
                "version: 1\n---\nversion: 1\n",
                "3:1: error: a rule file holds one document; remove '---' or make it a file of its own"
            ),
        ]
    )
    func syntax(text: String, message: String) throws {
        #expect(try problems(text) == ["r.yaml:" + message])
    }

    @Test(
        "Tags, and aliases that name nothing, are refused among the other problems",
        arguments: [
            ("audit: *nobody", "1:8: error: no anchor '&nobody' stands before this alias"),
            (
                "defaults: { owner: &body a, schema: *bdy }",
                "1:37: error: no anchor '&bdy' stands before this alias; did you mean 'body'?"
            ),
            (
                "audit: !!python/object:os.system rm",
                "1:8: error: the tag '!!python/object:os.system' is not supported; remove it, and put a text in quotes"
            ),
            ("audit: !mine [a]", "1:8: error: the tag '!mine' is not supported; remove it, and put a text in quotes"),
            (
                "audit: !!str 012",
                "1:8: error: '012' may be read as a text or as a number; "
                    + "write '012' in quotes for the text, or the number in decimal digits"
            ),
            ("audit: &x b\n*x : c", "2:1: error: an alias cannot be a key; write the key out"),
            ("audit: \"a\\0b\"", "1:8: error: a value cannot hold the character U+0000; remove it"),
        ]
    )
    func form(text: String, message: String) throws {
        #expect(try problems(text + "\n" + oneRule("")) == ["r.yaml:" + message])
    }

    @Test("Keys that are there twice are told all at once, whatever they look like")
    func repeatedKeys() throws {
        let text = """
            version: 1
            version: 1
            audit: 'a*b'
            rules:
              - id: a.b
                "kind": row_count
                kind: row_count
                dataset: songs
                "kind": row_count
                é: 1
                é: 1
              - { id: a.c, kind: row_count, dataset: songs, id: a.d }
            """
        #expect(
            try problems(text) == [
                "r.yaml:2:1: error: the key 'version' is there twice; the first is in line 1",
                "r.yaml:7:5: error: the key 'kind' is there twice; the first is in line 6",
                "r.yaml:9:5: error: the key 'kind' is there twice; the first is in line 6",
                "r.yaml:10:5: error: unknown key 'é' for kind 'row_count'; its own keys are dataset",
                "r.yaml:11:5: error: the key 'é' is there twice; the first is in line 10",
                "r.yaml:12:49: error: the key 'id' is there twice; the first is in line 12",
            ]
        )
        #expect(
            try problems("\"\\x61\": 1\na: 2\n") == ["r.yaml:1:1: error: the key 'a' is there twice; remove one"]
        )
    }

    @Test("An anchor's value is read at each of its aliases")
    func aliases() throws {
        let text = """
            version: 1
            policies: [{ id: &policy DG-07, statement: "2 * 3", owner: &owner data }]
            rules:
              - &first
                id: a.b
                kind: unique
                dataset: songs
                columns: &columns [song_id]
                owner: *owner
                policy: *policy
                where: year * 2 > 1
              - { id: a.c, kind: unique, dataset: songs, columns: *columns, policy: *policy }
            """
        let folder = try RuleFolder(["r.yaml": text])
        let set = try folder.read().get()
        #expect(set.rules.map(\.owner) == ["data", nil])
        #expect(set.rules.map(\.policy) == ["DG-07", "DG-07"])
        #expect(set.rules[0].filter == "year * 2 > 1")
        #expect(set.policies[0].statement == "2 * 3")
    }

    @Test("A byte order mark and line ends of Windows change nothing")
    func windows() throws {
        let text = "\u{FEFF}" + oneRule("severity: hgh").replacingOccurrences(of: "\n", with: "\r\n")
        #expect(
            try problems(text) == [
                "r.yaml:7:15: error: unknown severity 'hgh'; it is one of info, warn, error, critical"
            ]
        )
    }

    @Test("Columns count characters, not bytes")
    func columns() throws {
        #expect(
            try problems(oneRule("waiver: { reason: 'für 🎵', approved_by: b, expires: never }")) == [
                "r.yaml:7:57: error: 'never' is not a day of the calendar; write for example 2027-01-31"
            ]
        )
    }
}

@Suite("No file keeps the reader busy or brings it down", .timeLimit(.minutes(1)))
struct HostileYAMLTests {
    /// A thousand million million values by nine anchors.
    private var bomb: String {
        let names = Array("abcdefghijklmno")
        var lines = ["x_a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
        for (name, next) in zip(names, names.dropFirst()) {
            lines.append("x_\(next): &\(next) [\(Array(repeating: "*\(name)", count: 10).joined(separator: ", "))]")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    @Test("Aliases that multiply are refused at the first one too many")
    func aliasBomb() throws {
        let found = try problems(bomb + oneRule(""))
        #expect(found == ["r.yaml:6:18: error: the file holds more than 500000 values; split it"])
    }

    @Test("Aliases that multiply in a key are refused too")
    func aliasBombInKey() throws {
        let found = try problems(bomb + "? *o\n: 1\n? [*o, *o]\n: 1\n" + oneRule(""))
        #expect(found.contains("r.yaml:16:3: error: an alias cannot be a key; write the key out"))
        #expect(found.contains("r.yaml:18:3: error: a key must be a word, not a list or a mapping"))
    }

    @Test("Aliases that reach ever deeper are refused")
    func deepAliases() throws {
        let lines = (1...100).map { "x\($0): &x\($0) [*x\($0 - 1)]" }.joined(separator: "\n")
        let found = try problems("x0: &x0 [a]\n" + lines + "\n" + oneRule(""))
        #expect(
            found.contains("r.yaml:31:12: error: lists and mappings lie more than 32 deep in one another"),
            "\(found)"
        )
    }

    @Test(
        "Deep nesting is refused",
        arguments: [
            String(repeating: "[", count: 100_000), String(repeating: "{a: ", count: 100_000),
            String(repeating: "- ", count: 100_000) + "a", String(repeating: "? ", count: 100_000) + "a",
            String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
            String(repeating: "- ", count: 900) + "a",
            (0..<900).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        ]
    )
    func deepNesting(text: String) throws {
        let found = try problems(text)
        #expect(found.contains { $0.hasSuffix("lists and mappings lie more than 32 deep in one another") }, "\(found)")
    }

    @Test("A file that is too large is refused, one with a huge value is read")
    func size() throws {
        #expect(
            try problems(String(repeating: "# comment\n", count: 500_000)) == [
                "r.yaml:1:1: error: the file is larger than 4 MiB; split it"
            ]
        )
        #expect(try problems(oneRule("description: " + String(repeating: "long ", count: 100_000))) == [])
        #expect(try problems(oneRule("description: '" + String(repeating: "long ", count: 100_000) + "'")) == [])
    }

    @Test("Keys that are there twice end in one problem when they are many")
    func manyRepeatedKeys() throws {
        let text = (1...101).map { "k\($0): 1\nk\($0): 2\n" }.joined()
        #expect(try problems(text) == ["r.yaml:1:1: error: more than 100 keys are there twice"])
    }

    @Test(
        "Bytes that are not text are refused at their place",
        arguments: [
            (Data("version: 1\naudit: \u{0}a\n".utf8), "2:8: error: the character U+0000 is not allowed; remove it"),
            (Data("audit: é\u{1B}[31m\n".utf8), "1:9: error: the character U+001B is not allowed; remove it"),
            (Data("audit: a\u{202E}\u{FEFF}\n".utf8), "1:10: error: the character U+FEFF is not allowed; remove it"),
            (Data("a: \u{10F000}\n".utf8), "1:4: error: the character U+10F000 is not allowed; remove it"),
            (
                Data("version: 1\r\naudit: é".utf8) + [0xE9, 0x0A],
                "2:9: error: the file is not UTF-8 text; save it as UTF-8"
            ),
            (Data([0xFF, 0xFE, 0x61, 0x00]), "1:1: error: the file is not UTF-8 text; save it as UTF-8"),
            (Data("a: ".utf8) + [0xED, 0xA0, 0x80], "1:4: error: the file is not UTF-8 text; save it as UTF-8"),
        ]
    )
    func notText(bytes: Data, message: String) throws {
        let folder = try RuleFolder(["r.yaml": bytes])
        #expect(folder.problems(folder.read()) == ["r.yaml:" + message])
    }

    @Test("Two thousand rules are read")
    func manyRules() throws {
        let rules = (1...2_000).map {
            "  - id: songs.year.n\($0)\n    kind: not_null\n    dataset: songs\n    column: year\n"
        }
        let folder = try RuleFolder(["r.yaml": "version: 1\nrules:\n" + rules.joined()])
        #expect(try folder.read().get().rules.count == 2_000)
    }
}
