/// How a state of entities changes over time, such as the level of users, and whether events explain the changes.
public struct StateTimeline: Codable, Sendable, Equatable {
    /// What the entities are called, in the plural, such as `users`.
    public var noun: String
    /// What changes, such as `level`.
    public var stateNoun: String
    /// How many entities there are in all.
    public var entities: Int
    /// How many of them change their state at least once.
    public var changing: Int
    /// How many changes there are.
    public var changes: Int
    /// How many changes an event of the log explains.
    public var explained: Int
    /// How many changes no event explains.
    public var unexplained: Int
    /// Entities that change, in the order of their key, as many as the report shows.
    public var rows: [TimelineRow]
    /// The first instant of the data, ISO 8601 in UTC.
    @ExplicitNull public var from: String?
    /// The last instant of the data, ISO 8601 in UTC.
    @ExplicitNull public var to: String?

    enum CodingKeys: String, CodingKey {
        case noun, entities, changing, changes, explained, unexplained, rows, from, to
        case stateNoun = "state_noun"
    }

    /// Creates the value from its parts.
    public init(
        noun: String,
        stateNoun: String,
        entities: Int,
        changing: Int,
        changes: Int,
        explained: Int,
        unexplained: Int,
        rows: [TimelineRow] = [],
        from: String? = nil,
        to: String? = nil
    ) {
        self.noun = noun
        self.stateNoun = stateNoun
        self.entities = entities
        self.changing = changing
        self.changes = changes
        self.explained = explained
        self.unexplained = unexplained
        self.rows = rows
        self._from = ExplicitNull(wrappedValue: from)
        self._to = ExplicitNull(wrappedValue: to)
    }
}

/// One entity's states in the order of time.
public struct TimelineRow: Codable, Sendable, Equatable {
    /// The entity's key.
    public var key: String
    /// Its states.
    public var spans: [TimelineSpan]

    /// Creates the value from its parts.
    public init(
        key: String,
        spans: [TimelineSpan] = []
    ) {
        self.key = key
        self.spans = spans
    }
}

/// A state that an entity has for a while.
public struct TimelineSpan: Codable, Sendable, Equatable {
    /// The state.
    @ExplicitNull public var state: String?
    /// Its first row, ISO 8601 in UTC.
    public var from: String
    /// Its last row, ISO 8601 in UTC.
    public var to: String
    /// How many rows show it.
    public var rows: Int
    /// The event that explains why the state began, in words; `nil` for the first span and where nothing explains it.
    @ExplicitNull public var explanation: String?

    /// Creates the value from its parts.
    public init(
        state: String? = nil,
        from: String,
        to: String,
        rows: Int,
        explanation: String? = nil
    ) {
        self._state = ExplicitNull(wrappedValue: state)
        self.from = from
        self.to = to
        self.rows = rows
        self._explanation = ExplicitNull(wrappedValue: explanation)
    }
}
