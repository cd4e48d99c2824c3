/// A business question that the data is for, and whether its answer can be relied on.
public struct QuestionStanding: Codable, Sendable, Equatable {
    /// The question's stable identifier.
    public var id: String
    /// The question in plain words.
    public var question: String
    /// `safe`, `care` or `unsafe`.
    public var answer: String
    /// Why, in plain words.
    public var because: String
    /// What would make it safe.
    @ExplicitNull public var remedy: String?
    /// The identifiers of the rules that it depends on.
    public var rules: [String]
    /// Who asks it.
    @ExplicitNull public var owner: String?

    /// Creates the value from its parts.
    public init(
        id: String,
        question: String,
        answer: String,
        because: String,
        remedy: String? = nil,
        rules: [String] = [],
        owner: String? = nil
    ) {
        self.id = id
        self.question = question
        self.answer = answer
        self.because = because
        self._remedy = ExplicitNull(wrappedValue: remedy)
        self.rules = rules
        self._owner = ExplicitNull(wrappedValue: owner)
    }
}
