import ArgumentParser
import AuditModel
import Foundation

/// `plumb diff`: compares two stored reports.
struct DiffCommand: AsyncParsableCommand {
    /// How the differences are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, markdown
    }

    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract:
            "Compares two stored reports: rules new, gone, better and worse; violations new, fixed and persisting.",
        discussion: """
            Needs no database. Violations are told apart by hashes of their keys, of which a report lists up to \
            \(Wording.count(ViolationKeys.longestList)) per rule; where there are more, only counts are compared, and the \
            output says so. Exit codes: 0 nothing is worse, 1 a rule is worse or a new rule does not hold, 2 a file is no \
            report.
            """
    )

    @Argument(help: ArgumentHelp("The JSON report of the earlier audit.", valueName: "old"))
    var old: String

    @Argument(help: ArgumentHelp("The JSON report of the later audit.", valueName: "new"))
    var new: String

    @Option(name: .long, help: "How to write the differences: text, json or markdown.")
    var format = Format.text

    func run() async throws {
        let earlier = RunRecord(of: try ReportCommand.read(old), sequence: 0)
        let later = RunRecord(of: try ReportCommand.read(new), sequence: 1)
        guard let changes = RunComparison(with: [earlier]).changes(to: later) else { return }
        let text = ChangesText(changes: changes)
        switch format {
        case .text: Console.result(text.plain)
        case .markdown: Console.result(text.markdown)
        case .json:
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            Console.result(String(decoding: try encoder.encode(changes), as: UTF8.self))
        }
        let worse = changes.rules.filter { $0.change == .worse || ($0.change == .new && $0.after?.status == .fail) }
        let reason = worse.isEmpty ? "nothing is worse" : "worse: \(Failure.list(worse.map(\.rule)))"
        throw Ending(code: worse.isEmpty ? 0 : 1, reason: reason)
    }
}
