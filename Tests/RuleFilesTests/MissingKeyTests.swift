import RuleFiles
import Testing

@Suite("A key that is missing is told once")
struct MissingKeyTests {
    @Test("A rule that lacks what it needs says so at its beginning")
    func missingKeys() throws {
        let text = "version: 1\nrules:\n  - dataset: songs\n  - id: a.b\n    kind: unique\n  - just a text\n"
        #expect(
            try problems(text) == [
                "r.yaml:3:5: error: the rule needs 'id'",
                "r.yaml:3:5: error: the rule needs 'kind'",
                "r.yaml:4:5: error: rule 'a.b' needs 'columns'",
                "r.yaml:4:5: error: rule 'a.b' needs 'dataset'",
                "r.yaml:6:5: error: a rule is a mapping that begins with 'id:', not a single value",
            ]
        )
    }

    @Test(
        "A key that is missing because it is misspelled is told as misspelled alone",
        arguments: [
            (
                "not_null", "datset: songs, column: year",
                "unknown key 'datset' for kind 'not_null'; did you mean 'dataset'?"
            ),
            (
                "not_null", "table: songs, column: year",
                "unknown key 'table' for kind 'not_null'; in Plumb this is 'dataset'"
            ),
            (
                "relationship", "dataset: a, columns: [b], parents: { dataset: c,columns: [b] }",
                "unknown key 'parents' for kind 'relationship'; did you mean 'parent'?"
            ),
        ]
    )
    func misspelt(kind: String, own: String, message: String) throws {
        let own = own.replacing(", c", with: "\n    c").replacing(", p", with: "\n    p")
        let found = try problems("version: 1\nrules:\n  - id: a.b\n    kind: \(kind)\n    \(own)\n")
        #expect(found.count == 1 && found.first?.hasSuffix(message) == true, "\(found)")
    }

    @Test("A misspelled key hides no other one that is missing")
    func others() throws {
        let found = try problems("version: 1\nrules:\n  - id: a.b\n    kind: not_null\n    datset: songs\n")
        #expect(
            found == [
                "r.yaml:3:5: error: rule 'a.b' needs 'column'",
                "r.yaml:5:5: error: unknown key 'datset' for kind 'not_null'; did you mean 'dataset'?",
            ]
        )
    }
}
