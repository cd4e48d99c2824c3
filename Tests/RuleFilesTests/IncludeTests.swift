import Audit
import RuleFiles
import Testing

@Suite("Rule files include one another")
struct IncludeTests {
    private func rule(_ id: String, _ head: String = "") -> String {
        "version: 1\n\(head)\nrules: [{ id: \(id), kind: row_count, dataset: \(id.suffix(1)) }]\n"
    }

    @Test("A file is named relative to the one that includes it, and read once")
    func relative() throws {
        let folder = try RuleFolder([
            "main.yaml": rule("a.a", "include: [shared/base.yaml, ./shared/../more.yaml]"),
            "shared/base.yaml": "version: 1\ninclude: ../more.yaml\ndefaults: { owner: us }\n",
            "more.yaml": rule("b.b"),
            "other.yaml": rule("c.c"),
        ])
        let reading = folder.read(["main.yaml"])
        #expect(folder.problems(reading) == [])
        let set = try reading.get()
        #expect(set.rules.map(\.id) == ["a.a", "b.b"])
        #expect(set.rules.map(\.owner) == ["us", "us"])
        #expect(
            set.files.map { $0.replacing(folder.path + "/", with: "") } == [
                "main.yaml", "more.yaml", "shared/base.yaml",
            ]
        )
    }

    @Test("A whole folder may be included, and a variable may say which")
    func folders() throws {
        let folder = try RuleFolder([
            "main.yaml": rule("a.a", "include: \"${PART:-one}\""), "one/x.yaml": rule("b.b"), "two/x.yaml": rule("c.c"),
        ])
        #expect(try folder.read(["main.yaml"]).get().rules.map(\.id) == ["a.a", "b.b"])
        #expect(try folder.read(["main.yaml"], variables: ["PART": "two"]).get().rules.map(\.id) == ["a.a", "c.c"])
    }

    @Test("A circle, a missing file and a wrong shape are refused with their places, beside all other problems")
    func refused() throws {
        let folder = try RuleFolder([
            "a.yaml": rule("a.a", "include: [b.yaml]"), "b.yaml": rule("b.b", "include: [c.yaml, nowhere.yaml]"),
            "c.yaml": rule("C", "include: a.yaml"), "d.yaml": rule("d.d", "include: d.yaml"),
            "e.yaml": rule("e.e", "include: { file: a.yaml }"),
        ])
        let path = folder.path
        let found = folder.problems(folder.read(["a.yaml", "d.yaml", "e.yaml"]))
        #expect(
            found.map { $0.replacing(path, with: "") } == [
                "b.yaml:2:19: error: cannot include 'nowhere.yaml': there is no such file or folder",
                "c.yaml:2:10: error: files include one another in a circle: a.yaml -> b.yaml -> c.yaml -> a.yaml; remove one",
                "c.yaml:3:15: error: 'C' is not an id; write table.subject.property in lower case, such as 'users.level.known'",
                "d.yaml:2:10: error: files include one another in a circle: d.yaml -> d.yaml; remove one",
                "e.yaml:2:10: error: 'include' must be a single value, not a mapping",
            ]
        )
    }
}
