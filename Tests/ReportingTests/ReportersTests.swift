import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The registry of formats")
struct ReportersTests {
    @Test("Names and file extensions are all different and in lower case")
    func distinct() {
        let words = Reporters.all.flatMap { Set([$0.name, $0.fileExtension]) }
        #expect(Set(words).count == words.count)
        #expect(words.allSatisfy { $0 == $0.lowercased() && !$0.isEmpty })
        #expect(
            Reporters.names == [
                "json", "markdown", "html", "junit", "sarif", "github", "github-summary", "tap", "csv", "backlog",
                "openlineage", "prometheus", "terminal",
            ]
        )
        #expect(Reporters.all.allSatisfy { !$0.summary.isEmpty })
    }

    @Test("A format is found by name and by file extension, another is not")
    func lookup() {
        #expect(Reporters.reporter(named: "markdown") is MarkdownReporter)
        #expect(Reporters.reporter(named: "md") is MarkdownReporter)
        #expect(Reporters.reporter(named: "pdf") == nil)
    }

    @Test("The same report gives the same bytes, appended to what is there", arguments: Reporters.names)
    func deterministic(format: String) throws {
        let reporter = try #require(Reporters.reporter(named: format))
        var first = Data()
        try reporter.write(Fixture.hostile.report, to: &first)
        var second = Data("before".utf8)
        try reporter.write(Fixture.hostile.report, to: &second)
        #expect(second == Data("before".utf8) + first)
    }
}
