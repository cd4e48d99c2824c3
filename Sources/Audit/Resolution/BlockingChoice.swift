/// Chooses blocking rules by what the data look like: rules that between them let true pairs through whatever is damaged in them,
/// and let few others through.
///
/// How often two rows have a value in common is measured on a sample. What a rule lets through of the true pairs is estimated
/// with invented ones, in which each column is damaged independently.
struct BlockingChoice: Sendable {
    /// How many rows there are.
    var rows: Int
    /// The values that rows can have in common.
    var parts: [Blocking.Part]
    /// How many pairs of all pairs have the parts in common, by the places of the parts.
    var shares: [[Int]: Double]

    /// How many pairs may be compared altogether.
    var budget: Double { min(8_000_000, max(200_000, 20 * Double(rows))) }

    /// How many pairs there are.
    var allPairs: Double { Double(rows) * Double(rows - 1) / 2 }

    private static let inventedPairs = 3_000
    private static let mostRules = 40

    /// The rules, best first; none when all pairs can be compared.
    func rules() -> [Blocking.Rule] {
        guard allPairs > budget else { return [] }
        var uncovered = inventedAgreements()
        var left = budget
        var candidates = shares.map { (mask: mask(of: $0.key), parts: $0.key, pairs: $0.value * allPairs) }
            .filter { $0.pairs <= budget / 2 }
            .sorted { ($0.parts.count, $0.parts.description) < ($1.parts.count, $1.parts.description) }
        var chosen: [Blocking.Rule] = []
        while chosen.count < Self.mostRules, !uncovered.isEmpty {
            var best: (index: Int, gain: Double)?
            for (index, candidate) in candidates.enumerated() where candidate.pairs <= left {
                var covered = 0
                for state in uncovered where state & candidate.mask == candidate.mask { covered += 1 }
                // A pass over all rows costs something even when it lets nothing through.
                let gain = Double(covered) / (candidate.pairs + Double(rows))
                if covered > 0, gain > best?.gain ?? 0 { best = (index, gain) }
            }
            guard let best else { break }
            let rule = candidates.remove(at: best.index)
            chosen.append(Blocking.Rule(parts: rule.parts.map { parts[$0] }))
            uncovered.removeAll { $0 & rule.mask == rule.mask }
            left -= rule.pairs
        }
        return chosen
    }

    private func mask(of places: [Int]) -> UInt64 {
        places.reduce(0) { $0 | 1 << UInt64($1) }
    }

    /// For invented true pairs the parts that agree, as bits.
    private func inventedAgreements() -> [UInt64] {
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        func share() -> Double {
            // Marsaglia's xorshift: the choice must be the same in each run.
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Double(state >> 11) / Double(1 << 53)
        }
        let columns = Dictionary(grouping: parts.indices) { parts[$0].comparison ?? -1 - $0 }
            .sorted { $0.key < $1.key }.map(\.value)
        return (0..<Self.inventedPairs).map { _ in
            columns.reduce(into: UInt64(0)) { agreeing, places in
                let luck = share()
                for place in places where luck < (parts[place].isCoarse ? 0.6 : 0.5) { agreeing |= 1 << UInt64(place) }
            }
        }
    }
}
