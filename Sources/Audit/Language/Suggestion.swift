/// Finds what somebody who misspelled a word may have meant.
public enum Suggestion {
    /// The closest of the known words by edit distance, if it is close enough to be meant.
    public static func closest(to word: String, among known: some Sequence<String>) -> String? {
        let limit = max(1, min(3, word.count / 3))
        let ranked = known.map { (distance(word.lowercased(), $0.lowercased()), $0) }.filter { $0.0 <= limit }
        return ranked.min { $0 < $1 }?.1
    }

    /// `; did you mean 'x'?`, or nothing.
    public static func phrase(for word: String, among known: some Sequence<String>) -> String {
        closest(to: word, among: known).map { "; did you mean '\($0)'?" } ?? ""
    }

    /// The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours.
    private static func distance(_ left: String, _ right: String) -> Int {
        let left = Array(left)
        let right = Array(right)
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var rows = [Array(0...right.count)]
        for i in 1...left.count {
            var row = [i]
            for j in 1...right.count {
                let replaced = rows[i - 1][j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1)
                var best = min(row[j - 1] + 1, rows[i - 1][j] + 1, replaced)
                if i > 1, j > 1, left[i - 1] == right[j - 2], left[i - 2] == right[j - 1] {
                    best = min(best, rows[i - 2][j - 2] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
