import AuditModel
import Foundation
import Testing

@testable import Reporting

@Suite("The terminal report")
struct TerminalReporterTests {
    @Test("No line is wider than the terminal", arguments: Fixture.all, [40, 80, 132])
    func width(fixture: Fixture, width: Int) throws {
        for line in try text(fixture.report, TerminalReporter(width: width, usesColour: false)).split(separator: "\n") {
            #expect(TerminalText(String(line)).width <= width, "\(line)")
        }
    }

    @Test("Colour adds escape sequences and changes nothing else", arguments: Fixture.all)
    func colour(fixture: Fixture) throws {
        let plain = try text(fixture.report, TerminalReporter(width: 80, usesColour: false))
        let coloured = try text(fixture.report, TerminalReporter(width: 80, usesColour: true))
        #expect(!plain.unicodeScalars.contains("\u{1B}"))
        #expect(coloured.unicodeScalars.contains("\u{1B}"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]+m/, with: "") == plain)
    }

    @Test("Failures come before warnings, the graver first, and titles are cut")
    func order() throws {
        let lines = try text(Fixture.sparkify.report, TerminalReporter(width: 50, usesColour: false))
            .split(separator: "\n")
        #expect(lines[0] == "sparkify: the data does not pass")
        let titles = lines.filter { $0.hasPrefix("fail ") || $0.hasPrefix("warn ") }
        #expect(titles.first == "fail    critical  Every play is li… 6,819 of 6,820")
        #expect(titles.map { $0.prefix(4) } == ["fail", "fail", "warn", "warn", "warn", "warn"])
    }

    private func text(_ report: AuditReport, _ reporter: TerminalReporter) throws -> String {
        var data = Data()
        try reporter.write(report, to: &data)
        return String(decoding: data, as: UTF8.self)
    }
}
