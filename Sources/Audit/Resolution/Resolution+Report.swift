import AuditModel
import Foundation

extension Resolution {
    /// The most pairs and clusters that a report holds.
    static let mostShown = 20_000
    /// The most pairs that can be listed as rows.
    static let mostListed = 2_000_000

    /// What the report shows.
    ///
    /// - Parameters:
    ///   - keys: the keys of the rows of the pairs, by their numbers.
    ///   - noun: what rows are called, in the plural.
    func report(keys: [Int32: String], noun: String) -> EntityResolution {
        func name(_ row: Int32) -> String { keys[row] ?? "row \(row)" }
        let shownPairs = pairs.prefix(Self.mostShown).map { pair in
            let rows = [name(pair.rows.first), name(pair.rows.second)]
            let ordered = rows.sorted { ($0.count, $0) < ($1.count, $1) }
            return EntityPair(
                first: ordered[0],
                second: ordered[1],
                probability: Self.decimals(pair.probability, 3),
                verdict: pair.verdict.rawValue,
                evidence: words(for: pair)
            )
        }
        return EntityResolution(
            noun: noun,
            rows: rows,
            comparedPairs: candidates.compared,
            entities: entities,
            duplicateRows: clusters.reduce(0) { $0 + $1.count },
            likely: count(of: .likely),
            possible: count(of: .possible),
            unlikely: candidates.pairs.count - pairs.count { $0.verdict != .unlikely && $0.rows.pattern >= 0 },
            conclusion: conclusion(noun: noun),
            comparisons: comparisonWeights,
            clusters: largestClusters.map {
                EntityCluster(keys: $0.map(name).sorted { ($0.count, $0) < ($1.count, $1) })
            },
            pairs: shownPairs,
            method: method
        )
    }

    private func conclusion(noun: String) -> String {
        let likely = count(of: .likely)
        let possible = count(of: .possible)
        let refuted = pairs.count - likely - possible
        guard rows > 1 else { return "There are fewer than two \(noun), so none can be the same as another." }
        let different = entities == 1 ? "one and the same" : "\(Wording.count(entities)) different ones"
        var sentences = [
            likely == 0
                ? "None of the \(Wording.count(rows)) \(noun) is likely the same as another."
                : "The \(Wording.count(rows)) \(noun) are likely \(different): "
                    + "\(Wording.count(likely, "pair")) \(likely == 1 ? "is" : "are") likely the same."
        ]
        if possible > 0 {
            sentences.append(
                "\(Wording.count(possible, "pair")) may be the same; a person has to look at \(possible == 1 ? "it" : "them")."
            )
        }
        if refuted > 0 {
            sentences.append(
                "\(Wording.count(refuted, "pair")) \(refuted == 1 ? "looks" : "look") alike, "
                    + "but what else is known speaks against it."
            )
        }
        return sentences.joined(separator: " ")
    }

    /// The rows whose keys the report shows.
    var shownRows: [Int32] {
        pairs.prefix(Self.mostShown).flatMap { [$0.rows.first, $0.rows.second] } + largestClusters.flatMap(\.self)
    }

    private var largestClusters: ArraySlice<[Int32]> {
        clusters.sorted { ($1.count, $0[0]) < ($0.count, $1[0]) }.prefix(Self.mostShown / 4)
    }

    // MARK: - Evidence

    /// What agrees, what differs and what is missing, in words; never a value.
    func words(for pair: Pair) -> String {
        let place = Int(pair.rows.pattern)
        let levels = candidates.patterns.indices.contains(place) ? candidates.patterns[place].levels : []
        var groups: [(title: String, columns: [String])] = []
        var missing: [String] = []
        for (comparison, level) in zip(records.comparisons, levels) {
            guard let level else {
                missing.append(comparison.column)
                continue
            }
            let title = comparison.title(of: comparison.levels[min(level, comparison.levels.count - 1)])
            if let place = groups.firstIndex(where: { $0.title == title }) {
                groups[place].columns.append(comparison.column)
            } else {
                groups.append((title, [comparison.column]))
            }
        }
        func phrase(_ title: String) -> String? {
            guard let group = groups.first(where: { $0.title == title }) else { return nil }
            let columns = Measured.words(for: group.columns)
            switch title {
            case "the same": return "same \(columns)"
            case "different": return "different \(columns)"
            default: return "\(columns): \(title)"
            }
        }
        let near = groups.map(\.title).filter { $0 != "the same" && $0 != "different" }
        let parts = [phrase("the same")] + near.map(phrase) + [phrase("different")]
        let gaps = missing.isEmpty ? [] : ["\(Measured.words(for: missing)) missing in one of them"]
        return (parts.compactMap(\.self) + gaps + pair.remarks).joined(separator: "; ")
    }

    private var comparisonWeights: [ComparisonWeights] {
        guard let model else { return [] }
        return records.comparisons.enumerated().map { index, comparison in
            ComparisonWeights(
                column: comparison.column,
                levels: comparison.levels.enumerated().map { level, title in
                    ComparisonLevel(
                        title: comparison.title(of: title),
                        m: Self.decimals(model.m[index][level], 6),
                        u: Self.decimals(model.u[index][level], 6)
                    )
                }
            )
        }
    }

    private static func decimals(_ number: Double, _ count: Int) -> String {
        String(format: "%.\(count)f", locale: Locale(identifier: "en_US_POSIX"), number)
    }

    // MARK: - Method

    /// How it was worked out, in plain sentences.
    private var method: [String] {
        var sentences = [comparedPairsInWords]
        if candidates.largeBlocks > 0 {
            sentences.append(
                "\(Wording.count(candidates.largeBlocks, "value")) of these \(candidates.largeBlocks == 1 ? "is" : "are") so frequent "
                    + "(\(Wording.count(candidates.rowsInLargeBlocks)) rows in all) that a row was compared only with the "
                    + "\(blocking.neighbours) rows beside it in the order of the compared values, and with those that have "
                    + "something else in common with it. Up to \(Wording.count(candidates.pairsLeftOut)) pairs were left out for that."
            )
        }
        let same = Measured.words(for: records.comparisons.map(\.column))
        sentences.append(
            "Case and accents do not count, punctuation between words counts as a space, and what is missing says neither yes nor "
                + "no. How near two "
                + "spellings are is told in plain SQL by what they begin and end with and by their pairs of neighbouring "
                + "letters; extensions of the server are not used, so that the result is the same on every server."
        )
        if let matches = model?.estimatedMatches {
            sentences.append(
                "How much each agreement says was estimated from the data alone, without known duplicates: how often it occurs "
                    + "among random pairs, and among pairs that are the same by expectation-maximisation (the model of Fellegi and "
                    + "Sunter, 1969). By that about \(Wording.count(Int(matches.rounded()))) pairs are the same."
            )
            let together = (model?.dependences ?? []).map { dependence in
                Measured.words(for: dependence.columns.map { records.comparisons[$0].column })
            }
            if !together.isEmpty {
                sentences.append(
                    "Some columns agree together also in rows that are not the same, and their agreement counts less for that: "
                        + together.joined(separator: "; ") + "."
                )
            }
        } else {
            sentences.append(
                "There are too few pairs or columns to estimate from the data how much each agreement says. Usual values were taken, "
                    + "and a pair is called possible at most unless it agrees in everything."
            )
        }
        sentences.append(
            "A pair is likely from a probability of \(settings.likely) and possible from \(settings.possible). "
                + "Two rows with the same \(same) count as likely the same, or as possibly the same where further evidence "
                + "speaks against it. Two rows that are likely the same as a third count as likely the same too."
        )
        if pairs.count > Self.mostShown {
            sentences.append("Only the \(Wording.count(Self.mostShown)) most likely pairs are listed.")
        }
        return sentences
    }

    private var comparedPairsInWords: String {
        let compared = Wording.count(candidates.compared)
        guard !blocking.rules.isEmpty else { return "All rows were compared with one another: \(compared) pairs." }
        let rules = blocking.rules.map(\.title).joined(separator: "; ")
        let share = Wording.percent(candidates.compared, of: Int(allPairs)) ?? "0"
        return
            "Rows were compared that have one of these in common: \(rules). That made \(compared) pairs, \(share) % of all."
    }
}

// MARK: - SQL

extension Resolution {
    /// The pairs that break the rule, as rows: the keys of both, the probability and the number of the cluster.
    func offenders(of dataset: DatasetName, key: [String], sensitive: Set<String>) -> Offenders? {
        let listed = violatingPairs.prefix(Self.mostListed)
        guard !listed.isEmpty else { return nil }
        var numbers: [Int32: Int] = [:]
        for (number, rows) in clusters.enumerated() { for row in rows { numbers[row] = number + 1 } }
        func array(_ values: [String], _ type: String) -> String { "'{\(values.joined(separator: ","))}'::\(type)[]" }
        // What rows are called: their key, or without one what is compared of them, as far as it may be shown.
        let shown = (key.isEmpty ? records.comparisons.map(\.column) : key).filter { !sensitive.contains($0) }
        let isNumbered = shown.isEmpty || shown.count < key.count
        let columns =
            isNumbered
            ? ["first_row", "second_row"] : ["first", "second"].flatMap { end in shown.map { "\(end)_\($0)" } }
        let keyColumns = isNumbered ? "a.id AS first_row, b.id AS second_row" : nameColumns(shown, of: key)
        return Offenders(
            columns: columns + ["probability", "cluster"],
            order: ["probability_order"] + columns,
            sql: """
                \(records.with)
                SELECT \(keyColumns), p.probability, p.cluster, -p.probability AS probability_order
                FROM unnest(\(array(listed.map { String($0.rows.first) }, "int")),
                            \(array(listed.map { String($0.rows.second) }, "int")),
                            \(array(listed.map { Self.decimals($0.probability, 3) }, "numeric")),
                            \(array(listed.map { numbers[$0.rows.first].map(String.init) ?? "NULL" }, "int")))
                     AS p (a, b, probability, cluster)
                JOIN r AS a ON a.id = p.a JOIN r AS b ON b.id = p.b
                """,
            datasets: [dataset],
            grouping: Offenders.Grouping(noun: "pairs", reading: "pairs")
        )
    }

    private func nameColumns(_ shown: [String], of key: [String]) -> String {
        let names = shown.map { column in
            guard let place = key.firstIndex(of: column) else {
                return "v\(records.comparisons.firstIndex { $0.column == column } ?? 0)"
            }
            return key.count == 1 ? "k" : "k\(place)"
        }
        return [("a", "first"), ("b", "second")].flatMap { alias, end in
            zip(shown, names).map { "\(alias).\($1) AS \(SQLText.column("\(end)_\($0)"))" }
        }.joined(separator: ", ")
    }

    /// A statement that finds the figures again: the pairs whose weight reaches the limit.
    var query: String? {
        guard let model else { return nil }
        let limit = settings.counted == .possible ? settings.possible : settings.likely
        // Without a fitted model a pair is possible at most, unless it agrees in everything.
        let isReachable = isFitted || settings.counted == .possible
        let weight = isReachable ? log2(limit / (1 - limit)) : 1e6
        let refuted = pairs.filter { $0.verdict == .unlikely }.prefix(1_000)
        let others =
            refuted.isEmpty
            ? ""
            : "\n      AND (a, b) NOT IN (\(refuted.map { "(\($0.rows.first), \($0.rows.second))" }.joined(separator: ", ")))"
        return """
            \(records.with), \(blocking.pairs(of: records)), \(records.compared), same AS (
                SELECT a, b FROM compared
                WHERE (\(model.weightSQL) >= \(weight) OR \(records.pattern) = '\(records.fullAgreement)')\(others)
            )
            SELECT (SELECT count(*) FROM r) AS population,
                   (SELECT count(*) FROM (SELECT a FROM same UNION SELECT b FROM same) AS both_rows) AS violations
            """
    }
}
