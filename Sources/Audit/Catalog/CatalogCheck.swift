import AuditModel

/// Finds tables and columns that rules name and the database does not have.
public struct CatalogCheck {
    private let catalog: Catalog

    /// Creates a check against a catalog.
    public init(against catalog: Catalog) {
        self.catalog = catalog
    }

    /// What is missing for one rule, in the order in which the rule names it.
    public func problems(of rule: Rule) -> [RuleProblem] {
        problems(of: rule.references)
    }

    /// A column that is declared sensitive and missing from a table that a rule looks at: a slip of the pen would show what
    /// should be withheld.
    public func problemOfPrivacy(_ rule: Rule, in datasets: [DatasetName: DatasetDeclaration]) -> RuleProblem? {
        Set(rule.references.map(\.dataset)).sorted().lazy.compactMap { dataset in
            datasets[dataset].flatMap { problems(of: $0.sensitive.sorted(), declaredIn: $0, of: dataset).first }
        }.first
    }

    /// What is missing for the declarations of datasets that rules look at.
    public func problems(of rules: RuleSet) -> [RuleProblem] {
        let declared = rules.datasets.sorted { $0.key < $1.key }.flatMap { dataset, declaration in
            problems(of: declaration.key + declaration.sensitive.sorted(), declaredIn: declaration, of: dataset)
        }
        return rules.rules.flatMap { problems(of: $0.references + $0.kind.closerReferences) } + declared
    }

    private func problems(
        of columns: [String],
        declaredIn declaration: DatasetDeclaration,
        of dataset: DatasetName
    ) -> [RuleProblem] {
        let place = declaration.location
        return columns.compactMap { problem(of: Reference(Located($0, at: place), of: Located(dataset, at: place))) }
    }

    private func problems(of references: [Reference]) -> [RuleProblem] {
        var seen: Set<Reference> = []
        return references.compactMap { reference in
            seen.insert(reference).inserted ? problem(of: reference) : nil
        }
    }

    private func problem(of reference: Reference) -> RuleProblem? {
        let dataset = reference.dataset
        guard let relation = catalog.relations[dataset] else {
            guard reference.column == nil else { return nil }
            return RuleProblem(
                at: reference.location,
                "there is no table or view \(dataset)\(elsewhere(dataset) ?? likeness(of: dataset))"
            )
        }
        guard let column = reference.column, relation.column(column) == nil else { return nil }
        let names = relation.columns.map(\.name)
        let phrase = Suggestion.phrase(for: column, among: names)
        let rest = phrase.isEmpty ? "; its columns are \(names.joined(separator: ", "))" : phrase
        return RuleProblem(at: reference.location, "\(dataset) has no column '\(column)'\(rest)")
    }

    /// That relations of this name are in other schemas, where a rule most often forgets to say which is meant.
    private func elsewhere(_ dataset: DatasetName) -> String? {
        let namesakes = catalog.names.filter { $0.table == dataset.table && $0.schema != dataset.schema }
        guard let first = namesakes.first else { return nil }
        let schemas = namesakes.prefix(3).map { "'\($0.schema)'" }.joined(separator: " and ")
        return "; there is one of that name in \(schemas) (write '\(first)')"
    }

    private func likeness(of dataset: DatasetName) -> String {
        Suggestion.phrase(
            for: dataset.table,
            among: catalog.names.map { $0.schema == dataset.schema ? $0.table : $0.description }
        )
    }
}
