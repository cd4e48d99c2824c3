extension Resolution {
    /// The size from which the pairs of a cluster are too many to be listed one by one.
    private static let largestListed = 50

    /// Two rows, the smaller number first.
    private struct Rows: Hashable {
        var first: Int32
        var second: Int32

        init(_ one: Int32, _ other: Int32) {
            first = min(one, other)
            second = max(one, other)
        }
    }

    /// Joins the rows of likely pairs, and calls every two rows that are joined likely the same.
    mutating func cluster() {
        var graph = Clusters()
        for pair in pairs where pair.verdict == .likely { graph.link(pair.rows.first, pair.rows.second) }
        clusters = graph.all()
        listIndirectPairs()
    }

    /// Adds the pairs of clusters that only a third row links, and calls those likely that were not.
    private mutating func listIndirectPairs() {
        var missing: [Rows: Double] = [:]
        let weakest = weakestLinks()
        for cluster in clusters where cluster.count > 2 && cluster.count <= Self.largestListed {
            for (place, first) in cluster.enumerated() {
                for second in cluster.dropFirst(place + 1) {
                    missing[Rows(first, second)] = weakest[cluster[0]] ?? 0
                }
            }
        }
        guard !missing.isEmpty else { return }
        for index in pairs.indices {
            guard let weight = missing.removeValue(forKey: Rows(pairs[index].rows.first, pairs[index].rows.second)),
                pairs[index].verdict == .possible
            else { continue }
            pairs[index] = indirect(pairs[index].rows, weight, pairs[index].remarks)
        }
        for rows in candidates.pairs {
            guard let weight = missing.removeValue(forKey: Rows(rows.first, rows.second)) else { continue }
            pairs.append(indirect(rows, weight))
        }
        for (rows, weight) in missing {
            pairs.append(indirect(CandidatePair(first: rows.first, second: rows.second, pattern: -1), weight))
        }
        sortPairs()
    }

    /// The weight of the weakest likely pair of each cluster, by its smallest row.
    private func weakestLinks() -> [Int32: Double] {
        var leaders: [Int32: Int32] = [:]
        for cluster in clusters { for row in cluster { leaders[row] = cluster[0] } }
        return pairs.reduce(into: [:]) { weakest, pair in
            guard pair.verdict == .likely, let leader = leaders[pair.rows.first] else { return }
            weakest[leader] = min(weakest[leader] ?? pair.weight, pair.weight)
        }
    }

    private func indirect(_ rows: CandidatePair, _ weight: Double, _ remarks: [String] = []) -> Pair {
        var pair = Pair(rows: rows, weight: weight, verdict: .likely, isFullAgreement: false, remarks: remarks)
        pair.remarks.append("both are likely the same as a third")
        return pair
    }
}
