import Foundation
import TestSupport
import Testing

@Suite("plumb report")
struct ReportCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test("The reports from the stored JSON are those that the audit wrote, without a database")
    func equal() async throws {
        try folder.write(Pipes.rules(Pipes.named, Pipes.unique, Pipes.better, Pipes.missing), to: "rules.yaml")
        try await Pipes.withDatabase { database, _ in
            _ = try await plumb("audit", "rules.yaml", in: folder.path, environment: ["PGDATABASE": database])
        }
        let environment = ["PGHOST": "/nowhere"]
        let end = try await plumb(
            "report",
            "reports/audit.json",
            "--output",
            "again",
            in: folder.path,
            environment: environment
        )
        #expect(end.code == 0)
        #expect(end.output == "again/audit.json\nagain/audit.md\n")
        #expect(end.problems == "")
        let markdown = try folder.text(of: "reports/audit.md")
        #expect(markdown.count > 1_000)
        #expect(try folder.text(of: "again/audit.md") == markdown)
        #expect(try folder.text(of: "again/audit.json") == folder.text(of: "reports/audit.json"))
        let piped = try await plumb(
            "report",
            "reports/audit.json",
            "--output",
            "-",
            "--format",
            "markdown",
            in: folder.path,
            environment: environment
        )
        #expect(piped.output == markdown)
    }

    @Test("Formats may be several options, lists or both")
    func repeatedOption() async throws {
        let stored = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ReportingTests/Goldens/json/sparkify.json").path
        let end = try await plumb("report", stored, "--format", "tap", "--format", "csv, tap", in: folder.path)
        #expect(end.code == 0)
        #expect(end.output == "reports/audit.tap\nreports/audit.findings.csv\n")
    }

    @Test("The formats for CI stand beside each other, and the annotations go alone to standard output")
    func continuousIntegration() async throws {
        let stored = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ReportingTests/Goldens/json/sparkify.json")
        try folder.write(String(contentsOf: stored, encoding: .utf8), to: "audit.json")
        let formats = "json,markdown,junit,sarif,github,github-summary"
        let end = try await plumb("report", "audit.json", "--format", formats, in: folder.path)
        let files = ["json", "md", "junit.xml", "sarif", "github.txt", "github.md"].map { "reports/audit.\($0)" }
        #expect(end.code == 0)
        #expect(end.output == files.map { $0 + "\n" }.joined())
        #expect(try folder.text(of: "reports/audit.junit.xml").hasPrefix("<?xml "))
        let annotations = try folder.text(of: "reports/audit.github.txt")
        #expect(annotations.hasPrefix("::error title="))
        let piped = try await plumb("report", "audit.json", "--format", "github", "--output", "-", in: folder.path)
        #expect(piped.output == annotations)
        #expect(piped.problems == "")
    }

    @Test(
        "What is no report ends with 2 and says why",
        arguments: [
            ("pipes", "it is not JSON"), ("", "it is not JSON"), ("[]", "it is not JSON"),
            (#"{"schema_version":"1.0.0"}"#, "it has no "), (#"{"tool":7}"#, "wrong value at 'tool'"),
        ]
    )
    func broken(text: String, reason: String) async throws {
        try folder.write(text, to: "audit.json")
        let end = try await plumb("report", "audit.json", in: folder.path)
        #expect(end.code == 2)
        #expect(end.problems.hasPrefix("plumb: exit code 2: 'audit.json' is not a JSON report of plumb: "))
        #expect(end.problems.contains(reason) || text == "[]")
        #expect(!folder.has("reports"))
    }

    @Test("A file that is not there ends with 2")
    func missing() async throws {
        let end = try await plumb("report", "nowhere.json", in: folder.path)
        #expect(end.code == 2)
        #expect(
            end.problems == "plumb: exit code 2: cannot read the report 'nowhere.json': no such file or folder\n"
        )
    }
}
