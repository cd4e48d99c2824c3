/// A statement with what it takes to run it well.
struct Statement: Sendable {
    /// The text; `$1`, `$2`, … stand for the lists of keys.
    var sql: String
    /// The lists; `nil` for one that the statement does not use.
    var lists: [KeyList?] = []
    /// Settings under which the server plans this statement better than it would by itself.
    var hints: [String: String] = [:]
}

extension PlannedQuery {
    /// What is run.
    var statement: Statement {
        let lists = keyLists.enumerated().map { number, list in
            shares.contains { $0.uses(list: number + 1) } ? list : nil
        }
        return Statement(sql: sql, lists: lists, hints: hints)
    }
}
