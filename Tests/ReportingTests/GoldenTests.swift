import AuditModel
import Foundation
import Reporting
import Testing

@Suite("Golden reports")
struct GoldenTests {
    /// Each registered format with each report, so that a new format fails until it has its golden files.
    static let cases = Reporters.all.flatMap { type in Fixture.all.map { (type.name, $0) } }

    @Test("Every format writes each report as its golden file says", arguments: cases)
    func golden(format: String, fixture: Fixture) throws {
        let reporter = try #require(Reporters.reporter(named: format))
        var written = Data()
        try reporter.write(fixture.report, to: &written)
        let file = Self.goldens.appending(path: "\(format)/\(fixture.name).\(type(of: reporter).fileExtension)")
        if ProcessInfo.processInfo.environment["PLUMB_UPDATE_GOLDENS"] == "1" {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try written.write(to: file)
            Issue.record(
                "rewrote \(format)/\(file.lastPathComponent); read the difference and run again without PLUMB_UPDATE_GOLDENS"
            )
            return
        }
        let golden = try #require(
            FileManager.default.contents(atPath: file.path),
            "no golden file \(format)/\(file.lastPathComponent): write it with PLUMB_UPDATE_GOLDENS=1 and read it"
        )
        let place = Self.firstDifference(written, golden)
        #expect(place == nil, "\(format)/\(file.lastPathComponent) differs: \(place ?? "")")
    }

    @Test("Every golden file belongs to a format and a report")
    func noStrayGoldens() throws {
        let expected = Set(
            Reporters.all.flatMap { type in Fixture.all.map { "\(type.name)/\($0.name).\(type.fileExtension)" } }
        )
        let found = try FileManager.default.subpathsOfDirectory(atPath: Self.goldens.path).filter {
            !$0.hasPrefix(".") && $0.contains(".")
        }
        #expect(Set(found) == expected)
    }

    private static let goldens = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens")

    /// The first line that differs, for a message that can be read; `nil` when the bytes are equal.
    private static func firstDifference(_ written: Data, _ golden: Data) -> String? {
        guard written != golden else { return nil }
        let lines = [written, golden].map { $0.split(separator: 0x0A, omittingEmptySubsequences: false) }
        let shared = min(lines[0].count, lines[1].count)
        guard let line = (0..<shared).first(where: { lines[0][$0] != lines[1][$0] }) else {
            return "\(lines[0].count) lines, golden \(lines[1].count)"
        }
        return "line \(line + 1)\nwritten: \(String(decoding: lines[0][line], as: UTF8.self))\n"
            + "golden:  \(String(decoding: lines[1][line], as: UTF8.self))"
    }
}
