import Foundation

/// How often two rows of a sample have equal values, in one column and in two at once.
struct JointAgreement: Sendable {
    /// How many pairs of rows the sample has.
    var pairs: Double
    /// The share of the pairs that are equal in each column.
    var single: [Double]
    /// The share of the pairs that are equal in both of two columns, the first one before the second.
    var both: [[Int]: Double]

    /// How often pairs that are not the same agree in both of two columns, at the least: what chance and the pairs that are
    /// the same would give in the sample is taken off.
    ///
    /// - Parameter matches: the share of all pairs that are the same and agree in both.
    func leastShare(of columns: [Int], without matches: Double) -> Double {
        guard let share = both[columns] else { return 0 }
        let (found, expected) = (share * pairs, matches * pairs)
        // Four standard deviations of two counts, since the pairs of a sample are not independent.
        return max(0, found - expected - 4 * (found + expected).squareRoot()) / pairs
    }
}

/// Two columns in which pairs that are not the same agree together more often than chance would have it, such as a town and
/// its postcode.
struct Dependence: Sendable, Equatable {
    /// The places of the two comparisons.
    var columns: [Int]
    /// What agreement in both says less than agreement in each says by itself, as a logarithm to base 2.
    var weight: Double
}

extension LinkageModel {
    /// Finds which columns depend on one another among pairs that are not the same: the tree of the strongest dependences.
    ///
    /// Sources: C. K. Chow, C. N. Liu, "Approximating Discrete Probability Distributions with Dependence Trees", IEEE
    /// Transactions on Information Theory 14 (1968), pages 462 to 467; W. E. Winkler, "Improved Decision Rules in the
    /// Fellegi-Sunter Model of Record Linkage", American Statistical Association (1993), on dependence between columns.
    mutating func findDependences(_ patterns: [Pattern], allPairs: Double, _ joint: JointAgreement) {
        // Counts of pairs that agree in two columns, those that are the same and those that are not, by `first * count + second`.
        var matches = Array(repeating: 0.0, count: m.count * m.count)
        var others = matches
        for pattern in patterns {
            let same = pattern.levels.indices.filter { pattern.levels[$0] == 0 }
            let probability = Self.probability(ofWeight: weight(of: pattern.levels))
            for (rank, first) in same.enumerated() {
                for second in same.dropFirst(rank + 1) {
                    let place = first * m.count + second
                    matches[place] += probability * Double(pattern.pairs)
                    // Pairs that may well be the same say nothing of those that are not.
                    if probability < 0.5 { others[place] += Double(pattern.pairs) }
                }
            }
        }
        var edges: [Dependence] = []
        for columns in joint.both.keys {
            let place = columns[0] * m.count + columns[1]
            let chance = joint.single[columns[0]] * joint.single[columns[1]]
            let counted = max(0, others[place] - 4 * others[place].squareRoot()) / allPairs
            let share = max(counted, joint.leastShare(of: columns, without: matches[place] / allPairs))
            guard chance > 0, share > chance * 2 else { continue }
            // Agreement in both cannot say less than agreement in the rarer of the two.
            let most = 1 / max(joint.single[columns[0]], joint.single[columns[1]])
            edges.append(Dependence(columns: columns, weight: log2(min(share / chance, most))))
        }
        edges.sort { ($1.weight, $0.columns[0], $0.columns[1]) < ($0.weight, $1.columns[0], $1.columns[1]) }
        dependences = Self.tree(of: edges, columns: m.count)
    }

    /// The strongest edges that make no ring.
    private static func tree(of edges: [Dependence], columns: Int) -> [Dependence] {
        var groups = Array(0..<columns)
        return edges.filter { edge in
            let (kept, joined) = (groups[edge.columns[0]], groups[edge.columns[1]])
            guard kept != joined else { return false }
            for column in groups.indices where groups[column] == joined { groups[column] = kept }
            return true
        }
    }
}
