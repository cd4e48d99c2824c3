import ArgumentParser
import AuditModel
import Foundation
import Reporting

/// Which reports a command writes, and where.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp("The folder for the reports; '-' writes one format to standard output.", valueName: "folder")
    )
    var output = "reports"

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The formats, separated by commas or one option each: \(ReportOptions.formats.joined(separator: ", ")). Without: \(ReportOptions.usualFormats.joined(separator: ", ")), and the backlog if there is one.",
            valueName: "names"
        )
    )
    var format: [String] = []

    /// What is written unless formats are chosen.
    private static let usualFormats = ["json", "markdown"]

    /// The formats that can be written to a file; the terminal's table always goes to the terminal.
    private static var formats: [String] { Reporters.names.filter { $0 != TerminalReporter.name } }

    /// Checks the formats before any work is done.
    func validate() throws {
        let reporters = try reporters()
        if output == "-", reporters.count != 1 {
            throw ValidationError("--output - takes just one format; choose it with --format")
        }
    }

    /// The folder of the reports; `reports` when they go to standard output.
    var folder: String { isPiped ? "reports" : output }

    /// The options that write some formats to a folder.
    static func writing(_ output: String, _ format: [String]) throws -> ReportOptions {
        var options = ReportOptions()
        options.output = output
        options.format = format
        try options.validate()
        return options
    }

    /// Whether the report itself goes to standard output.
    var isPiped: Bool { output == "-" }

    /// Writes the report in each format.
    ///
    /// - Returns: the files that were written.
    /// - Throws: ``Failure`` with code 3 when a file cannot be written.
    @discardableResult
    func write(_ report: AuditReport) throws -> [String] {
        var files: [String] = []
        let reporters = try reporters(for: report)
        // Formats do not depend on one another, so each core takes one.
        let rendered = try reporters.concurrentMap { reporter in
            var bytes = Data()
            try reporter.write(report, to: &bytes)
            return bytes
        }
        for (reporter, bytes) in zip(reporters, rendered) {
            if isPiped {
                guard Console.result(bytes) else {
                    let reason = String(cString: strerror(errno)).lowercased()
                    throw Failure("cannot write the report to standard output: \(reason)", code: 3)
                }
            } else {
                files.append(try write(bytes, as: "audit.\(type(of: reporter).fileExtension)"))
            }
        }
        return files
    }

    private func write(_ bytes: Data, as name: String) throws -> String {
        let path = (output as NSString).appendingPathComponent(name)
        do {
            try FileManager.default.createDirectory(atPath: output, withIntermediateDirectories: true)
            try bytes.write(to: URL(fileURLWithPath: path), options: .atomic)
        } catch {
            throw Failure("cannot write the report '\(path)': \(Failure.reason(of: error))", code: 3)
        }
        return path
    }

    /// The formats that were asked for; with them, unless formats were chosen, the backlog for those who extract.
    private func reporters(for report: AuditReport) throws -> [any Reporter] {
        let chosen = try reporters()
        guard format.isEmpty, !isPiped else { return chosen }
        let hasBacklog = report.results.contains { $0.diagnosis?.backlog.map { !$0.entries.isEmpty } ?? false }
        // The list of an earlier run would be taken for that of this one.
        let file = (output as NSString).appendingPathComponent("audit.\(BacklogCSVReporter.fileExtension)")
        let hasOld = FileManager.default.fileExists(atPath: file)
        return hasBacklog || hasOld ? chosen + [BacklogCSVReporter()] : chosen
    }

    private func reporters() throws -> [any Reporter] {
        let chosen = format.isEmpty ? Self.usualFormats : format
        let names = chosen.flatMap { $0.split(separator: ",") }.map { $0.trimmingCharacters(in: .whitespaces) }
        guard !names.isEmpty else { throw ValidationError("--format names no format") }
        var seen: Set<String> = []
        return try names.filter { seen.insert($0).inserted }.map { name in
            guard let reporter = Reporters.reporter(named: name), type(of: reporter).name != TerminalReporter.name
            else {
                throw ValidationError(
                    "unknown format '\(name)'; the formats are \(Self.formats.joined(separator: ", "))"
                )
            }
            return reporter
        }
    }
}
