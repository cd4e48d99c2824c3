public import AuditModel

/// What a rule kind may know while it says what to measure and what it means.
public struct RuleScope: Sendable {
    /// The tables of the database, as far as rules name them.
    public var catalog: Catalog
    /// What the rule files declare about datasets.
    public var datasets: [DatasetName: DatasetDeclaration]
    /// The schema that is left out when a table is named to people.
    public var defaultSchema: String
    /// The rule's own condition on the rows.
    public var filter: String?
    /// The instant that counts as now, ISO 8601 in UTC without zone, such as `2018-11-30 12:00:00`.
    public var asOf: String
    /// The values that earlier runs measured for the rule, newest first; empty unless its kind asks for some.
    public var history: [ExactDecimal]
    /// How many rows that break the rule are shown.
    public var sampleRows = 0
    /// What is shown of sensitive values; `nil` for a word that says that they are withheld.
    public var pseudonyms: Pseudonyms?

    /// Creates a scope.
    public init(
        catalog: Catalog,
        datasets: [DatasetName: DatasetDeclaration],
        defaultSchema: String,
        filter: String?,
        asOf: String,
        history: [ExactDecimal] = []
    ) {
        self.catalog = catalog
        self.datasets = datasets
        self.defaultSchema = defaultSchema
        self.filter = filter
        self.asOf = asOf
        self.history = history
    }

    /// The columns that identify a row: declared, else the primary key; empty when neither is known.
    public func key(of dataset: DatasetName) -> [String] {
        if let key = datasets[dataset]?.key, !key.isEmpty { return key }
        return catalog.relations[dataset]?.primaryKey ?? []
    }

    /// Whether a column is declared sensitive.
    func isSensitive(_ column: String, of dataset: DatasetName) -> Bool {
        datasets[dataset]?.sensitive.contains(column) ?? false
    }

    /// Whether any column of any dataset is declared sensitive.
    var hasSensitiveColumns: Bool { datasets.values.contains { !$0.sensitive.isEmpty } }

    /// The columns whose values must be withheld of the rows that break a rule.
    func sensitiveColumns(of offenders: Offenders) -> Set<String> {
        offenders.datasets.reduce(into: offenders.withheld) { names, dataset in
            names.formUnion(datasets[dataset]?.sensitive ?? [])
        }
    }

    /// The rows to show of those that break the rule; `nil` when none are.
    func examples(of offenders: Offenders) -> ExampleDemand? {
        guard sampleRows > 0 else { return nil }
        return ExampleDemand(
            offenders: offenders,
            sensitive: sensitiveColumns(of: offenders),
            orderedAsText: orderedAsText(offenders),
            declared: datasets.mapValues(\.sensitive).filter { !$0.value.isEmpty },
            limit: sampleRows,
            pseudonyms: pseudonyms
        )
    }

    /// The columns of the order that the server has no order for.
    private func orderedAsText(_ offenders: Offenders) -> Set<String> {
        let columns = offenders.datasets.flatMap { catalog.relations[$0]?.columns ?? [] }
        return Set(columns.filter { !$0.hasOrder && offenders.order.contains($0.name) }.map(\.name))
    }

    /// What the rows of a dataset are called, in the plural.
    public func noun(of dataset: DatasetName) -> String {
        datasets[dataset]?.noun ?? "rows"
    }

    /// The name of a dataset for people: without the schema when it is the default one.
    public func name(of dataset: DatasetName) -> String {
        dataset.schema == defaultSchema ? dataset.table : dataset.description
    }

    /// The rows of a dataset for people: `plays of songplays`, or just `songs` when they are called like their table.
    public func rowsInWords(of dataset: DatasetName) -> String {
        let (noun, name) = (noun(of: dataset), name(of: dataset))
        return noun == name ? noun : "\(noun) of \(name)"
    }

    /// The rows that the rule looks at, as `FROM … WHERE …`.
    public func rows(of dataset: DatasetName, where condition: String? = nil, as alias: String? = nil) -> String {
        Scan(dataset, where: filter).rows(where: condition, as: alias)
    }
}
