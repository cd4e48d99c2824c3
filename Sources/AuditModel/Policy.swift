/// A data governance policy: a promise about the data that rules check.
public struct Policy: Codable, Sendable, Hashable {
    /// The stable identifier that rules cite, such as `DG-07`.
    public var id: String
    /// A short name for headings.
    public var title: String
    /// What is promised, one sentence in plain words.
    public var statement: String
    /// Who answers for it.
    public var owner: String
    /// What is aimed at, in plain words.
    @ExplicitNull public var target: String?
    /// The day by which the policy is to be looked at again, `yyyy-mm-dd`.
    @ExplicitNull public var review: String?
    /// Where it is declared.
    public var location: Location

    /// Creates a policy.
    public init(
        id: String,
        title: String,
        statement: String,
        owner: String,
        target: String?,
        review: String?,
        location: Location
    ) {
        self.id = id
        self.title = title
        self.statement = statement
        self.owner = owner
        self._target = ExplicitNull(wrappedValue: target)
        self._review = ExplicitNull(wrappedValue: review)
        self.location = location
    }
}
