import AuditModel

extension LinkageFigures {
    /// Joins the figures of parts whose rows have no name in common; `nil` when there is too much damage to tell from the
    /// parts alone how many texts have it. What is told by segment is not: it is never divided.
    ///
    /// - Parameter parts: at least one.
    init?(joining parts: [LinkageFigures]) {
        guard let first = parts.first else { return nil }
        self = first
        guard parts.count > 1 else { return }
        for part in parts.dropFirst() { add(part) }
        let ofItems = Dictionary(grouping: parts.flatMap(\.repairs).filter { $0.place > 1 }, by: \.code)
        guard ofItems.values.allSatisfy({ $0.count < LinkageStatement.repairBound }) else { return nil }
        countDamagedItems(ofItems)
    }

    /// Counts the texts of things of parents, which several parts can have.
    private mutating func countDamagedItems(_ items: [DamageCode: [Repair]]) {
        let names = repairs.filter { $0.place == 1 }
        var joined: [Repair] = []
        for (code, repairs) in items {
            let sums = Dictionary(grouping: repairs) { [String($0.place), $0.text] }.values.map { same in
                var sum = same[0]
                sum.rows = same.reduce(0) { $0 + $1.rows }
                return sum
            }
            joined += sums
            guard let fault = faults.firstIndex(where: { $0.code == code }) else { continue }
            for place in faults[fault].keys.indices.dropFirst() {
                faults[fault].keys[place] = sums.count { $0.place == place + 1 }
            }
        }
        repairs = Self.first(LinkageStatement.exampleCount, ofEach: \.code, in: names + joined) {
            [$0.text, String($0.place)]
        }
    }

    private mutating func add(_ part: LinkageFigures) {
        total.add(part.total)
        misdirected.rows += part.misdirected.rows
        evidenceKeys = Keys.joined(evidenceKeys, part.evidenceKeys)
        rowKeys = Keys.joined(rowKeys, part.rowKeys)
        Self.add(part.causes, to: &causes)
        if spread == nil {
            spread = part.spread
        } else if let other = part.spread {
            spread?.add(other)
        }
        differences += part.differences
        examples = Self.first(LinkageStatement.exampleCount, ofEach: \.code, in: examples + part.examples) {
            [$0.name, $0.detail ?? ""]
        }
        Self.add(part.faults, to: &faults)
        repairs += part.repairs
        sizes += part.sizes
        itemSizes += part.itemSizes
        missing = Array(Self.merged(missing, part.missing) { [$0.name] }.prefix(LinkageStatement.backlogBound))
        missingItems = Array(
            Self.merged(missingItems, part.missingItems) { [$0.parent, $0.name] }.prefix(LinkageStatement.itemBound)
        )
    }

    /// Adds figures to those with the same code.
    private static func add<Figure: CountedByCode>(_ others: [Figure], to own: inout [Figure]) {
        for other in others {
            if let index = own.firstIndex(where: { $0.code == other.code }) {
                own[index].add(other)
            } else {
                own.append(other)
            }
        }
    }

    /// Merges lists that are in order: by falling numbers of rows, then by their texts.
    private static func merged<Entry: Counted>(
        _ one: [Entry],
        _ other: [Entry],
        by texts: (Entry) -> [String]
    ) -> [Entry] {
        var merged: [Entry] = []
        merged.reserveCapacity(one.count + other.count)
        var (left, right) = (one[...], other[...])
        while let first = left.first, let second = right.first {
            let takesSecond =
                first.rows == second.rows ? isBefore(texts(second), texts(first)) : second.rows > first.rows
            merged.append(takesSecond ? right.removeFirst() : left.removeFirst())
        }
        return merged + left + right
    }

    /// The first entries of each code, in the order in which the statement counts.
    private static func first<Entry: Counted, Code: Hashable>(
        _ count: Int,
        ofEach code: KeyPath<Entry, Code>,
        in entries: [Entry],
        by texts: (Entry) -> [String]
    ) -> [Entry] {
        Dictionary(grouping: entries) { $0[keyPath: code] }.values.flatMap { group in
            group.sorted { $0.rows == $1.rows ? isBefore(texts($0), texts($1)) : $0.rows > $1.rows }.prefix(count)
        }
    }

    /// The order of bytes, which is that of the collation `C`.
    private static func isBefore(_ one: [String], _ other: [String]) -> Bool {
        one.lexicographicallyPrecedes(other) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
}

/// Something that stands for a number of rows.
private protocol Counted {
    var rows: Int { get }
}
extension LinkageFigures.Example: Counted {}
extension LinkageFigures.Repair: Counted {}
extension LinkageFigures.Missing: Counted {}
extension LinkageFigures.MissingItem: Counted {}

/// What is counted of the rows that have a code.
private protocol CountedByCode {
    associatedtype Code: Equatable
    var code: Code { get }
    mutating func add(_ other: Self)
}

extension LinkageFigures.Total {
    fileprivate mutating func add(_ other: Self) {
        rows += other.rows
        linked += other.linked
        named += other.named
        exact += other.exact
        known += other.known
        textsKnown += other.textsKnown
        hit += other.hit
        nameAlone += other.nameAlone
        normalised += other.normalised
        anyNumber += other.anyNumber
        normalisedAnyNumber += other.normalisedAnyNumber
        allRelaxed += other.allRelaxed
    }
}

extension LinkageFigures.Keys {
    fileprivate static func joined(_ one: Self?, _ other: Self?) -> Self? {
        guard let one, let other else { return one ?? other }
        let hash: Int? =
            switch (one.hash, other.hash) {
            case (let left?, let right?): left ^ right
            default: one.hash ?? other.hash
            }
        return Self(count: one.count + other.count, hash: hash)
    }
}

extension LinkageFigures.Cause: CountedByCode {
    fileprivate mutating func add(_ other: Self) {
        rows += other.rows
        keys += other.keys
        lacking = zip(lacking, other.lacking).map(+)
        unseen += other.unseen
        namesakes += other.namesakes
        dangling += other.dangling
        withinOnly += other.withinOnly
    }
}

extension LinkageFigures.Spread {
    fileprivate mutating func add(_ other: Self) {
        func isLess(_ one: String?, _ other: String?) -> Bool {
            guard let one, let other else { return one != nil }
            guard let one = ExactDecimal(measured: one), let other = ExactDecimal(measured: other) else {
                return (Double(one) ?? 0) < (Double(other) ?? 0)
            }
            return !(other <= one)
        }
        if isLess(other.least, least) { least = other.least }
        if greatest == nil || isLess(greatest, other.greatest) { greatest = other.greatest ?? greatest }
        unknown += other.unknown
        shorter += other.shorter
        longer += other.longer
    }
}

extension LinkageFigures.Fault: CountedByCode {
    fileprivate mutating func add(_ other: Self) {
        rows += other.rows
        byPlace = zip(byPlace, other.byPlace).map(+)
        keys = zip(keys, other.keys).map(+)
        depths = zip(depths, other.depths).map(+)
        now += other.now
        later += other.later
    }
}

// MARK: - What the sums tell

extension LinkageFigures {
    /// The difference in the middle of all rows that are off: as many are smaller as are greater.
    var middleDifference: String? {
        let sorted = differences.sorted { (Double($0.value) ?? 0) < (Double($1.value) ?? 0) }
        let whole = sorted.reduce(0) { $0 + $1.rows }
        var sum = 0
        return sorted.first {
            sum += $0.rows
            return 2 * sum >= whole
        }?.value
    }

    /// How many names must be extracted to gain a share of all rows, those with the most rows first.
    ///
    /// - Returns: `nil` when all of them are fewer.
    func namesNeeded(for percent: Int, of sizes: [Size]) -> Int? {
        var (names, gained) = (0, 0)
        for size in sizes.sorted(by: { $0.rows > $1.rows }) where size.rows > 0 {
            let lacking = (percent * total.rows + 99) / 100 - gained
            let needed = (lacking + size.rows - 1) / size.rows
            if needed <= size.names { return names + max(1, needed) }
            names += size.names
            gained += size.names * size.rows
        }
        return nil
    }
}
