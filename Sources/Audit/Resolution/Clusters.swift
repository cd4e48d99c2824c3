/// Rows that are linked by pairs, directly or over others: the connected components of the graph of pairs.
struct Clusters: Sendable {
    private var parents: [Int32: Int32] = [:]

    /// Links two rows.
    mutating func link(_ first: Int32, _ second: Int32) {
        let one = root(of: first)
        let other = root(of: second)
        // The smallest number leads, so that the result does not depend on the order of the pairs.
        if one != other { parents[max(one, other)] = min(one, other) }
    }

    /// The smallest number of the cluster of a row.
    mutating func root(of row: Int32) -> Int32 {
        var root = row
        while let parent = parents[root], parent != root { root = parent }
        if parents[root] == nil { parents[root] = root }
        var next = row
        while next != root {
            let parent = parents[next] ?? root
            parents[next] = root
            next = parent
        }
        return root
    }

    /// The clusters of two rows or more, each in order, by their smallest row.
    mutating func all() -> [[Int32]] {
        var members: [Int32: [Int32]] = [:]
        for row in parents.keys.sorted() { members[root(of: row), default: []].append(row) }
        return members.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
    }
}
