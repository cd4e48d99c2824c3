import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The GitHub reports")
struct GitHubReporterTests {
    @Test("Each line is one command that GitHub's rules read back to what was meant", arguments: Fixture.all)
    func commands(fixture: Fixture) throws {
        let commands = try commands(of: fixture.report)
        #expect(commands.count == 1 + fixture.report.results.count(where: \.isFinding))
        for command in commands.dropFirst() {
            #expect(["error", "warning", "notice"].contains(command.name))
            #expect(command.properties.keys.sorted() == ["col", "file", "line", "title"])
            let id = try #require(command.message.components(separatedBy: "\nRule: ").last)
            let result = try #require(fixture.report.results.first { $0.id == id })
            #expect(command.properties["line"] == String(result.location.line))
        }
    }

    @Test("The verdict comes first, then the most urgent finding with place, figures and next step")
    func order() throws {
        let commands = try commands(of: Fixture.sparkify.report)
        #expect(commands[0].name == "error")
        #expect(commands[0].properties["title"] == "sparkify: the data does not pass")
        #expect(commands.map(\.name) == ["error", "error", "error", "warning", "warning", "notice", "notice"])
        #expect(commands[1].properties["file"] == "rules/sparkify/rules.yaml")
        #expect(commands[1].message.contains("6,819 of 6,820"))
        #expect(commands[1].message.contains("\nNext step: "))
        let passing = try self.commands(of: Fixture.allPass.report)
        #expect(passing.map(\.name) == ["notice"])
    }

    @Test("What is escaped is what GitHub documents")
    func escaping() throws {
        var report = Fixture.allPass.report
        report.results = [report.results[0]]
        report.results[0].status = .waived
        report.results[0].title = "100%, a:b\n::error::x"
        report.results[0].message = "100%, a:b\r\n::error::x"
        report.results[0].location = Location(file: "./rules/a,b:c.yaml", line: 3, column: 7)
        let lines = try text(GitHubReporter(), report).split(separator: "\n")
        #expect(
            lines.dropFirst().first?.hasPrefix(
                "::notice file=rules/a%2Cb%3Ac.yaml,line=3,col=7,title=100%25%2C a%3Ab %3A%3Aerror%3A%3Ax::100%25, a:b "
                    + "::error::x"
            ) == true,
            "\(lines)"
        )
    }

    @Test("The summary keeps its limit, shows the most urgent findings and counts the rest")
    func summary() throws {
        var report = Fixture.sparkify.report
        let finding = report.results[0]
        report.results += (0..<20_000).map { number in
            var result = finding
            result.id = "copy.\(number)"
            result.severity = .info
            return result
        }
        let summary = try text(GitHubSummaryReporter(), report)
        #expect(summary.utf8.count < 1_000_000 && summary.utf8.count > 990_000)
        let rows = summary.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
        #expect(rows.first?.contains("`songplays.artist.linked`") == true)
        let missing = report.results.count(where: \.isFinding) - rows.count
        #expect(
            summary.hasSuffix(
                "\n\n\(Wording.count(missing)) findings more did not fit here; the full report has them.\n"
            )
        )
        #expect(!(try text(GitHubSummaryReporter(), Fixture.sparkify.report).contains("did not fit")))
    }

    private func text(_ reporter: some Reporter, _ report: AuditReport) throws -> String {
        var data = Data()
        try reporter.write(report, to: &data)
        return try #require(String(data: data, encoding: .utf8))
    }

    /// Reads commands as GitHub's runner does.
    private func commands(of report: AuditReport) throws -> [ReadCommand] {
        var lines = try text(GitHubReporter(), report).components(separatedBy: "\n")
        #expect(lines.removeLast().isEmpty)
        return try lines.map { line in
            let parts = try #require(line.wholeMatch(of: /::([a-z]+) ([^:\r]*)::([^\r]*)/), "\(line)")
            let properties = parts.2.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
            return ReadCommand(
                name: String(parts.1),
                properties: Dictionary(
                    uniqueKeysWithValues: properties.map { (String($0[0]), unescaped($0.count > 1 ? $0[1] : "")) }
                ),
                message: unescaped(parts.3)
            )
        }
    }

    private func unescaped(_ text: Substring) -> String {
        [("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")].reduce(String(text)) { text, pair in
            text.replacing(pair.0, with: pair.1)
        }
    }
}

private struct ReadCommand {
    var name: String
    var properties: [String: String]
    var message: String
}
