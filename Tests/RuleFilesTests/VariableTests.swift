import Audit
import AuditModel
import RuleFiles
import Testing

@Suite("Variables in values")
struct VariableTests {
    private func description(
        _ text: String,
        variables: [String: String] = [:],
        environment: [String: String] = [:]
    ) throws -> String? {
        let folder = try RuleFolder(["r.yaml": oneRule("description: \(text)")])
        return try folder.read(variables: variables, environment: environment).get().rules[0].description
    }

    @Test(
        "A variable has its value from the command line, the environment or its default",
        arguments: [
            ("a ${A} b", "a given b"), ("${B}", "environment"), ("${C:-preset}", "preset"),
            ("'${A}${B}'", "givenenvironment"),
            ("${A:-preset}", "given"), ("${EMPTY:-preset}", "preset"), ("x${EMPTY}", "x"), ("x${C:-}", "x"),
            ("$${A}", "${A}"), ("x $$${A}", "x $${A}"), ("$A", "$A"), ("^a${1,3}$", "^a${1,3}$"), ("${A", "${A"),
            ("${}", "${}"),
            ("${A-b}", "${A-b}"), ("${ A }", "${ A }"),
        ]
    )
    func values(text: String, value: String) throws {
        let found = try description(
            text,
            variables: ["A": "given", "EMPTY": ""],
            environment: ["A": "hidden", "B": "environment"]
        )
        #expect(found == value)
    }

    @Test("A value is not YAML, and is not looked at again")
    func valuesAreTexts() throws {
        #expect(try description("${A}", variables: ["A": "no"]) == "no")
        #expect(try description("${A}", variables: ["A": "~"]) == "~")
        #expect(try description("${A}", variables: ["A": "[a, b]: # *c"]) == "[a, b]: # *c")
        #expect(try description("${A}", variables: ["A": "${B}", "B": "b"]) == "${B}")
    }

    @Test("A variable that is not set is a problem, also in a block and in a key")
    func unset() throws {
        #expect(
            try problems(oneRule("impact: ${A} and ${B}\ndescription: |\n  ${C}\n${D}: a\nseverity: ${E}")) == [
                "r.yaml:7:13: error: the variable 'A' is not set; set it, or write ${A:-default}",
                "r.yaml:7:13: error: the variable 'B' is not set; set it, or write ${B:-default}",
                "r.yaml:8:18: error: the variable 'C' is not set; set it, or write ${C:-default}",
                "r.yaml:10:5: error: the variable 'D' is not set; set it, or write ${D:-default}",
                "r.yaml:11:15: error: the variable 'E' is not set; set it, or write ${E:-default}",
            ]
        )
    }

    @Test("A variable stands wherever a value does")
    func everywhere() throws {
        let text = oneRule(
            "fail_if: '> ${LIMIT}%'\nenabled: ${ON}\nsamples: { rows: '${ROWS}' }",
            own: "dataset: ${T}, column: c"
        )
        let folder = try RuleFolder(["r.yaml": text])
        let rule = try folder.read(variables: ["LIMIT": "5", "ON": "true", "ROWS": "3", "T": "mart.songs"]).get().rules[
            0
        ]
        #expect(rule.limits?.failIf.map(\.text) == ["> 5%"])
        #expect(rule.sampleRows == 3)
        #expect(rule.kind.references[0].dataset.description == "mart.songs")
    }
}
