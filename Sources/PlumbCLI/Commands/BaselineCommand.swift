import ArgumentParser
import AuditModel
import Foundation

/// `plumb baseline`: writes the figures that ratchets are held against.
struct BaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract:
            "Writes the figures of a stored report as a baseline, which 'plumb audit --baseline' holds rules against.",
        discussion: """
            Needs no database. Commit the file: rules with 'ratchet: no_worse' or 'ratchet: improve by 10%' fail when they \
            are worse than it says. Exit codes: 0 written, 2 the file is no report, 3 the baseline could not be written.
            """
    )

    @Argument(help: ArgumentHelp("The JSON report of an audit.", valueName: "file"))
    var file: String

    @Option(name: .long, help: ArgumentHelp("The file to write; '-' for standard output.", valueName: "file"))
    var output = "plumb-baseline.json"

    func run() async throws {
        let report = try ReportCommand.read(file)
        let baseline = Baseline(of: report)
        let data = try baseline.json()
        if output == "-" {
            guard Console.result(data) else {
                let reason = String(cString: strerror(errno)).lowercased()
                throw Failure("cannot write the baseline to standard output: \(reason)", code: 3)
            }
            return
        }
        do {
            try data.write(to: URL(fileURLWithPath: output), options: .atomic)
        } catch {
            throw Failure("cannot write the baseline '\(output)': \(Failure.reason(of: error))", code: 3)
        }
        let missing = report.results.filter { $0.condition.ratchet != nil && baseline.rules[$0.id] == nil }.map(\.id)
        if !missing.isEmpty {
            Console.problem("plumb: these rules have a ratchet but were not measured: \(Failure.list(missing))")
        }
        Console.result("\(output): the figures of \(Wording.count(baseline.rules.count, "rule"))")
    }
}
