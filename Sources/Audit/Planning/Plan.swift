/// Which queries measure a set of rules. Made by ``Planner`` from rules and catalog facts.
public struct Plan: Sendable {
    /// The queries, those that are expected to take longest first.
    public internal(set) var queries: [PlannedQuery] = []

    /// The list of keys that a rule's figures ride on, by rule.
    var lists: [Asker: KeyList] = [:]

    /// How many of the queries have figures for an asker.
    func parts(for asker: Asker) -> Int {
        queries.count { query in query.shares.contains { $0.asker == asker } }
    }

    /// The expected work in rows, of all queries and of the longest alone.
    var work: (total: Double, longest: Double) {
        (queries.reduce(0) { $0 + $1.work }, queries.map(\.work).max() ?? 0)
    }
}

/// Who asked for figures.
public enum Asker: Sendable, Hashable {
    /// A rule, by its index.
    case rule(Int)
    /// The description of a table.
    case profile(DatasetName)
}

/// What is to be measured for one asker.
public struct Request: Sendable {
    /// Who asks.
    public var asker: Asker
    /// What to read.
    public var measurement: Measurement
    /// How long its queries may take; `nil` for what the audit allows.
    public var timeout: Duration?
    /// The tables that it looks at, to expect how much work it is.
    public var datasets: [DatasetName]
    /// Aggregates that are read only if the scan reads the same for somebody else.
    var passing: [Aggregate] = []
    /// The rows to show when the rule is broken, for queries that can read them in passing.
    var examples: ExampleDemand?

    /// Creates a request.
    public init(
        _ asker: Asker,
        _ measurement: Measurement,
        timeout: Duration? = nil,
        datasets: [DatasetName] = []
    ) {
        self.asker = asker
        self.measurement = measurement
        self.timeout = timeout
        self.datasets = datasets
    }
}
