/// Which rows of a table are the same real-world entity, how likely, and why.
public struct EntityResolution: Codable, Sendable, Equatable {
    /// What the rows are called, in the plural, such as `users`.
    public var noun: String
    /// How many rows were compared.
    public var rows: Int
    /// How many pairs of rows the blocking rules let through.
    public var comparedPairs: Int
    /// How many entities there are when likely pairs are one: rows minus what clusters have beyond their first row.
    public var entities: Int
    /// How many rows belong to a cluster of likely duplicates.
    public var duplicateRows: Int
    /// How many pairs are likely the same.
    public var likely: Int
    /// How many pairs are possibly the same, to be looked at by a person.
    public var possible: Int
    /// How many of the compared pairs share a name or the like but are unlikely the same.
    public var unlikely: Int
    /// What was found, in one or two sentences.
    public var conclusion: String
    /// What was compared and how much each agreement says.
    public var comparisons: [ComparisonWeights]
    /// The largest clusters, as many as the report shows.
    public var clusters: [EntityCluster]
    /// Pairs to look at, the most likely first, as many as the report shows.
    public var pairs: [EntityPair]
    /// How it was worked out, in plain sentences.
    public var method: [String]

    enum CodingKeys: String, CodingKey {
        case noun, rows, entities, likely, possible, unlikely, conclusion, comparisons, clusters, pairs, method
        case comparedPairs = "compared_pairs"
        case duplicateRows = "duplicate_rows"
    }

    /// Creates the value from its parts.
    public init(
        noun: String,
        rows: Int,
        comparedPairs: Int,
        entities: Int,
        duplicateRows: Int,
        likely: Int,
        possible: Int,
        unlikely: Int,
        conclusion: String,
        comparisons: [ComparisonWeights] = [],
        clusters: [EntityCluster] = [],
        pairs: [EntityPair] = [],
        method: [String] = []
    ) {
        self.noun = noun
        self.rows = rows
        self.comparedPairs = comparedPairs
        self.entities = entities
        self.duplicateRows = duplicateRows
        self.likely = likely
        self.possible = possible
        self.unlikely = unlikely
        self.conclusion = conclusion
        self.comparisons = comparisons
        self.clusters = clusters
        self.pairs = pairs
        self.method = method
    }
}

/// What one comparison of two rows says.
public struct ComparisonWeights: Codable, Sendable, Equatable {
    /// What is compared.
    public var column: String
    /// The levels of agreement, closest first.
    public var levels: [ComparisonLevel]

    /// Creates the value from its parts.
    public init(
        column: String,
        levels: [ComparisonLevel] = []
    ) {
        self.column = column
        self.levels = levels
    }
}

/// One level of agreement of a comparison.
public struct ComparisonLevel: Codable, Sendable, Equatable {
    /// The level in plain words, such as `the same` or `one letter differs`.
    public var title: String
    /// How often it occurs among pairs that are the same entity, 0 to 1.
    public var m: String
    /// How often it occurs among pairs that are not, 0 to 1.
    public var u: String

    /// Creates the value from its parts.
    public init(
        title: String,
        m: String,
        u: String
    ) {
        self.title = title
        self.m = m
        self.u = u
    }
}

/// Rows that are likely one entity.
public struct EntityCluster: Codable, Sendable, Equatable {
    /// The keys of its rows, in order.
    public var keys: [String]

    /// Creates the value from its parts.
    public init(
        keys: [String] = []
    ) {
        self.keys = keys
    }
}

/// Two rows that may be one entity.
public struct EntityPair: Codable, Sendable, Equatable {
    /// The key of the first row.
    public var first: String
    /// The key of the second row.
    public var second: String
    /// How likely they are the same, from `0.000` to `1.000`.
    public var probability: String
    /// `likely`, `possible` or `unlikely`.
    public var verdict: String
    /// What agrees, what differs and what speaks against it, in words.
    public var evidence: String

    /// Creates the value from its parts.
    public init(
        first: String,
        second: String,
        probability: String,
        verdict: String,
        evidence: String
    ) {
        self.first = first
        self.second = second
        self.probability = probability
        self.verdict = verdict
        self.evidence = evidence
    }
}
