extension Accepted: ProvedByConstraint {
    /// The column's type, where it has no other values than the accepted ones; else see ``brokenRow(in:)``.
    func proof(in scope: RuleScope) -> Proof? {
        guard criteria.count == 1, case .values(let values) = criteria[0], !ignoresCase else { return nil }
        guard let known = scope.provable(dataset.value)?.column(column.value), !known.isDomain else { return nil }
        let accepted = Set(values.map(\.text))
        if known.type == "boolean", accepted.isSuperset(of: ["true", "false"]) { return Proof(by: "type boolean") }
        guard !known.labels.isEmpty, accepted.isSuperset(of: known.labels) else { return nil }
        return Proof(by: "enum type \(known.type)")
    }

    func brokenRow(in scope: RuleScope) -> BrokenRow? {
        BrokenRow(of: dataset.value, where: isRefused(in: scope))
    }

    func declaration(in scope: RuleScope) -> String? {
        let name = SQLText.column(column.value)
        if criteria.count == 1, case .values(let values) = criteria[0], !ignoresCase {
            return scope.alter(dataset.value, "ADD CHECK (\(name) IN (\(values.map(\.sql).joined(separator: ", "))))")
        }
        return scope.alter(dataset.value, "ADD CHECK (NOT (\(isRefused(in: scope))))")
    }
}
