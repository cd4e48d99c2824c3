import Postgres

/// Finds conditions on a parent's rows that name a column of the child alone. Inside of the rule's query the server would
/// take the child's, without a word, and answer another question.
struct ParentFilterCheck {
    var connection: Connection
    var catalog: Catalog

    /// What is wrong with the condition of a rule; `nil` when it asks of the parent what the parent has.
    ///
    /// - Throws: `PostgresError` when the connection is lost.
    func problem(of kind: any RuleKind) async throws -> String? {
        guard let kind = kind as? Relationship, let filter = kind.parentFilter, mayMeanChild(filter, in: kind) else {
            return nil
        }
        let parent = kind.parent.value
        let sql = "EXPLAIN SELECT 1 \(Scan(parent, where: filter).rows(as: "parent"))"
        guard case .failure(let error) = try await connection.attempt(sql) else { return nil }
        return "'where' of the parent \(parent): \(error)"
    }

    private func mayMeanChild(_ filter: String, in kind: Relationship) -> Bool {
        let words = Set(filter.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "$") })
        func names(of dataset: DatasetName) -> Set<String> {
            Set(catalog.relations[dataset]?.columns.map(\.name) ?? [])
        }
        let parent = names(of: kind.parent.value)
        return names(of: kind.dataset.value).contains { name in
            !parent.contains(name)
                && (words.contains(Substring(name.lowercased())) || filter.contains(SQLText.column(name)))
        }
    }
}
