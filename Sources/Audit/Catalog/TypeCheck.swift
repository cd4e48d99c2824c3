import AuditModel

/// Finds columns whose types do not fit what a rule does with them.
struct TypeCheck {
    var catalog: Catalog

    /// What does not fit for one rule; columns that are missing are passed over.
    func problems(of rule: Rule) -> [RuleProblem] {
        switch rule.kind {
        case let kind as Accepted: accepted(kind)
        case let kind as Relationship: relationship(kind)
        case let kind as Freshness: instants(kind.column, of: kind.dataset.value)
        case let kind as Coverage where kind.isAboutTime: instants(kind.column, of: kind.dataset.value)
        case let kind as Metric: kind.periods.map { instants($0.column, of: kind.dataset.value) } ?? []
        default: []
        }
    }

    private func column(_ name: Located<String>, of dataset: DatasetName) -> Catalog.Column? {
        catalog.relations[dataset]?.column(name.value)
    }

    private func instants(_ name: Located<String>, of dataset: DatasetName) -> [RuleProblem] {
        guard let column = column(name, of: dataset), column.category != "D" else { return [] }
        let message = "column '\(name.value)' is of type \(column.type), not a day or an instant"
        return [RuleProblem(at: name.location, message)]
    }

    private func accepted(_ kind: Accepted) -> [RuleProblem] {
        guard let column = column(kind.column, of: kind.dataset.value) else { return [] }
        let isText = ["S", "E", "U", "X"].contains(column.category)
        return kind.criteria.compactMap { criterion in
            let message: String
            switch criterion {
            case .pattern where !isText:
                message =
                    "a pattern looks at column '\(kind.column.value)' of type \(column.type) as text; use 'range' or 'values'"
            case .length where !isText:
                message = "a length looks at column '\(kind.column.value)' of type \(column.type) as text; use 'range'"
            case .type where !isText:
                message = "column '\(kind.column.value)' is of type \(column.type) and needs no 'type'"
            case .range(let lower, let upper)
            where column.category == "S" && [lower, upper].compactMap(\.self).allSatisfy({ Double($0.text) != nil }):
                message =
                    "column '\(kind.column.value)' is of type \(column.type): texts compare letter by letter, so '10' comes before '9'"
            default: return nil
            }
            return RuleProblem(.warning, at: kind.column.location, message)
        }
    }

    private func relationship(_ kind: Relationship) -> [RuleProblem] {
        zip(kind.columns, kind.parentColumns).compactMap { name, parentName in
            guard let child = column(name, of: kind.dataset.value),
                let parent = column(parentName, of: kind.parent.value),
                child.category != parent.category, !["U", "X"].contains(child.category),
                !["U", "X"].contains(parent.category)
            else { return nil }
            return RuleProblem(
                at: name.location,
                "columns '\(name.value)' (\(child.type)) and '\(parentName.value)' (\(parent.type)) cannot be compared"
            )
        }
    }
}
