import AuditModel

/// One of the parts into which the rows of a diagnosis are divided by the name of the parent, so that several connections
/// work on it at once: rows with the same name are in the same part.
struct LinkagePart: Sendable {
    var index: Int
    var count: Int

    /// All rows.
    static let whole = LinkagePart(index: 0, count: 1)

    /// What the names of the part have in common, in SQL; `nil` for all rows.
    ///
    /// Rows without a name, and with a blank one, are in the first part. The server expects few rows of a range of a
    /// computed value and would then join in the wrong order: `IS TRUE` keeps it from seeing a range.
    ///
    /// - Parameter name: an expression of type `text` in the collation `C`.
    func condition(on name: String) -> String? {
        guard count > 1 else { return nil }
        guard index > 0 else { return "(\(name) >= '!' AND hashtext(\(name)) >= \(bound(1))) IS NOT TRUE" }
        let end = index + 1 < count ? " AND (hashtext(\(name)) < \(bound(index + 1))) IS TRUE" : ""
        return "\(name) >= '!' AND hashtext(\(name)) >= \(bound(index))\(end)"
    }

    /// Which rows of a table belong to the part where it does not matter which they are, by the pages that hold them.
    ///
    /// - Parameter pages: how many pages the table has; when it has more by now, the last part has them.
    func condition(onPages pages: Int) -> String? {
        guard count > 1 else { return nil }
        let start = index > 0 ? "ctid >= '(\(pages * index / count),0)'" : nil
        let end = index + 1 < count ? "ctid < '(\(pages * (index + 1) / count),0)'" : nil
        return [start, end].compactMap(\.self).joined(separator: " AND ")
    }

    /// Where a part begins in the range of the hash, which is that of an `integer`.
    private func bound(_ index: Int) -> Int { Int(Int32.min) + (1 << 32) * index / count }
}
