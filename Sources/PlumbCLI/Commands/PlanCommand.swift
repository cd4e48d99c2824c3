import ArgumentParser
import Audit
import AuditModel
import Foundation

/// `plumb plan`: shows what an audit would do.
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Shows the queries of an audit with their expected cost; measures nothing.",
        discussion: """
            Says which rules share a scan, which are proved by a constraint, and what the server's EXPLAIN expects each query \
            to cost. Exit codes: 0 the plan was made, 2 a rule file is wrong, 3 the database could not be asked.
            """
    )

    @Argument(help: ArgumentHelp("Rule files or folders; without any, the folder 'rules'.", valueName: "rules"))
    var paths: [String] = []

    @OptionGroup var database: DatabaseOptions
    @OptionGroup var rules: RuleOptions

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var measuring: MeasuringOptions

    func run() async throws {
        let set = try rules.load(paths)
        try selection.check(against: set)
        var options = AuditOptions(tool: Program.tool, selection: selection.words)
        measuring.apply(to: &options)
        let plan = try await database.withConnection { [options] connection in
            try await Auditor(connection: connection, options: options).plan(set)
        }
        Console.result(PlanText(plan: plan).text)
        if let limit = options.maximumCost, plan.cost > limit {
            throw Failure(from: CostLimitPassed(cost: plan.cost, limit: limit))
        }
    }
}

/// A plan as a page of text.
struct PlanText {
    let plan: AuditPlan

    /// The page.
    var text: String {
        var blocks: [String] = []
        blocks += list("proved by a constraint, without reading a row", plan.proved.map { ($0.rule, $0.constraint) })
        blocks += list("cannot be measured", plan.problems.map { ($0.rule, $0.reason) })
        let connections = plan.connections == 1 ? "one connection" : "\(plan.connections) connections at once"
        blocks.append(
            "\(queries(plan.queries.count)), expected cost \(Wording.count(Int(plan.cost))), over \(connections)"
        )
        blocks += plan.queries.enumerated().map { block(of: $0.element, number: $0.offset + 1) }
        return blocks.joined(separator: "\n\n")
    }

    private func queries(_ count: Int) -> String { count == 1 ? "1 query" : "\(Wording.count(count)) queries" }

    private func list(_ title: String, _ rules: [(String, String)]) -> [String] {
        guard !rules.isEmpty else { return [] }
        let width = rules.map(\.0.count).max() ?? 0
        let lines = rules.map { "  \($0.0.padding(toLength: width, withPad: " ", startingAt: 0))  \($0.1)" }
        return [(["\(Wording.count(rules.count, "rule")) \(title):"] + lines).joined(separator: "\n")]
    }

    private func block(of query: AuditPlan.Query, number: Int) -> String {
        var serves = query.rules.isEmpty ? [] : [Wording.count(query.rules.count, "rule")]
        if !query.described.isEmpty { serves.append("the description of \(query.described.joined(separator: ", "))") }
        let cost = query.cost.map { "expected cost \(Wording.count(Int($0)))" } ?? "cost not known"
        var lines = ["\(number). \(cost), for \(serves.joined(separator: " and "))"]
        if !query.rules.isEmpty { lines.append("   rules: \(query.rules.joined(separator: ", "))") }
        if !query.lists.isEmpty {
            lines.append("   looked up in lists of keys: \(query.lists.joined(separator: ", "))")
        }
        if !query.settings.isEmpty { lines.append("   with the settings: \(query.settings.joined(separator: ", "))") }
        lines += query.sql.split(separator: "\n", omittingEmptySubsequences: false).map { "   \($0)" }
        return lines.joined(separator: "\n")
    }
}
