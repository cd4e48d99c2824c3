/// A business question that the data is there to answer, with what its answer depends on.
public struct BusinessQuestion: Sendable, Hashable {
    /// The stable identifier.
    public var id: String
    /// The question in plain words.
    public var question: String
    /// Who asks it.
    public var owner: String?
    /// The identifiers of the rules and policies that the answer depends on.
    public var dependsOn: [String]
    /// Where it is declared.
    public var location: Location

    /// Creates a question.
    public init(id: String, question: String, owner: String?, dependsOn: [String], location: Location) {
        self.id = id
        self.question = question
        self.owner = owner
        self.dependsOn = dependsOn
        self.location = location
    }
}
