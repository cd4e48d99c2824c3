import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The Markdown report")
struct MarkdownReporterTests {
    @Test("Every row of a table stands on one line with the columns of its head", arguments: Fixture.all)
    func tables(fixture: Fixture) throws {
        var columns: Int?
        var rows = 0
        for line in prose(of: try markdown(fixture.report)) {
            guard line.hasPrefix("|") else {
                columns = nil
                continue
            }
            let pipes = line.count { $0 == "|" }
            #expect(columns == nil || columns == pipes, "\(line)")
            columns = columns ?? pipes
            rows += 1
        }
        #expect(rows > 0)
    }

    @Test("No text of the report becomes markup, hides or reorders")
    func hostileTexts() throws {
        let text = try markdown(Fixture.hostile.report)
        for line in prose(of: text) {
            let live = line.replacing(/\\./, with: "").replacing(/`[^`]*`/, with: "")
            for markup in ["<", "`", "![", "](java", "**strong", "~~", "$", "@", "{"] {
                #expect(!live.contains(markup), "\(markup) in \(line)")
            }
        }
        let forbidden = text.unicodeScalars.filter {
            ($0.value < 0x20 && $0 != "\n") || (0x202A...0x202E).contains($0.value)
                || (0x2066...0x2069).contains($0.value)
        }
        #expect(forbidden.isEmpty)
    }

    @Test(
        "Before the appendix stands no SQL and no word of its trade",
        arguments: [Fixture.sparkify, .allPass, .empty]
    )
    func plainWords(fixture: Fixture) throws {
        let text = try markdown(fixture.report)
        let parts = text.components(separatedBy: "\n# Appendix for technical readers\n")
        #expect(parts.count == 2)
        for word in ["SELECT", "```", "NULL", "orphan", "snapshot", "SQL", "query", "foreign key", "predicate"] {
            #expect(!parts[0].localizedStandardContains(word), "\(word)")
        }
        for result in fixture.report.results {
            #expect(result.query.map(parts[1].contains) ?? true)
        }
    }

    @Test("The verdict comes first, then the issues, then the rest in a fixed order")
    func order() throws {
        let headings = prose(of: try markdown(Fixture.sparkify.report)).filter {
            $0.hasPrefix("# ") || $0.hasPrefix("## ")
        }
        #expect(
            headings == [
                "# Data audit of sparkify: the data does not pass", "## What to do first",
                "## What changed since the last run", "## What can be relied on", "## Governance issues",
                "## Was everything loaded?", "## Policies", "## Scores by dimension", "## All rules",
                "## A closer look at other rules", "## What was not checked", "## Words in this report",
                "# Appendix for technical readers",
                "## What each question depends on", "## Queries and sample rows", "## What the tables hold",
                "## Environment",
            ]
        )
    }

    @Test("Records that are missing are named with their number")
    func lostRecords() throws {
        var report = Fixture.sparkify.report
        report.loads[0].loaded = 6_817
        let text = try markdown(report)
        #expect(text.contains("| events | 30 | 8,056 | 6,817 | 1,236 | 0 | no |"))
        #expect(text.contains("This does not add up: 3 records went missing without a reason."))
    }

    @Test("A waiver shows who accepted what until when, and that it no longer covers a failure")
    func waivers() throws {
        var report = Fixture.sparkify.report
        report.results[0].waiver = Waiver(
            reason: "the catalogue is being extracted",
            approvedBy: "A. Person",
            ticket: "DG-112",
            expires: "2027-01-31",
            upTo: "99.99%"
        )
        #expect(
            try markdown(report).contains(
                "“Every play is linked to an artist”: No longer. It was accepted until 2027-01-31, as long as no more than "
                    + "99.99% break the rule, decided by A. Person, decision DG-112. "
                    + "The reason given: the catalogue is being extracted."
            )
        )
        report.results[0].status = .waived
        let text = try markdown(report)
        #expect(text.contains("“Every play is linked to an artist”: Yes, until 2027-01-31"))
        #expect(text.contains("| accepted until 2027-01-31 |"))
    }

    @Test("An interrupted audit says so")
    func interrupted() throws {
        var report = Fixture.allPass.report
        report.run.incomplete = true
        report.gate = GateVerdict(results: report.results, failOn: .error, incomplete: true)
        let text = try markdown(report)
        #expect(text.hasPrefix("# Data audit of sparkify: the audit was interrupted, so there is no verdict\n"))
        #expect(text.contains("**This audit was interrupted before its end.**"))
    }

    @Test(
        "pandoc makes tables of all tables and no markup of any text",
        .enabled(if: Pandoc.isInstalled, "needs pandoc"),
        arguments: ["gfm", "markdown"]
    )
    func pandoc(dialect: String) throws {
        let text = try markdown(Fixture.hostile.report)
        let html = try Pandoc.html(of: text, dialect: dialect)
        for tag in ["<script", "<img", "<del", "<sup", "<sub", "class=\"math", "class=\"citation", "href=\"javascript"]
        {
            #expect(!html.contains(tag), "\(tag)")
        }
        let heads = prose(of: text).count { $0.hasPrefix("| ---") }
        #expect(html.components(separatedBy: "<table").count - 1 == heads)
        #expect(html.components(separatedBy: "<ol").count - 1 == 1)
        let ownEmphasis = prose(of: text).joined(separator: "\n").matches(of: /[^\\*]\*[A-Za-z]/).count
        #expect(html.components(separatedBy: "<em>").count - 1 == ownEmphasis)
    }

    private func markdown(_ report: AuditReport) throws -> String {
        var data = Data()
        try MarkdownReporter().write(report, to: &data)
        return try #require(String(data: data, encoding: .utf8))
    }

    /// The lines that are not in blocks of code.
    private func prose(of text: String) -> [Substring] {
        var fence: Substring?
        return text.split(separator: "\n", omittingEmptySubsequences: false).filter { line in
            if let open = fence {
                if line == open { fence = nil }
                return false
            }
            guard line.hasPrefix("```") else { return true }
            fence = line.prefix { $0 == "`" }
            return false
        }
    }
}

/// The converter that many people read Markdown with.
private enum Pandoc {
    static let isInstalled = (try? run(["--version"], input: "")) != nil

    static func html(of markdown: String, dialect: String) throws -> String {
        try run(["--from", dialect, "--to", "html"], input: markdown)
    }

    private static func run(_ arguments: [String], input: String) throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).md")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["pandoc"] + arguments + [file.path]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
        return String(decoding: data, as: UTF8.self)
    }
}
