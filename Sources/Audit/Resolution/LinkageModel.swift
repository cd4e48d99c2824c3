import Foundation

/// How much each level of agreement says about two rows being the same: the model of Fellegi and Sunter.
///
/// `m` is how often a level occurs among pairs of the same entity, `u` among others; what is missing says nothing. `u` is
/// counted on random pairs, `m` and the share of pairs that are the same are estimated by expectation-maximisation over the
/// counts of patterns of levels, without any labels. Pairs that blocking leaves out count as not the same.
///
/// Sources: I. P. Fellegi, A. B. Sunter, "A Theory for Record Linkage", Journal of the American Statistical Association 64
/// (1969), pages 1183 to 1210; W. E. Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model
/// of Record Linkage", Proceedings of the Section on Survey Research Methods, American Statistical Association (1988),
/// pages 667 to 671; T. Enamorado, B. Fifield, K. Imai, "Using a Probabilistic Model to Assist Merging of Large-Scale
/// Administrative Records", American Political Science Review 113 (2019), pages 353 to 371 (missing values).
struct LinkageModel: Sendable, Equatable {
    /// For each comparison and level, how often it occurs among pairs of the same entity.
    var m: [[Double]]
    /// For each comparison and level, how often it occurs among other pairs.
    var u: [[Double]]
    /// The share of all pairs that are the same.
    var share: Double
    /// What the evidence of each comparison is multiplied by.
    var factors: [Double]
    /// Columns that agree together among pairs that are not the same.
    var dependences: [Dependence] = []
    /// For each comparison, up to which level two values count as agreeing.
    private let lastAgreement: [Int]
    /// How many pairs are the same, as far as the data let it be estimated; `nil` for a model that was not fitted.
    var estimatedMatches: Double?

    /// A pattern of levels and how many pairs show it.
    struct Pattern: Sendable, Equatable {
        /// The level of each comparison; `nil` where a value is missing.
        var levels: [Int?]
        var pairs: Int
    }

    /// The usual model, before the data have had their say.
    init(_ comparisons: [Comparison], u: [[Double]], rows: Int) {
        m = comparisons.map { comparison in
            let shares = comparison.levels.map(\.usualShare)
            let sum = shares.reduce(0, +)
            return shares.map { $0 / sum }
        }
        self.u = u
        factors = comparisons.map(\.weight.factor)
        lastAgreement = comparisons.map { ($0.levels.firstIndex { [.elsewhere, .different].contains($0) } ?? 1) - 1 }
        // One row in twenty has a duplicate.
        share = min(0.5, 0.1 / Double(max(2, rows) - 1))
    }

    /// The weight of a level: the logarithm to base 2 of how many times as often it occurs among pairs of the same entity. A
    /// value that is nearly the same says at most as much as one that is the same.
    func weight(_ comparison: Int, _ level: Int) -> Double {
        func weight(_ level: Int) -> Double { log2(m[comparison][level] / u[comparison][level]) }
        return factors[comparison] * min(weight(level), weight(0))
    }

    /// The weight with which every pair begins.
    var priorWeight: Double { log2(share / (1 - share)) }

    /// The weight of a pattern, the prior one included.
    func weight(of levels: [Int?]) -> Double {
        var weight = priorWeight
        for (comparison, level) in levels.enumerated() {
            if let level { weight += self.weight(comparison, level) }
        }
        return weight - overlap(of: levels)
    }

    /// What agreements say together less than each by itself, since they come together by chance.
    private func overlap(of levels: [Int?]) -> Double {
        dependences.reduce(0) { sum, dependence in
            let agrees = dependence.columns.allSatisfy { column in
                levels[column].map { $0 <= lastAgreement[column] } ?? false
            }
            let factor = dependence.columns.map { factors[$0] }.min() ?? 1
            return agrees ? sum + dependence.weight * factor : sum
        }
    }

    /// The probability that pairs of a weight are the same.
    static func probability(ofWeight weight: Double) -> Double { 1 / (1 + exp2(-weight)) }

    /// Estimates `m` and the share from patterns.
    ///
    /// - Parameters:
    ///   - patterns: the patterns of pairs that may be the same; all others count as not the same.
    ///   - allPairs: how many pairs there are, compared or not.
    ///   - joint: how often columns agree together; `nil` to take them for independent.
    mutating func fit(_ patterns: [Pattern], allPairs: Double, _ joint: JointAgreement? = nil) {
        let usual = m
        for round in 0..<200 {
            // Later rounds keep what was found, so that the estimate comes to rest.
            if let joint, round < 20 { findDependences(patterns, allPairs: allPairs, joint) }
            let table = weights
            let prior = priorWeight
            var matches = 0.0
            // The usual shares count like a few pairs, so that a level that never occurs keeps a chance.
            var counts = usual.map { $0.map { $0 * 4 } }
            for pattern in patterns {
                var weight = prior
                for (comparison, level) in pattern.levels.enumerated() {
                    if let level { weight += table[comparison][level] }
                }
                weight -= overlap(of: pattern.levels)
                let expected = Self.probability(ofWeight: weight) * Double(pattern.pairs)
                matches += expected
                for (comparison, level) in pattern.levels.enumerated() {
                    if let level { counts[comparison][level] += expected }
                }
            }
            let before = m
            m = counts.map { levels in
                let sum = levels.reduce(0, +)
                return levels.map { $0 / sum }
            }
            share = min(0.5, max(matches, 0.5) / allPairs)
            estimatedMatches = matches
            let change = zip(before, m).flatMap { zip($0, $1).map { abs($0 - $1) } }.max() ?? 0
            if change < 0.000_01 { break }
        }
    }

    private var weights: [[Double]] {
        m.indices.map { comparison in m[comparison].indices.map { weight(comparison, $0) } }
    }
}
