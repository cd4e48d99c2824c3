import Audit
import AuditModel
import RuleFiles
import Testing

@Suite("Business questions in rule files")
struct QuestionProblemTests {
    private static func file(_ question: String) -> String {
        """
        version: 1
        policies:
          - { id: DG-01, statement: Years are known., owner: music }
        questions:
          - \(question)
        rules:
          - { id: songs.year.present, kind: not_null, dataset: songs, column: year, policy: DG-01 }
        """
    }

    @Test("A question names rules and policies")
    func reads() throws {
        let text = Self.file("{ id: q, question: When?, owner: music, depends_on: [DG-01, songs.year.present] }")
        let question = try #require(try RuleFolder(["r.yaml": text]).read().get().questions.first)
        #expect(question.id == "q" && question.question == "When?" && question.owner == "music")
        #expect(question.dependsOn == ["DG-01", "songs.year.present"])
        #expect(question.location.line == 5)
    }

    @Test(
        "What is wrong with a question",
        arguments: [
            (
                "{ id: q, question: When?, depends_on: [songs.year.presen] }",
                "5:44: error: question 'q' depends on 'songs.year.presen', which is no rule and no policy"
                    + "; did you mean 'songs.year.present'?"
            ),
            ("{ id: q, question: When? }", "5:5: error: question 'q' needs 'depends_on'"),
            ("{ id: q, question: When?, rules: [DG-01] }", "5:31: error: unknown key 'rules'"),
            ("{ question: When?, depends_on: [DG-01] }", "5:5: error: the question needs 'id'"),
            ("When?", "5:5: error: a question is a mapping with the keys id, question and depends_on"),
            (
                "{ id: q, question: A?, depends_on: [DG-01] }\n  - { id: q, question: B?, depends_on: [DG-01] }",
                "6:11: error: question 'q' is already declared at"
            ),
        ]
    )
    func problems(question: String, message: String) throws {
        let found = try RuleFilesTests.problems(Self.file(question))
        #expect(found.contains { $0.hasPrefix("r.yaml:\(message)") }, "\(found)")
    }
}
