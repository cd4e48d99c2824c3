import AuditModel
import Foundation
import Reporting
import Testing

/// Whether the browser and what drives it are installed.
private let hasBrowser = ["chromium", "python3"].allSatisfy { program in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
        FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
}

/// The page in headless Chromium, where it is installed: `.ci/install-packages` sees to that for continuous integration.
@Suite("The HTML report in a browser", .enabled(if: hasBrowser, "chromium or python3 is not installed"))
struct BrowserTests {
    @Test(
        "The page runs without a message or a request, filters and sorts, and can be used without sight or mouse",
        arguments: [Fixture.sparkify, .hostile, .empty]
    )
    func looksAtPage(fixture: Fixture) throws {
        let seen = try Self.look(at: fixture.report)
        for key in ["messages", "requests", "accessibility", "phone", "blocked"] {
            #expect((seen[key] as? [Any])?.isEmpty == true, "\(key): \(seen[key] ?? "missing")")
        }
        for theme in ["light", "dark"] {
            let contrast = try #require((seen["contrast"] as? [String: [String: Any]])?[theme])
            #expect((contrast["looked"] as? Int ?? 0) > 20)
            #expect((contrast["problems"] as? [Any])?.isEmpty == true, "\(theme): \(contrast)")
        }
        #expect(seen["hacked"] as? Int == 0 && seen["dialogs"] as? Int == 0 && seen["handlers"] as? Int == 0)
        #expect(seen["script_elements"] as? Int == 2)
        #expect(Set(seen["addresses"] as? [String] ?? []).isSubset(of: ["#", "https"]))
        let rules = fixture.report.results.count
        let paper = try #require(seen["paper"] as? [String: Int])
        #expect(paper["queries"] == 0 && paper["closed"] == 0 && paper["controls"] == 0 && paper["openAfterwards"] == 0)
        #expect(paper["rows"] == rules && paper["articles"] == rules && paper["notes"] == (rules == 0 ? 0 : 1))
        guard rules > 0 else { return }
        try Self.expectFilters(seen, rules: rules)
    }

    private static func expectFilters(_ seen: [String: Any], rules: Int) throws {
        let filters = try #require(seen["filters"] as? [String: Any])
        #expect(filters["all"] as? Int == rules && filters["again"] as? Int == rules)
        for key in ["status", "severity", "dimension", "owner", "policy"] {
            #expect((1..<rules).contains(filters[key] as? Int ?? 0), "\(key)")
        }
        #expect(filters["search"] as? Int == 1 && filters["searchFits"] as? Bool == true)
        #expect(filters["nothing"] as? Int == 0)
        #expect(filters["ascending"] as? String == "ascending" && filters["descending"] as? String == "descending")
    }

    @Test("A page of 5,000 rules opens, and shows the first of them at once")
    func manyRules() throws {
        let results = (0..<5_000).map { number in
            RuleResult.measured(
                "table_\(number / 10).column_\(number).present",
                kind: "not_null",
                "Column \(number) has a value",
                Dimension.allCases[number % 7],
                Severity.allCases[number % 4],
                number.isMultiple(of: 9) ? .fail : .pass,
                of: 1_000 + number,
                broken: number.isMultiple(of: 9) ? 1 + number % 900 : 0,
                message: "\(number) of \(1_000 + number) rows have no value"
            ) { result in
                result.owner = "team-\(number % 12)"
                result.query = "SELECT count(*), count(column_\(number)) FROM public.table_\(number / 10)"
            }
        }
        let seen = try Self.look(at: Fixture(name: "many", audit: "many", results: results).report, "--quick")
        let filters = try #require(seen["filters"] as? [String: Any])
        #expect(filters["all"] as? Int == 200)
        #expect(filters["found"] as? String == "5000 of 5000 rules")
        #expect(filters["search"] as? Int == 1)
        #expect(seen["articles"] as? Int == 5_000, "rules far down are there as well, soon after the page has opened")
        // About half a second by itself; a machine that is busy with other tests is given time.
        #expect(seen["load_ms"] as? Int ?? .max < 10_000)
    }

    private static func look(at report: AuditReport, _ options: String...) throws -> [String: Any] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plumb-page-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "audit.html")
        try Data(Rendered.text(of: report, as: "html").utf8).write(to: file)
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Browser/look-at-page.py")
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["timeout", "120", "python3", script.path, file.path] + options
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return try #require(JSONSerialization.jsonObject(with: bytes) as? [String: Any])
    }
}
