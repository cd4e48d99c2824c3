import ArgumentParser
import Audit
import AuditModel
import Foundation
import LocalCluster
import Postgres

/// `plumb history`: the runs so far.
struct HistoryCommand: AsyncParsableCommand {
    /// How the runs are written.
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Shows the runs that were kept, or the trend of one rule.",
        discussion: """
            Runs are looked for where 'plumb audit' keeps them: in the schema 'plumb' of the database and in reports/history. \
            Exit codes: 0 shown, 3 the database could not be asked, 64 no run knows the rule.
            """
    )

    @Argument(help: ArgumentHelp("The rule whose trend to show; without it, the runs.", valueName: "rule"))
    var rule: String?

    @OptionGroup var database: DatabaseOptions

    @Option(
        name: .customLong("history-database"),
        help: ArgumentHelp("The database that keeps the runs, where it is not the audited one.", valueName: "url")
    )
    var historyDatabase: String?

    @Option(
        name: .customLong("history-folder"),
        help: ArgumentHelp("Only runs that are kept as files in this folder.", valueName: "folder")
    )
    var historyFolder: String?

    @Option(name: .long, help: ArgumentHelp("How many of the latest runs to show.", valueName: "count"))
    var last = RunHistory.longestTrend

    @Option(name: .long, help: "How to write them: text or json.")
    var format = Format.text

    func validate() throws {
        guard (1...10_000).contains(last) else { throw ValidationError("--last takes a number from 1 to 10000") }
    }

    func run() async throws {
        let runs = try await runs()
        if let rule, !runs.isEmpty, !runs.contains(where: { $0.entry(of: rule) != nil }) {
            let known = Set(runs.flatMap { $0.results.map(\.rule) }).sorted()
            throw ValidationError("no run knows a rule '\(rule)'" + Suggestion.phrase(for: rule, among: known))
        }
        let text = HistoryText(runs: runs.reversed(), rule: rule)
        switch format {
        case .text: Console.result(text.plain)
        case .json: Console.result(String(decoding: try text.json(), as: UTF8.self))
        }
    }

    /// The latest runs, newest first.
    private func runs() async throws -> [RunRecord] {
        let files = FileRunStore(folder: historyFolder ?? "reports/history") { Console.problem("plumb: \($0)") }
        var runs = files.runs(of: nil, last: last)
        if historyFolder == nil {
            if let historyDatabase {
                let target = try DatabaseAccess.historyTarget(historyDatabase)
                runs += try await DatabaseRunStore(target: target).runs(of: nil, last: last)
            } else if try database.isAtHand {
                runs += try await database.withConnection { connection in
                    try await DatabaseRunStore(target: connection.target).runs(of: nil, last: last)
                }
            }
        }
        return Array(runs.sorted { $0.sequence > $1.sequence }.prefix(last))
    }
}

/// Runs as a table, and the trend of a rule with a line of bars.
struct HistoryText {
    /// The runs, oldest first.
    var runs: [RunRecord]
    /// The rule whose trend is wanted.
    var rule: String?

    /// Lines for the terminal.
    var plain: String {
        guard !runs.isEmpty else { return "no runs are kept here" }
        return rule.map(trend) ?? table
    }

    /// The runs, or the points of the trend, as JSON.
    func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let rule else { return try encoder.encode(runs.map(\.withoutKeys)) }
        return try encoder.encode(points(of: rule))
    }

    private func points(of rule: String) -> [TrendPoint] {
        runs.compactMap { run in
            guard let entry = run.entry(of: rule), entry.status != .skipped else { return nil }
            return TrendPoint(
                at: run.at,
                status: entry.status,
                violations: entry.violations,
                population: entry.population,
                value: entry.value
            )
        }
    }

    private var table: String {
        let statuses: [Status] = [.fail, .warn, .error, .waived, .pass, .notApplicable]
        let names = statuses.map { $0.rawValue.replacing("_", with: " ") }
        var rows = [["run", "began", "audit", "database", "gate"] + names]
        rows += runs.map { run in
            let counts = statuses.map { status in String(run.results.count { $0.status == status }) }
            let subject = [run.subject.audit, "\(run.subject.database).\(run.subject.schema)"]
            return [String(run.id.prefix(8)), run.at] + subject + [run.gate.rawValue] + counts
        }
        return Self.aligned(rows, numbersFrom: 5)
    }

    private func trend(of rule: String) -> String {
        let points = points(of: rule)
        guard let last = points.last else { return "every run so far has skipped \(rule)" }
        let isNumber = points.contains { $0.value != nil }
        var rows = [
            ["began", "status", isNumber ? "value" : "broken", isNumber ? "" : "of", isNumber ? "" : "percent"]
        ]
        rows += points.map { point in
            let share = point.violations.flatMap { count in point.population.flatMap { Wording.percent(count, of: $0) }
            }
            let counts = [point.violations, point.population].map { $0.map { Wording.count($0) } ?? "-" }
            let figures = isNumber ? [point.value ?? "-", "", ""] : counts + [share ?? "-"]
            return [point.at, point.status.rawValue.replacing("_", with: " ")] + figures
        }
        let heights = points.map { point -> Double? in
            if isNumber { return point.value.flatMap { Double($0) } }
            guard let count = point.violations, let whole = point.population, whole > 0 else { return nil }
            return Double(count) / Double(whole)
        }
        let title = runs.reversed().lazy.compactMap { $0.entry(of: rule)?.title }.first ?? rule
        let state = last.status.rawValue.replacing("_", with: " ")
        return "\(rule): \(title)\n\(Self.bars(heights)) now \(state)\n\n\(Self.aligned(rows, numbersFrom: 2))"
    }

    /// One bar for each value, as high as its share of the highest; a dot where there is none.
    static func bars(_ values: [Double?]) -> String {
        let highest = values.compactMap(\.self).max() ?? 0
        let lowest = min(0, values.compactMap(\.self).min() ?? 0)
        let steps = Array("▁▂▃▄▅▆▇█")
        return String(
            values.map { value -> Character in
                guard let value else { return "·" }
                guard highest > lowest else { return steps[0] }
                let step = ((value - lowest) / (highest - lowest) * Double(steps.count - 1)).rounded()
                return steps[min(steps.count - 1, max(0, Int(step)))]
            }
        )
    }

    private static func aligned(_ rows: [[String]], numbersFrom first: Int) -> String {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        let lines = rows.map { row in
            let cells = row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column < first ? cell + space : space + cell
            }
            return cells.joined(separator: "  ").replacing(/[ ]+$/, with: "")
        }
        return lines.joined(separator: "\n")
    }
}
