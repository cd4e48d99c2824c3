import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The SARIF report")
struct SARIFReporterTests {
    @Test("Every object has the keys that SARIF 2.1.0 asks for and no others", arguments: Fixture.all)
    func shape(fixture: Fixture) throws {
        #expect(SARIFShape.problems(in: try JSONSerialization.jsonObject(with: written(fixture.report))) == [])
    }

    @Test("The check of the shape sees what is missing, unknown and wrong")
    func shapeCheck() throws {
        let log: [String: Any] = [
            "runs": [["tool": ["driver": ["name": 1]], "results": [["text": "x"]]]], "version": "2.0.0",
        ]
        #expect(
            SARIFShape.problems(in: log) == [
                "$.runs[0].results[0]: no message", "$.runs[0].results[0]: unknown key text",
                "$.runs[0].tool.driver.name: 1", "$.version: 2.0.0",
            ]
        )
    }

    @Test("All rules are listed, and the findings point at theirs", arguments: Fixture.all)
    func rules(fixture: Fixture) throws {
        let run = try run(of: fixture.report)
        #expect(run.tool.driver.rules.map(\.id) == fixture.report.results.map(\.id))
        #expect(run.results.map(\.ruleId) == fixture.report.results.filter(\.isFinding).map(\.id))
        #expect(run.results.allSatisfy { run.tool.driver.rules[$0.ruleIndex].id == $0.ruleId })
        #expect(Set(run.results.map(\.partialFingerprints)).count == run.results.count)
    }

    @Test(
        "A finding is the same as in the run before only while the same rows break the rule",
        arguments: [
            (Status.fail, 3, ViolationChange?.some(ViolationChange(new: 0, fixed: 0, persisting: 3)), "unchanged"),
            (.fail, 3, ViolationChange(new: 1, fixed: 1, persisting: 2), "updated"), (.fail, 3, nil, "unchanged"),
            (.fail, 2, nil, "updated"), (.waived, 3, nil, "updated"), (.pass, 0, nil, "new"),
        ]
    )
    func baseline(before: Status, count: Int, rows: ViolationChange?, state: String) throws {
        var report = Fixture.sparkify.report
        let index = try #require(report.results.firstIndex { $0.status == .fail })
        report.results = [report.results[index]]
        report.run.changes?.rules = [
            RuleChange(
                rule: report.results[0].id,
                title: "",
                change: .same,
                before: ChangeFigures(status: before, violations: count, population: 9),
                after: ChangeFigures(status: .fail, violations: 3, population: 9),
                violations: rows
            )
        ]
        #expect(try run(of: report).results.map(\.baselineState) == [state])
    }

    @Test("The level follows status and severity, and a live waiver suppresses")
    func levels() throws {
        var report = Fixture.allPass.report
        var results: [RuleResult] = []
        for status in [Status.fail, .warn, .error, .waived, .pass] {
            for severity in Severity.allCases {
                var result = report.results[0]
                result.id = "\(status)-\(severity)"
                result.status = status
                result.severity = severity
                result.waiver = Waiver(reason: "r", approvedBy: "a", ticket: "T", expires: "2027-01-31", upTo: "5%")
                results.append(result)
            }
        }
        report.results = results
        let run = try run(of: report)
        let levels = Dictionary(grouping: run.results) { $0.ruleId.prefix { $0 != "-" } }.mapValues { $0.map(\.level) }
        #expect(
            levels == [
                "fail": ["note", "warning", "error", "error"], "warn": ["note", "warning", "warning", "warning"],
                "error": ["error", "error", "error", "error"], "waived": ["note", "warning", "error", "error"],
            ]
        )
        let decision = "accepted up to 5% until 2027-01-31 by a, decision T: r"
        for result in run.results {
            #expect(
                result.suppressions.map(\.justification) == (result.ruleId.hasPrefix("waived") ? [decision] : [])
            )
        }
    }

    @Test("A finding says what was found and where its rule is declared")
    func finding() throws {
        let rule = try #require(Fixture.sparkify.report.results.first { $0.id == "songplays.artist.linked" })
        let result = try #require(try run(of: Fixture.sparkify.report).results.first { $0.ruleId == rule.id })
        #expect(result.message.text.contains("6,819 of 6,820"))
        #expect(result.message.text.contains("Next step: "))
        let place = try #require(result.locations.first).physicalLocation
        #expect(place.artifactLocation.uri == "rules/sparkify/rules.yaml")
        #expect(place.region.startLine == rule.location.line)
        #expect(place.region.startColumn == rule.location.column)
    }

    @Test(
        "Files become URI references",
        arguments: [
            ("./rules/a b.yaml", "rules/a%20b.yaml"), ("/srv/ä:1.yaml", "file:///srv/%C3%A4%3A1.yaml"),
            ("../x%.yaml", "../x%25.yaml"), ("c:\u{0}", "c%3A%00"),
        ]
    )
    func references(file: String, uri: String) throws {
        var report = Fixture.sparkify.report
        report.results[0].location.file = file
        #expect(try run(of: report).results.first?.locations.first?.physicalLocation.artifactLocation.uri == uri)
    }

    @Test("Placeholders and links in a text are no placeholders and links in a message")
    func messages() throws {
        var report = Fixture.sparkify.report
        report.results[0].title = "see {0} and [this](https://example.org) \u{202E}"
        #expect(
            try run(of: report).tool.driver.rules[0].shortDescription.text
                == "see {{0}} and [this\\](https://example.org) ⟨U+202E⟩"
        )
    }

    @Test("An audit without a verdict says that it did not succeed and why")
    func withoutVerdict() throws {
        let invocation = try #require(try run(of: Fixture.empty.report).invocations.first)
        #expect(!invocation.executionSuccessful)
        #expect(invocation.toolExecutionNotifications.map(\.message.text) == [Fixture.empty.report.gate.reason])
        let failed = try #require(try run(of: Fixture.sparkify.report).invocations.first)
        #expect(failed.executionSuccessful && failed.exitCode == 1 && failed.toolExecutionNotifications.isEmpty)
    }

    private func written(_ report: AuditReport) throws -> Data {
        var data = Data()
        try SARIFReporter().write(report, to: &data)
        return data
    }

    private func run(of report: AuditReport) throws -> ReadRun {
        let runs = try JSONDecoder().decode(ReadLog.self, from: written(report)).runs
        #expect(runs.count == 1)
        return try #require(runs.first)
    }
}

/// What the tests read of a log file.
private struct ReadLog: Decodable {
    var runs: [ReadRun]
}

private struct ReadRun: Decodable {
    struct Tool: Decodable { var driver: Driver }
    struct Driver: Decodable { var rules: [Rule] }
    struct Rule: Decodable {
        var id: String
        var shortDescription: Text
    }
    struct Text: Decodable { var text: String }
    struct Invocation: Decodable {
        var executionSuccessful: Bool
        var exitCode: Int
        var toolExecutionNotifications: [Notification]
    }
    struct Notification: Decodable { var message: Text }
    struct Result: Decodable {
        var ruleId: String
        var ruleIndex: Int
        var level: String
        var message: Text
        var locations: [Location]
        var partialFingerprints: [String: String]
        var baselineState: String?
        var suppressions: [Suppression]
    }
    struct Suppression: Decodable { var justification: String }
    struct Location: Decodable { var physicalLocation: Place }
    struct Place: Decodable {
        var artifactLocation: File
        var region: Region
    }
    struct File: Decodable { var uri: String }
    struct Region: Decodable {
        var startLine: Int
        var startColumn: Int
    }

    var tool: Tool
    var invocations: [Invocation]
    var results: [Result]
}
