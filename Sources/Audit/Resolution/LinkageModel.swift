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
        // One row in twenty has a duplicate.
        share = min(0.5, 0.1 / Double(max(2, rows) - 1))
    }

    /// The weight of a level: the logarithm to base 2 of how many times as often it occurs among pairs of the same entity.
    func weight(_ comparison: Int, _ level: Int) -> Double {
        factors[comparison] * log2(m[comparison][level] / u[comparison][level])
    }

    /// The weight with which every pair begins.
    var priorWeight: Double { log2(share / (1 - share)) }

    /// The weight of a pattern, the prior one included.
    func weight(of levels: [Int?]) -> Double {
        var weight = priorWeight
        for (comparison, level) in levels.enumerated() {
            if let level { weight += self.weight(comparison, level) }
        }
        return weight
    }

    /// The probability that pairs of a weight are the same.
    static func probability(ofWeight weight: Double) -> Double { 1 / (1 + exp2(-weight)) }

    /// Estimates `m` and the share from patterns.
    ///
    /// - Parameters:
    ///   - patterns: the patterns of pairs that may be the same; all others count as not the same.
    ///   - allPairs: how many pairs there are, compared or not.
    mutating func fit(_ patterns: [Pattern], allPairs: Double) {
        let usual = m
        for _ in 0..<200 {
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
