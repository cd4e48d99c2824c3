/// What has changed between an earlier run and a later one.
public struct RunChanges: Codable, Sendable, Equatable {
    /// The earlier run.
    public var since: PastRun
    /// One entry per rule that one of the two runs measured or could not measure, in the order of the rules; rules that are
    /// gone come last.
    public var rules: [RuleChange]
    /// What keeps the two runs from being compared in full, in plain words.
    public var notes: [String]

    /// Creates the value from its parts.
    public init(since: PastRun, rules: [RuleChange], notes: [String] = []) {
        self.since = since
        self.rules = rules
        self.notes = notes
    }

    /// The rules of one kind of change.
    public func rules(_ kind: RuleChange.Kind) -> [RuleChange] {
        rules.filter { $0.change == kind }
    }

    /// Whether the status of any rule is another, or a rule is new or gone.
    public var changesStatus: Bool {
        rules.contains { $0.before?.status != $0.after?.status }
    }
}

/// What has changed about one rule.
public struct RuleChange: Codable, Sendable, Equatable {
    /// How a rule does compared with the earlier run.
    public enum Kind: String, Codable, Sendable, CaseIterable {
        /// The earlier run did not know the rule.
        case new
        /// The later run does not know the rule.
        case gone
        /// Its status is better; with the same status, fewer of what it looks at break it.
        case better
        /// Its status is worse; with the same status, more of what it looks at break it.
        case worse
        /// Neither.
        case same
    }

    /// The rule's identifier.
    public var rule: String
    /// What the rule asks, in plain words.
    public var title: String
    /// How it does compared with the earlier run.
    public var change: Kind
    /// What the earlier run found; `nil` for a new rule.
    @ExplicitNull public var before: ChangeFigures?
    /// What the later run found; `nil` for a rule that is gone.
    @ExplicitNull public var after: ChangeFigures?
    /// Which violations came and went; `nil` where that is not known.
    @ExplicitNull public var violations: ViolationChange?
    /// What to know when the two are compared, such as that the rule asks something else now, in plain words.
    public var notes: [String]

    /// Creates the value from its parts.
    public init(
        rule: String,
        title: String,
        change: Kind,
        before: ChangeFigures?,
        after: ChangeFigures?,
        violations: ViolationChange? = nil,
        notes: [String] = []
    ) {
        self.rule = rule
        self.title = title
        self.change = change
        self._before = ExplicitNull(wrappedValue: before)
        self._after = ExplicitNull(wrappedValue: after)
        self._violations = ExplicitNull(wrappedValue: violations)
        self.notes = notes
    }
}

/// What a run found of a rule, as far as two runs are compared.
public struct ChangeFigures: Codable, Sendable, Equatable {
    /// What happened.
    public var status: Status
    /// How many things broke the rule; `nil` when nothing was measured.
    @ExplicitNull public var violations: Int?
    /// How many were looked at; `nil` when nothing was measured.
    @ExplicitNull public var population: Int?

    /// Creates the value from its parts.
    public init(status: Status, violations: Int?, population: Int?) {
        self.status = status
        self._violations = ExplicitNull(wrappedValue: violations)
        self._population = ExplicitNull(wrappedValue: population)
    }
}

/// Which violations came and went between two runs, told by the hashes of their keys.
public struct ViolationChange: Codable, Sendable, Equatable {
    /// How many there are that were not there.
    public var new: Int
    /// How many there were that are not there any more.
    public var fixed: Int
    /// How many were there and still are.
    public var persisting: Int

    /// Creates the value from its parts.
    public init(new: Int, fixed: Int, persisting: Int) {
        self.new = new
        self.fixed = fixed
        self.persisting = persisting
    }
}
