import AuditModel
import Foundation

/// What has been found out while rows are resolved into entities.
struct Resolution: Sendable {
    /// What is said of two rows.
    enum Verdict: String, Sendable {
        case likely, possible, unlikely
    }

    /// A pair that is worth being told of.
    struct Pair: Sendable {
        var rows: CandidatePair
        var weight: Double
        var verdict: Verdict
        /// Whether the rows agree in everything that is compared, and nothing is missing.
        var isFullAgreement: Bool
        /// What further evidence says, in words.
        var remarks: [String] = []
        /// Whether further evidence speaks against it.
        var isContradicted = false
        /// Whether the two cannot be the same.
        var isExcluded = false

        /// The probability that the two are the same.
        var probability: Double { isExcluded ? 0 : LinkageModel.probability(ofWeight: weight) }
    }

    var records: RecordQuery
    var settings: ResolutionSettings
    /// How many rows were compared.
    var rows: Int
    var blocking = Blocking(rules: [])
    var candidates = CandidatePairs([])
    var model: LinkageModel?
    /// Pairs that are likely or possibly the same by what is compared, the most likely first.
    var pairs: [Pair] = []
    /// Rows that are linked by likely pairs.
    var clusters: [[Int32]] = []

    /// The fewest rows and pairs that a model can be fitted to.
    private static let fewestRows = 200
    private static let fewestMatches = 20.0

    init(records: RecordQuery, settings: ResolutionSettings, rows: Int) {
        self.records = records
        self.settings = settings
        self.rows = rows
    }

    /// How many pairs there are, compared or not.
    var allPairs: Double { Double(rows) * Double(rows - 1) / 2 }

    /// Whether the weights were estimated from the data.
    var isFitted: Bool { model?.estimatedMatches != nil }

    /// Fits the model to the data, if they are enough to tell.
    ///
    /// - Parameter joint: how often columns agree together.
    mutating func fit(_ usual: inout LinkageModel, _ joint: JointAgreement) {
        model = usual
        guard rows >= Self.fewestRows, records.comparisons.count > 2 else { return }
        var fitted = usual
        fitted.fit(candidates.patterns, allPairs: allPairs, joint)
        let isSound = fitted.m.indices.allSatisfy { fitted.m[$0][0] > fitted.u[$0][0] }
        if isSound, fitted.estimatedMatches ?? 0 >= Self.fewestMatches { model = fitted }
    }

    /// Says of each pair how likely it is the same.
    mutating func decide() {
        guard let model else { return }
        let weights = candidates.patterns.map { model.weight(of: $0.levels) }
        let full = candidates.patterns.map { $0.levels.allSatisfy { $0 == 0 } }
        pairs = candidates.pairs.compactMap { rows in
            let place = Int(rows.pattern)
            var weight = weights[place]
            if full[place] { weight = max(weight, log2(settings.likely / (1 - settings.likely))) }
            let pair = Pair(rows: rows, weight: weight, verdict: .unlikely, isFullAgreement: full[place])
            let verdict = verdict(on: pair)
            guard verdict != .unlikely else { return nil }
            var decided = pair
            decided.verdict = verdict
            return decided
        }
        sortPairs()
    }

    /// The verdict on a pair: by its probability, and without a fitted model at most possible unless all agrees.
    ///
    /// Where all agrees that the rule compares, evidence from elsewhere makes the pair a question for people, not an answer.
    func verdict(on pair: Pair) -> Verdict {
        if pair.isExcluded { return .unlikely }
        if pair.isFullAgreement { return pair.isContradicted ? .possible : .likely }
        let probability = pair.probability
        if probability >= settings.likely { return isFitted ? .likely : .possible }
        return probability >= settings.possible ? .possible : .unlikely
    }

    /// Puts the most likely pairs first.
    mutating func sortPairs() {
        func rank(_ pair: Pair) -> (Int, Double, Int32, Int32) {
            let order = [Verdict.likely: 0, .possible: 1, .unlikely: 2][pair.verdict] ?? 2
            return (order, -pair.probability, pair.rows.first, pair.rows.second)
        }
        pairs.sort { rank($0) < rank($1) }
    }

    /// How many pairs have a verdict.
    func count(of verdict: Verdict) -> Int { pairs.count { $0.verdict == verdict } }

    /// The pairs that break the rule.
    var violatingPairs: [Pair] {
        pairs.filter { $0.verdict == .likely || settings.counted == .possible && $0.verdict == .possible }
    }

    /// How many rows break the rule.
    var violations: Int {
        var rows: Set<Int32> = []
        for pair in violatingPairs {
            rows.insert(pair.rows.first)
            rows.insert(pair.rows.second)
        }
        return rows.count
    }

    /// How many entities there are when rows of a cluster are one.
    var entities: Int { rows - clusters.reduce(0) { $0 + $1.count - 1 } }
}
