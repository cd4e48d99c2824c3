import AuditModel
import Foundation
import Testing

@Suite("The findings as comma-separated values")
struct FindingsCSVReporterTests {
    @Test("Each finding is one line with as many cells as the head", arguments: Fixture.all)
    func shape(fixture: Fixture) throws {
        let rows = Self.cells(try Rendered.text(of: fixture.report, as: "csv"))
        #expect(rows.count == 1 + fixture.report.results.count(where: \.isFinding))
        #expect(rows.allSatisfy { $0.count == 21 })
        #expect(rows.first?.prefix(3) == ["id", "title", "status"])
    }

    @Test("No cell starts like a formula of a spreadsheet")
    func formulas() throws {
        let payloads = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1+1", " =HYPERLINK(\"http://example.org\")"]
        let results = payloads.map { text in
            var result = RuleResult.measured(text, kind: "sql", text, .accuracy, .error, .fail, of: 1, message: text)
            result.owner = text
            result.remediation = text
            return result
        }
        let rows = Self.cells(
            try Rendered.text(of: Fixture(name: "formulas", audit: "a", results: results).report, as: "csv")
        )
        #expect(rows.count == payloads.count + 1)
        for cell in rows.joined() { #expect(cell.first.map { !"=+-@\t".contains($0) } ?? true, "\(cell)") }
    }

    @Test("The most urgent finding comes first")
    func order() throws {
        let rows = Self.cells(try Rendered.text(of: Fixture.sparkify.report, as: "csv"))
        #expect(rows[1][0] == "songplays.artist.linked")
        #expect(rows[1][9...12] == ["6820", "6819", "99.985", "rows"])
    }

    /// Reads the format as RFC 4180 says.
    private static func cells(_ text: String) -> [[String]] {
        var rows: [[String]] = [[]]
        var cell = ""
        var isQuoted = false
        var scalars = Array(text.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            if isQuoted {
                if scalar != "\"" {
                    cell.unicodeScalars.append(scalar)
                } else if scalars.first == "\"" {
                    cell.unicodeScalars.append(scalars.removeFirst())
                } else {
                    isQuoted = false
                }
            } else if scalar == "\"", cell.isEmpty {
                isQuoted = true
            } else if scalar == "," {
                rows[rows.count - 1].append(cell)
                cell = ""
            } else if scalar == "\r", scalars.first == "\n" {
                scalars.removeFirst()
                rows[rows.count - 1].append(cell)
                cell = ""
                rows.append([])
            } else {
                cell.unicodeScalars.append(scalar)
            }
        }
        return rows.dropLast()
    }
}
