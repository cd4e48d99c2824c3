import AuditModel
import Foundation
import Reporting
import Testing

/// Reports in a format, for tests to look at.
enum Rendered {
    /// The report as text.
    static func text(of report: AuditReport, as format: String) throws -> String {
        let reporter = try #require(Reporters.reporter(named: format))
        var bytes = Data()
        try reporter.write(report, to: &bytes)
        return try #require(String(data: bytes, encoding: .utf8))
    }

    /// The report as lines, without the empty one behind the last line feed.
    static func lines(of report: AuditReport, as format: String) throws -> [String] {
        var lines = try text(of: report, as: format).components(separatedBy: "\n")
        if lines.last?.isEmpty == true { lines.removeLast() }
        return lines
    }

    /// The report as JSON.
    static func json(of report: AuditReport, as format: String) throws -> [String: Any] {
        let data = Data(try text(of: report, as: format).utf8)
        return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
}
