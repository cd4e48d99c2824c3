/// Two rows that may be the same.
struct CandidatePair: Sendable, Hashable {
    /// The number of the first row.
    var first: Int32
    /// The number of the second row.
    var second: Int32
    /// The place of its pattern.
    var pattern: Int32
}

/// The pairs that may be the same, with the patterns of levels that they show.
struct CandidatePairs: Sendable {
    /// The patterns that occur.
    var patterns: [LinkageModel.Pattern] = []
    /// The pairs, by pattern.
    var pairs: [CandidatePair] = []
    /// How many pairs were compared.
    var compared = 0
    /// How many blocks were too large to compare all their pairs.
    var largeBlocks = 0
    /// How many rows stand in them.
    var rowsInLargeBlocks = 0
    /// How many of their pairs were left out, unless the two have something else in common.
    var pairsLeftOut = 0

    /// The statement that compares pairs and returns those whose weight, by a first model, is at least a bound.
    ///
    /// One row for each pattern with its pairs as text; one for all other pairs; one for blocks that were too large.
    static func sql(_ records: RecordQuery, _ blocking: Blocking, model: LinkageModel, leastWeight: Double) -> String {
        """
        \(records.with), \(blocking.pairs(of: records)), \(records.compared), weighed AS (
            SELECT a, b, \(records.pattern) AS pattern,
                   CASE WHEN \(records.pattern) = '\(records.fullAgreement)' THEN 1e6 ELSE \(model.weightSQL) END AS weight
            FROM compared OFFSET 0
        )
        SELECT CASE WHEN weight >= \(leastWeight) THEN pattern END AS pattern, count(*) AS pairs,
               string_agg(CASE WHEN weight >= \(leastWeight) THEN a || ',' || b END, ',' ORDER BY a, b) AS ids
        FROM weighed GROUP BY 1
        UNION ALL
        SELECT 'blocks', count(*), concat_ws(',', coalesce(sum(n), 0), coalesce(sum(\(blocking.pairsLeftOut)), 0))
        FROM blocks WHERE n > \(blocking.largestBlock)
        """
    }

    /// Reads what the statement returned.
    init(_ rows: [(pattern: String?, pairs: Int, ids: String?)]) {
        for row in rows.sorted(by: { ($0.pattern ?? "") < ($1.pattern ?? "") }) {
            guard row.pattern != "blocks" else {
                largeBlocks = row.pairs
                let sums = (row.ids ?? "").split(separator: ",").map { Int($0) ?? 0 }
                rowsInLargeBlocks = sums.first ?? 0
                pairsLeftOut = sums.last ?? 0
                continue
            }
            compared += row.pairs
            guard let pattern = row.pattern, let ids = row.ids else { continue }
            let place = Int32(patterns.count)
            patterns.append(LinkageModel.Pattern(levels: pattern.utf8.map(Self.level), pairs: row.pairs))
            var numbers: [Int32] = []
            numbers.reserveCapacity(2 * row.pairs)
            for text in ids.utf8.split(separator: UInt8(ascii: ",")) {
                numbers.append(text.reduce(0) { $0 * 10 + Int32($1 - UInt8(ascii: "0")) })
            }
            for index in stride(from: 0, to: numbers.count - 1, by: 2) {
                pairs.append(CandidatePair(first: numbers[index], second: numbers[index + 1], pattern: place))
            }
        }
    }

    private static func level(_ digit: UInt8) -> Int? {
        digit == UInt8(ascii: "-") ? nil : Int(digit) - Int(UInt8(ascii: "0"))
    }
}

extension LinkageModel {
    /// The weight of a pair from its levels `l0`, `l1`, …, in SQL.
    var weightSQL: String {
        let parts = m.indices.map { comparison in
            let cases = m[comparison].indices.map { "WHEN '\($0)' THEN \(weight(comparison, $0))" }
            return "CASE l\(comparison) \(cases.joined(separator: " ")) ELSE 0 END"
        }
        return "\(priorWeight) + \(parts.joined(separator: "\n            + "))"
    }
}
