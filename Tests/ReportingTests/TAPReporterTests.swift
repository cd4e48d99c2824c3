import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The TAP report")
struct TAPReporterTests {
    @Test("Each rule is one test point, numbered as planned, whatever its texts hold", arguments: Fixture.all)
    func points(fixture: Fixture) throws {
        let lines = try Rendered.lines(of: fixture.report, as: "tap")
        #expect(lines.first == "TAP version 14")
        let points = lines.filter { $0.wholeMatch(of: /(not )?ok \d+ - .*/) != nil }
        #expect(points.count == fixture.report.results.count)
        #expect(lines[1].hasPrefix("1..\(points.count)"))
        for (index, line) in points.enumerated() { #expect(line.contains("ok \(index + 1) - ")) }
        for line in lines.dropFirst(2) {
            #expect(line.wholeMatch(of: /(not )?ok \d+ - .*|  (---|\.\.\.|[a-z_]+: ".*")|/) != nil, "\(line)")
        }
    }

    @Test("Failures are not ok, waived ones are to do, what had nothing to check is skipped")
    func directives() throws {
        for (result, line) in try zip(
            Fixture.hostile.report.results,
            Rendered.lines(of: Fixture.hostile.report, as: "tap").filter { $0.contains("ok ") && !$0.hasPrefix(" ") }
        ) {
            #expect(line.hasPrefix("not ok") == [.fail, .error, .waived].contains(result.status), "\(line)")
            #expect(line.contains(" # TODO ") == (result.status == .waived), "\(line)")
            #expect(line.contains(" # SKIP ") == [.notApplicable, .skipped].contains(result.status), "\(line)")
        }
    }

    @Test("An audit without rules skips everything and says why")
    func empty() throws {
        #expect(try Rendered.lines(of: Fixture.empty.report, as: "tap")[1].hasPrefix("1..0 # SKIP "))
    }
}
