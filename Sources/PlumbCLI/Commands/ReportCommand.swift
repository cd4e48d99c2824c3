import ArgumentParser
import AuditModel
import Foundation
import Reporting

/// `plumb report`: other formats of a stored report, without a database.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Writes a stored JSON report in other formats; needs no database.",
        discussion: "Exit codes: 0 written, 2 the file is no report, 3 a report could not be written."
    )

    @Argument(
        help: ArgumentHelp(
            "The JSON report of an audit; 'schema' prints the JSON Schema of such reports.",
            valueName: "file"
        )
    )
    var file: String

    @OptionGroup var reports: ReportOptions

    func run() async throws {
        if file == "schema", !FileManager.default.fileExists(atPath: file) {
            Console.result(try Self.schema())
            return
        }
        let report = try Self.read(file)
        for path in try reports.write(report) { Console.result(path) }
    }

    /// The JSON Schema of reports, as it stands in the documentation.
    private static func schema() throws -> String {
        let object = try JSONSerialization.jsonObject(with: Data(ReportSchema.json.utf8))
        let data = try JSONSerialization.data(
            withJSONObject: object,
            options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        )
        return String(decoding: data, as: UTF8.self)
    }

    /// Reads a stored report.
    ///
    /// - Throws: ``Failure`` with code 2 when the file is no report.
    static func read(_ file: String) throws -> AuditReport {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: file))
        } catch {
            throw Failure("cannot read the report '\(file)': \(Failure.reason(of: error))", code: 2)
        }
        do {
            return try AuditReport(json: data)
        } catch {
            throw Failure("'\(file)' is not a JSON report of plumb: \(Self.reason(error))", code: 2)
        }
    }

    /// Why bytes are not what was expected, in a few words.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as UnknownSchemaVersion: error.description
        case DecodingError.keyNotFound(let key, _): "it has no '\(key.stringValue)'"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context),
            DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty
                ? "it is not JSON" : "wrong value at '\(context.codingPath.map(\.stringValue).joined(separator: "."))'"
        default: "it cannot be read"
        }
    }
}
