/// The groups of rows that each get a verdict of their own.
public struct Segments: Sendable, Hashable {
    /// The columns whose combinations of values are the segments, in the order of the rule; never empty.
    public var columns: [Located<String>]
    /// How many things a segment must hold to be judged; smaller ones are not applicable.
    public var minimumPopulation: Int

    /// Creates segments.
    public init(columns: [Located<String>], minimumPopulation: Int = 1) {
        self.columns = columns
        self.minimumPopulation = minimumPopulation
    }
}
