import AuditModel
import Checksum
import Postgres

/// What breaks a rule, as a set: how many keys, their hashes, and what other rules share it.
struct ViolationDigest: Sendable {
    /// What may be listed of the violations; `nil` where they may not.
    var keys: ViolationKeys?
    /// The hash of the set.
    var setSHA256: String?
    /// What other rules share.
    var shared: [SharedViolations] = []

    /// Writes what is known into the rule's result.
    func describe(_ result: inout RuleResult) {
        result.violationKeys = keys
        result.violationSetSHA256 = setSHA256
        result.shared = shared
    }
}

extension AuditRun {
    /// The largest population whose violations are told apart: it takes one more look at the rows.
    private static let largestPopulation = 100_000
    /// The most questions whether one large set lies within another.
    private static let mostQuestions = 50
    /// The most findings of one space that are compared with each other.
    private static let mostCompared = 200
    /// A set that holds nearly all there is holds any other by chance: beyond this many percent, lying within tells nothing.
    private static let mostTellingPercent = 90

    /// Finds out for each finding which keys break it, and which findings are broken by the same, in the same snapshot.
    mutating func tellViolationsApart() async {
        guard !isInterrupted, let session = idle.first else { return }
        var left = ViolationKeys.longestReport
        var sets: [KeySet] = []
        for (index, rule) in rules.rules.enumerated() {
            guard case .judged(let measured, let judgement, _, _) = outcomes[index],
                judgement.status != .notApplicable, judgement.violations > 0,
                measured.quantity == .violations, measured.population <= Self.largestPopulation
            else { continue }
            let scope = scope(of: rule)
            var sources: [(ViolationSource, isOfRows: Bool)] = []
            if let source = rule.kind.violations(in: scope) { sources.append((source, true)) }
            if let kind = rule.kind as? any MissesParents, let source = kind.missingParents(in: scope) {
                sources.append((source, false))
            }
            for (source, isOfRows) in sources {
                let limit = min(ViolationKeys.longestList, left)
                guard let set = await read(source, of: index, listing: limit, over: session) else { continue }
                guard !isInterrupted else { return }
                if isOfRows {
                    digests[index, default: ViolationDigest()].keys =
                        source.isListed ? ViolationKeys(total: set.total, hashes: set.hashes) : nil
                    digests[index]?.setSHA256 = source.isListed ? set.sha256 : nil
                    if source.isListed, set.hashes != nil { left -= set.total }
                }
                var compared = set
                let isTelling = measured.violations * 100 <= measured.population * Self.mostTellingPercent
                compared.isTelling = !isOfRows || isTelling
                if !source.space.isEmpty, judgement.status != .pass, set.total > 0 { sets.append(compared) }
            }
        }
        await compare(sets, over: session)
    }

    private mutating func read(
        _ source: ViolationSource,
        of index: Int,
        listing limit: Int,
        over session: SnapshotSession
    ) async -> KeySet? {
        do {
            let row = try await ask(source.digestSQL(listing: limit), for: [index], over: session)
            guard let row, let total = row.integer("total") else { return nil }
            return KeySet(rule: index, source: source, total: total, sum: row["sum"] ?? "", hashes: row["hashes"])
        } catch {
            await recover(session, from: error)
            return nil
        }
    }

    /// The first row of a query, within the time that its rules have left.
    private mutating func ask(
        _ sql: String,
        for indices: [Int],
        over session: SnapshotSession
    ) async throws -> Rows.Row? {
        let start = ContinuousClock.now
        var limited = session
        limited.limit = limit(of: indices)
        let row = try await limited.query(SQL(raw: sql)).first
        if limited.limit != nil { try await session.returnToBeginning() }
        charge(ContinuousClock.now - start, to: indices, isDone: true)
        return row
    }

    private mutating func recover(_ session: SnapshotSession, from error: any Error) async {
        switch await session.recover(from: error) {
        case .usable: break
        // What has been measured stands; only the comparison is missing.
        case .interrupted: isInterrupted = true
        case .lost: idle.removeFirst()
        }
    }

    // MARK: - Comparing

    private mutating func compare(_ sets: [KeySet], over session: SnapshotSession) async {
        var questions = Self.mostQuestions
        let spaces = Dictionary(grouping: sets) { $0.source.space }
        for space in spaces.keys.sorted() {
            var classes: [KeySet] = []
            for set in (spaces[space] ?? []).prefix(Self.mostCompared) {
                if let first = classes.first(where: { $0.equals(set) }) {
                    if first.rule != set.rule { link(first, .equal, set) }
                } else {
                    classes.append(set)
                }
            }
            for small in classes {
                for large in classes where small.total < large.total && large.isTelling && small.rule != large.rule {
                    guard !isInterrupted, !idle.isEmpty else { return }
                    if let (one, other) = small.listed(with: large) {
                        if one.isSubset(of: other) { link(large, .contains, small) }
                    } else if questions > 0 {
                        questions -= 1
                        if await lies(small, within: large, session) { link(large, .contains, small) }
                    }
                }
            }
        }
    }

    private mutating func lies(_ small: KeySet, within large: KeySet, _ session: SnapshotSession) async -> Bool {
        do {
            let sql = small.source.isWithinSQL(large.source)
            return try await ask(sql, for: [small.rule, large.rule], over: session)?["is_within"] == "t"
        } catch {
            await recover(session, from: error)
            return false
        }
    }

    /// Notes at both rules that they share violations; once is enough, rows before what they refer to.
    private mutating func link(_ one: KeySet, _ relation: SharedViolations.Relation, _ other: KeySet) {
        let (first, second) = (rules.rules[one.rule].id, rules.rules[other.rule].id)
        guard digests[one.rule]?.shared.contains(where: { $0.rule == second }) != true else { return }
        let noun = other.source.noun
        digests[one.rule, default: ViolationDigest()].shared.append(
            SharedViolations(rule: second, relation: relation, noun: noun, count: other.total)
        )
        digests[other.rule, default: ViolationDigest()].shared.append(
            SharedViolations(
                rule: first,
                relation: relation == .contains ? .within : relation,
                noun: noun,
                count: other.total
            )
        )
    }
}

/// The keys of what breaks one rule.
private struct KeySet: Sendable {
    var rule: Int
    var source: ViolationSource
    var total: Int
    /// The sum of the hashes of all keys, as the server writes it.
    var sum: String
    /// All hashes, where there are not too many.
    var hashes: String?
    /// Whether it says something that another set lies within this one.
    var isTelling = true

    var sha256: String { SHA256.hexadecimal(of: "\(total) \(sum)".utf8) }

    func equals(_ other: KeySet) -> Bool { total == other.total && sum == other.sum }

    func listed(with other: KeySet) -> (Set<Substring>, Set<Substring>)? {
        guard let own = hashes, let others = other.hashes else { return nil }
        return (Set(own.split(separator: " ")), Set(others.split(separator: " ")))
    }
}
