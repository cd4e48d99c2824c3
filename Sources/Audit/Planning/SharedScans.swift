/// Collects what one scan each can read for several askers.
struct SharedScans {
    /// Which rows one scan looks at, and for how long.
    struct Key: Hashable {
        var scan: Scan
        var timeout: Duration?
    }

    /// What one scan reads.
    struct Shared {
        var key: Key
        var shares: [PlannedQuery.Share] = []
        var lists: [KeyList] = []
    }

    /// The scans in the order in which they were first asked for.
    private(set) var all: [Shared] = []
    private var places: [Key: Int] = [:]
    private var passing: [(scan: Int, share: Int, aggregates: [Aggregate])] = []

    /// Whether there is a scan over some rows that a request may share.
    func contains(_ scan: Scan, for request: Request) -> Bool {
        places[Key(scan: scan, timeout: request.timeout)] != nil
    }

    /// Adds aggregates; `$?` in them stands for the list.
    mutating func add(_ aggregates: [Aggregate], for request: Request, over scan: Scan, with list: KeyList? = nil) {
        let key = Key(scan: scan, timeout: request.timeout)
        let place = places[key] ?? all.count
        if place == all.count {
            places[key] = place
            all.append(Shared(key: key))
        }
        var aggregates = aggregates
        if let list {
            let number = all[place].lists.firstIndex(of: list) ?? all[place].lists.count
            if number == all[place].lists.count { all[place].lists.append(list) }
            aggregates = aggregates.map { Aggregate($0.name, $0.expression.replacing("$?", with: "$\(number + 1)")) }
        }
        all[place].shares.append(PlannedQuery.Share(asker: request.asker, aggregates: aggregates))
        if !request.passing.isEmpty { passing.append((place, all[place].shares.count - 1, request.passing)) }
    }

    /// Adds the aggregates that are to be read only if the scan reads them for somebody else; after all others.
    mutating func addPassing() {
        for (place, share, aggregates) in passing {
            let known = Set(all[place].shares.flatMap(\.aggregates).map(\.expression))
            all[place].shares[share].aggregates += aggregates.filter { known.contains($0.expression) }
        }
        passing = []
    }
}
