import Audit
import AuditModel
import Testing

@Suite("A selection of rules")
struct RuleSelectionTests {
    private func chosen(_ words: [String]) throws -> [String] {
        let rules = try [
            rule("not_null", ["dataset": "users", "column": "name"], id: "users.name.present") {
                $0.tags = ["daily", "team:music"]
                $0.policy = "DG-1"
            },
            rule("unique", ["dataset": "users", "columns": ["id"]], id: "users.id.unique", severity: .critical) {
                $0.tags = ["daily"]
                $0.owner = "us"
            },
            rule("row_count", ["dataset": "mart.songs"], id: "songs.rows.some"),
        ]
        let selection = RuleSelection(words)
        return rules.filter { selection.includes($0, defaultSchema: "public") }.map(\.id)
    }

    @Test(
        "names rules by each of their properties, together or without some",
        arguments: [
            ([], ["users.name.present", "users.id.unique", "songs.rows.some"]),
            (["users.id.unique"], ["users.id.unique"]),
            (["users.*"], ["users.name.present", "users.id.unique"]),
            (["tag:daily"], ["users.name.present", "users.id.unique"]),
            (["team:music"], ["users.name.present"]),
            (["policy:DG-1", "kind:row_count"], ["users.name.present", "songs.rows.some"]),
            (["daily,severity:critical"], ["users.id.unique"]),
            (["dataset:mart.songs"], ["songs.rows.some"]),
            (["public.users"], ["users.name.present", "users.id.unique"]),
            (["dimension:uniqueness"], ["users.id.unique"]),
            (["owner:us"], ["users.id.unique"]),
            (["!critical"], ["users.name.present", "songs.rows.some"]),
            (["users", "!policy:DG-1"], ["users.id.unique"]),
            (["policy:critical"], []), ([","], []),
        ]
    )
    func words(words: [String], ids: [String]) throws {
        #expect(try chosen(words) == ids)
    }
}
