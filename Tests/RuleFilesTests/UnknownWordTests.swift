import Audit
import RuleFiles
import Testing

@Suite("Words that this language does not know")
struct UnknownWordTests {
    @Test(
        "A wrong kind",
        arguments: [
            ("not_nul", "unknown kind 'not_nul'; did you mean 'not_null'?"),
            ("missing", "unknown kind 'missing'; in Plumb this is 'not_null'"),
            (
                "expect_column_values_to_not_be_null",
                "unknown kind 'expect_column_values_to_not_be_null'; in Plumb this is 'not_null'"
            ),
        ]
    )
    func kinds(kind: String, message: String) throws {
        #expect(try problems(oneRule("", kind: kind)) == ["r.yaml:4:11: error: \(message)"])
    }

    @Test("A dimension of another vocabulary gets its name here")
    func dimensions() throws {
        let message = "unknown dimension 'validity'; in Plumb this is 'conformity'"
        #expect(try problems(oneRule("dimension: validity")) == ["r.yaml:7:16: error: \(message)"])
    }
}
