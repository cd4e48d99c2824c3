/// Which missing parents to extract first, by what is gained. The list is exact: by rows gained, ties by name.
public struct Backlog: Codable, Sendable, Equatable {
    /// What is missing, in the plural, such as `artists`.
    public var noun: String
    /// What is gained, in the plural, such as `plays`.
    public var weightNoun: String
    /// How many are missing.
    public var keys: Int
    /// How many rows all of them together would make linkable.
    public var rows: Int
    /// The first of them, as many as the report carries.
    public var entries: [BacklogEntry]
    /// How many it takes for certain shares of all rows of the rule.
    public var milestones: [BacklogMilestone]
    /// How many of the entries a page for people should show.
    public var top: Int

    enum CodingKeys: String, CodingKey {
        case noun, keys, rows, entries, milestones, top
        case weightNoun = "weight_noun"
    }

    /// Creates the value from its parts.
    public init(
        noun: String,
        weightNoun: String,
        keys: Int,
        rows: Int,
        entries: [BacklogEntry] = [],
        milestones: [BacklogMilestone] = [],
        top: Int
    ) {
        self.noun = noun
        self.weightNoun = weightNoun
        self.keys = keys
        self.rows = rows
        self.entries = entries
        self.milestones = milestones
        self.top = top
    }
}

/// One missing parent.
public struct BacklogEntry: Codable, Sendable, Equatable {
    /// Its name.
    public var key: String
    /// The name of what it belongs to, such as the artist of a title; `nil` where it belongs to nothing.
    @ExplicitNull public var parent: String?
    /// How many rows it would make linkable.
    public var rows: Int
    /// How many distinct things belong to it, such as titles of an artist.
    public var children: Int
    /// What those are called, in the plural.
    @ExplicitNull public var childNoun: String?
    /// The rows of this and all earlier entries.
    public var cumulativeRows: Int
    /// Their share of all rows of the rule, in percent with three decimals.
    @ExplicitNull public var cumulativePercent: String?
    /// What to know before extracting it, such as that the name is damaged, with its repair.
    @ExplicitNull public var note: String?

    enum CodingKeys: String, CodingKey {
        case key, parent, rows, children, note
        case childNoun = "child_noun"
        case cumulativeRows = "cumulative_rows"
        case cumulativePercent = "cumulative_percent"
    }

    /// Creates the value from its parts.
    public init(
        key: String,
        parent: String? = nil,
        rows: Int,
        children: Int,
        childNoun: String? = nil,
        cumulativeRows: Int,
        cumulativePercent: String? = nil,
        note: String? = nil
    ) {
        self.key = key
        self._parent = ExplicitNull(wrappedValue: parent)
        self.rows = rows
        self.children = children
        self._childNoun = ExplicitNull(wrappedValue: childNoun)
        self.cumulativeRows = cumulativeRows
        self._cumulativePercent = ExplicitNull(wrappedValue: cumulativePercent)
        self._note = ExplicitNull(wrappedValue: note)
    }
}

/// How many entries of a backlog it takes for a share of all rows.
public struct BacklogMilestone: Codable, Sendable, Equatable {
    /// The share of all rows of the rule, in percent.
    public var percent: Int
    /// How many entries it takes; `nil` when all of them together do not get there.
    @ExplicitNull public var keys: Int?

    /// Creates the value from its parts.
    public init(
        percent: Int,
        keys: Int? = nil
    ) {
        self.percent = percent
        self._keys = ExplicitNull(wrappedValue: keys)
    }
}
