/// Why rows of a linkage rule cannot be linked, what it would take, and what to extract first.
///
/// Counts are rows of the rule's dataset unless a field says otherwise; all counts are exact.
public struct LinkageDiagnosis: Codable, Sendable, Equatable {
    /// What the rows are called, in the plural, such as `plays`.
    public var noun: String
    /// What the missing parents are called, in the plural, such as `artists`.
    public var keyNoun: String
    /// The rows that were looked at: the population of the rule.
    public var rows: Int
    /// How many of them are linked as the rule asks.
    public var linked: Int
    /// What the figures mean, in one or two sentences without SQL: is it the join or the catalogue?
    public var conclusion: String
    /// How many rows are left at each step from all rows to linked ones, in order.
    public var funnel: [FunnelStage]
    /// Why rows are not linked, in the fixed order in which causes are tried; together they are the unlinked rows.
    public var causes: [LinkageCause]
    /// How many rows would be linked under other ways of matching, today's first.
    public var policies: [MatchingPolicy]
    /// How many rows could be linked at most with today's catalogue, with every matching rule relaxed.
    public var ceiling: Share
    /// How many linked rows are linked to another parent than their natural keys name.
    public var misdirected: Int
    /// What to extract first; `nil` when nothing is missing or none was asked for.
    @ExplicitNull public var backlog: Backlog?
    /// The same by what belongs to the missing parents, such as songs; `nil` where there is no such thing.
    @ExplicitNull public var itemBacklog: Backlog?
    /// Damage in the text keys that keeps rows unlinked even when the catalogue is complete.
    public var faults: [TextFault]
    /// Names that look alike, to be confirmed by a person; never counted as matches.
    public var candidates: [MatchCandidate]
    /// The same by segment, where the rule asks for it.
    public var segments: [DiagnosedSegment]
    /// How it was worked out, in plain sentences: order of causes, folding, tolerance.
    public var method: [String]
    /// The SQL that reproduces causes and funnel.
    @ExplicitNull public var query: String?

    enum CodingKeys: String, CodingKey {
        case noun, rows, linked, conclusion, funnel, causes, policies, ceiling, misdirected, backlog, faults,
            candidates, segments, method, query
        case keyNoun = "key_noun"
        case itemBacklog = "item_backlog"
    }

    /// Creates the value from its parts.
    public init(
        noun: String,
        keyNoun: String,
        rows: Int,
        linked: Int,
        conclusion: String,
        funnel: [FunnelStage] = [],
        causes: [LinkageCause] = [],
        policies: [MatchingPolicy] = [],
        ceiling: Share,
        misdirected: Int = 0,
        backlog: Backlog? = nil,
        itemBacklog: Backlog? = nil,
        faults: [TextFault] = [],
        candidates: [MatchCandidate] = [],
        segments: [DiagnosedSegment] = [],
        method: [String] = [],
        query: String? = nil
    ) {
        self.noun = noun
        self.keyNoun = keyNoun
        self.rows = rows
        self.linked = linked
        self.conclusion = conclusion
        self.funnel = funnel
        self.causes = causes
        self.policies = policies
        self.ceiling = ceiling
        self.misdirected = misdirected
        self._backlog = ExplicitNull(wrappedValue: backlog)
        self._itemBacklog = ExplicitNull(wrappedValue: itemBacklog)
        self.faults = faults
        self.candidates = candidates
        self.segments = segments
        self.method = method
        self._query = ExplicitNull(wrappedValue: query)
    }

    /// The lists of what is missing, that of the parents first.
    public var backlogs: [Backlog] { [backlog, itemBacklog].compactMap(\.self) }
}

/// A number of rows and what part of the whole they are.
public struct Share: Codable, Sendable, Equatable {
    /// The number of rows.
    public var rows: Int
    /// Their share of the rows that were looked at, in percent with three decimals; `nil` without rows.
    @ExplicitNull public var percent: String?

    /// Creates the value from its parts.
    public init(
        rows: Int,
        percent: String? = nil
    ) {
        self.rows = rows
        self._percent = ExplicitNull(wrappedValue: percent)
    }
}

/// One step of the funnel from all rows to linked ones.
public struct FunnelStage: Codable, Sendable, Equatable {
    /// A stable name, such as `artist_exact`.
    public var code: String
    /// What holds for the rows at this step, in plain words, such as `artist in the catalogue, spelled the same`.
    public var title: String
    /// How many rows are left.
    public var rows: Int
    /// Their share of all rows, in percent with three decimals.
    @ExplicitNull public var percent: String?

    /// Creates the value from its parts.
    public init(
        code: String,
        title: String,
        rows: Int,
        percent: String? = nil
    ) {
        self.code = code
        self.title = title
        self.rows = rows
        self._percent = ExplicitNull(wrappedValue: percent)
    }
}

/// One cause of missing links. Every unlinked row counts for just one cause, the first that applies.
public struct LinkageCause: Codable, Sendable, Equatable {
    /// A stable name, such as `parent_missing`.
    public var code: String
    /// The cause in plain words.
    public var title: String
    /// How many rows have it.
    public var rows: Int
    /// Their share of the unlinked rows, in percent with three decimals.
    @ExplicitNull public var percent: String?
    /// How many distinct names these rows carry.
    public var keys: Int
    /// A few of the names, most frequent first, with what they were held against where that helps.
    public var examples: [String]
    /// More about it, such as the spread of differences in duration.
    @ExplicitNull public var detail: String?
    /// What to do about this cause, in plain words.
    @ExplicitNull public var remedy: String?
    /// The same rows looked at more closely, such as by what is missing; parts may overlap.
    public var parts: [DiagnosedPart]

    /// Creates the value from its parts.
    public init(
        code: String,
        title: String,
        rows: Int,
        percent: String? = nil,
        keys: Int,
        examples: [String] = [],
        detail: String? = nil,
        remedy: String? = nil,
        parts: [DiagnosedPart] = []
    ) {
        self.code = code
        self.title = title
        self.rows = rows
        self._percent = ExplicitNull(wrappedValue: percent)
        self.keys = keys
        self.examples = examples
        self._detail = ExplicitNull(wrappedValue: detail)
        self._remedy = ExplicitNull(wrappedValue: remedy)
        self.parts = parts
    }
}

/// Some of the rows that have a cause or a fault.
public struct DiagnosedPart: Codable, Sendable, Equatable {
    /// A stable name, such as `within_tolerance`.
    public var code: String
    /// What they have in common, in plain words.
    public var title: String
    /// How many rows.
    public var rows: Int
    /// How many distinct names or texts these rows carry; `nil` where that was not counted.
    @ExplicitNull public var keys: Int?

    /// Creates the value from its parts.
    public init(
        code: String,
        title: String,
        rows: Int,
        keys: Int? = nil
    ) {
        self.code = code
        self.title = title
        self.rows = rows
        self._keys = ExplicitNull(wrappedValue: keys)
    }
}

/// How many rows would be linked if matching were done in another way.
public struct MatchingPolicy: Codable, Sendable, Equatable {
    /// A stable name, such as `as_today`.
    public var code: String
    /// How is matched, in plain words.
    public var title: String
    /// How many rows would be linked.
    public var rows: Int
    /// How many more than today.
    public var gain: Int
    /// Their share of all rows, in percent with three decimals.
    @ExplicitNull public var percent: String?

    /// Creates the value from its parts.
    public init(
        code: String,
        title: String,
        rows: Int,
        gain: Int,
        percent: String? = nil
    ) {
        self.code = code
        self.title = title
        self.rows = rows
        self.gain = gain
        self._percent = ExplicitNull(wrappedValue: percent)
    }
}

/// One kind of damage in text keys.
public struct TextFault: Codable, Sendable, Equatable {
    /// A stable name, such as `double_encoding`.
    public var code: String
    /// The damage in plain words.
    public var title: String
    /// How many rows have it in any of the keys.
    public var rows: Int
    /// How many distinct damaged texts there are.
    public var keys: Int
    /// How many more rows would be linked at once if it were repaired.
    public var gainNow: Int
    /// How many rows would be linked once the catalogue is complete, only if it is repaired.
    public var gainLater: Int
    /// A few damaged texts with their repair, most frequent first.
    public var examples: [RepairedText]
    /// The same by column, and by how deep the damage goes; parts may overlap.
    public var parts: [DiagnosedPart]

    enum CodingKeys: String, CodingKey {
        case code, title, rows, keys, examples, parts
        case gainNow = "gain_now"
        case gainLater = "gain_later"
    }

    /// Creates the value from its parts.
    public init(
        code: String,
        title: String,
        rows: Int,
        keys: Int,
        gainNow: Int,
        gainLater: Int,
        examples: [RepairedText] = [],
        parts: [DiagnosedPart] = []
    ) {
        self.code = code
        self.title = title
        self.rows = rows
        self.keys = keys
        self.gainNow = gainNow
        self.gainLater = gainLater
        self.examples = examples
        self.parts = parts
    }
}

/// A damaged text and what it should be.
public struct RepairedText: Codable, Sendable, Equatable {
    /// The text as it stands in the data.
    public var text: String
    /// The repaired text; `nil` where no repair is certain.
    @ExplicitNull public var repaired: String?
    /// How many rows carry it.
    public var rows: Int

    /// Creates the value from its parts.
    public init(
        text: String,
        repaired: String? = nil,
        rows: Int
    ) {
        self.text = text
        self._repaired = ExplicitNull(wrappedValue: repaired)
        self.rows = rows
    }
}

/// A name without a parent and one of the catalogue that looks like it.
public struct MatchCandidate: Codable, Sendable, Equatable {
    /// The name as the rows have it.
    public var text: String
    /// The name in the catalogue.
    public var candidate: String
    /// How alike they are, from `0.000` to `1.000`.
    public var similarity: String
    /// How many rows carry the name.
    public var rows: Int

    /// Creates the value from its parts.
    public init(
        text: String,
        candidate: String,
        similarity: String,
        rows: Int
    ) {
        self.text = text
        self.candidate = candidate
        self.similarity = similarity
        self.rows = rows
    }
}

/// The causes within one segment of the rows.
public struct DiagnosedSegment: Codable, Sendable, Equatable {
    /// What the rows are divided by, such as `level`.
    public var column: String
    /// The segment; `nil` for rows without a value.
    @ExplicitNull public var value: String?
    /// How many rows it has.
    public var rows: Int
    /// How many of them are linked.
    public var linked: Int
    /// How many unlinked rows each cause has in it; causes without rows are left out.
    public var causes: [SegmentCause]

    /// Creates the value from its parts.
    public init(
        column: String,
        value: String? = nil,
        rows: Int,
        linked: Int,
        causes: [SegmentCause] = []
    ) {
        self.column = column
        self._value = ExplicitNull(wrappedValue: value)
        self.rows = rows
        self.linked = linked
        self.causes = causes
    }
}

/// How many rows of a segment a cause has.
public struct SegmentCause: Codable, Sendable, Equatable {
    /// The cause.
    public var code: String
    /// How many rows.
    public var rows: Int

    /// Creates the value from its parts.
    public init(
        code: String,
        rows: Int
    ) {
        self.code = code
        self.rows = rows
    }
}
