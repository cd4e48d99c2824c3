import Audit
import AuditModel

/// One rule of each kind over a table of one shape, by names of the caller's choice.
struct EveryKind: Sendable {
    /// The table, as rules name it.
    var table = "things"
    /// A text that names what a row is about.
    var name = "name"
    /// The columns beside: a number, an instant, and the state of what is named.
    var number = "number"
    var time = "at"
    var state = "state"

    /// The names of all kinds.
    static let names = RuleKinds.all.map { $0.description.name }

    /// What the column is called in SQL.
    private func quoted(_ column: String) -> String { "\"\(column.replacing("\"", with: "\"\""))\"" }

    /// The columns of the table in SQL, without a key.
    var columns: String {
        """
        \(quoted(name)) text, \(quoted(number)) numeric, \(quoted(time)) timestamptz, \(quoted(state)) text
        """
    }

    /// A rule of a kind. Its id is the kind.
    func rule(_ kind: String, _ change: (inout Rule) -> Void = { _ in }) throws -> Rule {
        try AuditTests.rule(kind, keys(of: kind), id: kind, limits: limits(of: kind)) {
            $0.sampleRows = 3
            change(&$0)
        }
    }

    private func limits(of kind: String) throws -> Limits? {
        switch kind {
        case "row_count": try AuditTests.limits(fail: "< 1")
        case "freshness": try AuditTests.limits(warn: "> 24 hours")
        case "metric": try AuditTests.limits(fail: "< 0")
        default: nil
        }
    }

    private func keys(of kind: String) -> Literal {
        let dataset = ("dataset", Literal.scalar(table))
        func column(_ column: String, _ more: (String, Literal)...) -> Literal {
            .mapping([dataset, ("column", .scalar(column))] + more)
        }
        let named: Literal = .list([.scalar(name)])
        switch kind {
        case "schema":
            return .mapping([
                dataset, ("columns", .mapping([(name, .scalar("text null")), (number, .scalar("numeric null"))])),
            ])
        case "row_count": return .mapping([dataset])
        case "not_null", "spelling": return column(name)
        case "unique": return .mapping([dataset, ("columns", named)])
        case "accepted": return column(number, ("range", [0, 5]))
        case "relationship":
            let parent: Literal = .mapping([dataset, ("columns", .list([.scalar(state)]))])
            return .mapping([dataset, ("columns", named), ("parent", parent)])
        case "coverage": return column(time, ("every", "day"))
        case "expression": return .mapping([dataset, ("holds", .scalar("\(quoted(number)) >= 0"))])
        case "sql": return ["rows": .scalar("SELECT * FROM \(table) WHERE \(quoted(number)) < 0")]
        case "freshness": return column(time)
        case "state_changes":
            let events: Literal = .mapping([
                dataset, ("time", .scalar(time)), ("column", .scalar(name)),
                ("values", ["paid": "Up", "free": "Down"]),
            ])
            return .mapping([
                dataset, ("entity", .scalar(name)), ("state", .scalar(state)), ("time", .scalar(time)),
                ("explained_by", events),
            ])
        case "duplicates": return .mapping([dataset, ("compare", .list([.scalar(name), .scalar(state)]))])
        case "reconciliation":
            let side: Literal = .mapping([dataset, ("count", "rows")])
            return ["source": side, "target": side]
        case "metric": return .mapping([dataset, ("value", .scalar("avg(\(quoted(number)))"))])
        default: return .null
        }
    }
}
