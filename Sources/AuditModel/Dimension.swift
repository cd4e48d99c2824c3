/// The seven data quality dimensions of the Open Data Contract Standard (ODCS 3).
public enum Dimension: String, Codable, Sendable, CaseIterable {
    case accuracy, completeness, conformity, consistency, coverage, timeliness, uniqueness

    /// What the dimension asks, for a reader who knows no SQL.
    public var question: String {
        switch self {
        case .accuracy: "Is what is recorded true?"
        case .completeness: "Is every value there?"
        case .conformity: "Has every value an allowed form?"
        case .consistency: "Do the tables agree with one another?"
        case .coverage: "Does the data reach everything it should describe?"
        case .timeliness: "Is the data recent enough?"
        case .uniqueness: "Is everything there just once?"
        }
    }
}
