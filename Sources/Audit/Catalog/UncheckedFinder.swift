public import AuditModel

extension Catalog {
    /// What rules do not look at: tables, columns and declared foreign keys, by name of the table. Rules that are switched off
    /// look at nothing; a rule over free SQL looks at what its text names.
    public func unchecked(by rules: RuleSet) -> [UncheckedData] {
        let looks = rules.rules.filter { $0.disabledReason == nil }.map { Look(of: $0, in: rules) }
        // What Plumb keeps for itself is nobody's data.
        return relations.sorted { $0.key < $1.key }.filter { $0.key.schema != "plumb" }.compactMap {
            dataset,
            relation in
            let own = looks.filter { $0.touches(dataset) }
            let columns = relation.columns.map(\.name).filter { column in
                !own.contains { $0.looks(at: column, of: dataset) }
            }
            let keys = relation.constraints.filter { constraint in
                !own.contains { $0.measures(constraint, of: dataset) }
            }
            .compactMap(Self.foreignKey)
            if columns.isEmpty, keys.isEmpty, !own.isEmpty { return nil }
            return UncheckedData(
                dataset: dataset.description,
                wholeTable: own.isEmpty,
                columns: columns,
                foreignKeys: keys.sorted()
            )
        }
    }

    private static func foreignKey(_ constraint: Constraint) -> String? {
        guard case .foreignKey(let parent, let columns) = constraint.kind else { return nil }
        return "\(constraint.columns.joined(separator: ", ")) -> \(parent) (\(columns.joined(separator: ", ")))"
    }
}

/// What one rule looks at.
private struct Look {
    private let rule: Rule
    private let references: [Reference]
    private let text: String
    private let words: Set<String>

    init(of rule: Rule, in rules: RuleSet) {
        self.rule = rule
        references = rule.references
        let scope = RuleScope(
            catalog: Catalog(),
            datasets: rules.datasets,
            defaultSchema: rules.defaultSchema,
            filter: rule.filter,
            asOf: "now"
        )
        // The query of the catalog names columns of the catalog, not of the table.
        text = type(of: rule.kind).description.looksAtRows ? rule.kind.measurement(in: scope).sql : ""
        words = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "$" }.map(String.init))
    }

    private func isNamed(_ name: String) -> Bool {
        words.contains(name.lowercased()) || text.contains(SQLText.column(name))
    }

    func touches(_ dataset: DatasetName) -> Bool {
        references.contains { $0.dataset == dataset } || (references.isEmpty && isNamed(dataset.table))
    }

    func looks(at column: String, of dataset: DatasetName) -> Bool {
        references.contains { $0.dataset == dataset && $0.column == column } || isNamed(column)
    }

    func measures(_ constraint: Catalog.Constraint, of dataset: DatasetName) -> Bool {
        guard case .foreignKey(let parent, let columns) = constraint.kind else { return true }
        guard let rule = rule.kind as? Relationship else { return false }
        let pairs = Set(zip(constraint.columns, columns).map { [$0, $1] })
        let own = Set(zip(rule.columns, rule.parentColumns).map { [$0.value, $1.value] })
        return rule.dataset.value == dataset && rule.parent.value == parent && pairs == own
    }
}
