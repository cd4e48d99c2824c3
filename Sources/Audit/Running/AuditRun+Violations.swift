import AuditModel
import Checksum
import Foundation
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
    /// The most questions whether one large set lies within another.
    private static let mostQuestions = 50
    /// The most findings of one space that are compared with each other.
    private static let mostCompared = 200
    /// A set that holds nearly all there is holds any other by chance: beyond this many percent, lying within tells nothing.
    private static let mostTellingPercent = 90

    /// Orders that what breaks a rule is told apart by whichever connection has nothing left to measure.
    ///
    /// Not where that could list more than a report holds: what it lists is shared out once all findings are known.
    mutating func orderDigests(of index: Int) {
        guard let measured = comparable(index) else { return }
        for (name, source) in violationSources(of: index) where !(name.isOfRows && knownDigests[index] != nil) {
            let listed = measured.violations <= ViolationKeys.longestList ? measured.violations : 0
            guard earlyDigests[name] == nil, earlyListed + listed <= ViolationKeys.longestReport else { continue }
            earlyListed += listed
            earlyDigests[name] = .ordered
            let sql = source.digestSQL(listing: ViolationKeys.longestList)
            queue.append(
                Job(.digest(name), title: "") { session in .row(try await session.query(SQL(raw: sql)).first) }
            )
        }
    }

    /// The things that break a rule: its rows, and what they refer to in vain.
    private func violationSources(of index: Int) -> [(name: KeySetName, source: ViolationSource)] {
        let rule = rules.rules[index]
        let scope = scope(of: rule)
        let parents = (rule.kind as? any MissesParents)?.missingParents(in: scope)
        return [
            rule.kind.violations(in: scope).map { (KeySetName(rule: index, isOfRows: true), $0) },
            parents.map { (KeySetName(rule: index, isOfRows: false), $0) },
        ].compactMap(\.self)
    }

    /// Finds out for each finding which keys break it, and which findings are broken by the same, in the same snapshot.
    mutating func tellViolationsApart() async {
        var left = ViolationKeys.longestReport
        var sets: [KeySet] = []
        for index in rules.rules.indices {
            guard let measured = comparable(index) else { continue }
            let isTelling = measured.violations * 100 <= measured.population * Self.mostTellingPercent
            for (name, source) in violationSources(of: index) {
                let limit = min(ViolationKeys.longestList, left)
                // What may be listed is shared out beforehand: which answer comes first must make no difference.
                if name.isOfRows, source.isListed, measured.violations <= limit { left -= measured.violations }
                var set = KeySet(name: name, source: source, limit: limit, isTelling: !name.isOfRows || isTelling)
                if name.isOfRows, let column = knownDigests[index] {
                    set.digest = KeyDigest(column: column, listing: limit)
                } else if case .read(let digest) = earlyDigests[name] {
                    set.digest = digest.listing(limit)
                }
                sets.append(set)
            }
        }
        let open = sets.indices.filter { sets[$0].digest == nil && earlyDigests[sets[$0].name] != .failed }
        let questions = open.map { number in
            let set = sets[number]
            return Question(sql: set.source.digestSQL(listing: set.limit), rules: [set.rule])
        }
        for (number, row) in zip(open, await answers(to: questions)) {
            sets[number].digest = row.flatMap(KeyDigest.init)
        }
        for set in sets where set.name.isOfRows && set.source.isListed {
            guard let digest = set.digest else { continue }
            digests[set.rule, default: ViolationDigest()].keys = ViolationKeys(
                total: digest.total,
                hashes: digest.hashes
            )
            digests[set.rule]?.setSHA256 = digest.sha256
        }
        await compare(
            sets.filter { set in
                !set.source.space.isEmpty && set.total > 0 && comparable(set.rule)?.status != .pass
            }.map { set in
                var set = set
                set.hashes = set.digest?.hashes?.split(separator: " ")
                return set
            }
        )
    }

    /// The figures of a finding whose violations can be told apart; `nil` for another rule.
    private func comparable(_ index: Int) -> (violations: Int, population: Int, status: Status)? {
        guard case .judged(let measured, let judgement, _, _) = outcomes[index],
            judgement.status != .notApplicable, judgement.violations > 0,
            measured.quantity == .violations, measured.population <= ViolationSource.largestPopulation
        else { return nil }
        return (measured.violations, measured.population, judgement.status)
    }

    /// The first row of each question, asked over all connections at once; `nil` where there is none. What has been measured
    /// stands without it.
    private mutating func answers(to questions: [Question]) async -> [Rows.Row?] {
        answers = [:]
        queue += questions.enumerated().map { number, question in
            Job(.comparison(number, question.rules), title: "") { session in
                .row(try await session.query(SQL(raw: question.sql)).first)
            }
        }
        await work()
        return questions.indices.map { answers[$0] }
    }

    // MARK: - Comparing

    private mutating func compare(_ sets: [KeySet]) async {
        // `holds` is nil as long as only the server can tell.
        var relations: [(large: KeySet, relation: SharedViolations.Relation, small: KeySet, holds: Bool?)] = []
        let spaces = Dictionary(grouping: sets) { $0.source.space }
        for space in spaces.keys.sorted() {
            var classes: [KeySet] = []
            for set in (spaces[space] ?? []).prefix(Self.mostCompared) {
                if let first = classes.first(where: { $0.equals(set) }) {
                    if first.rule != set.rule { relations.append((first, .equal, set, true)) }
                } else {
                    classes.append(set)
                }
            }
            for small in classes {
                for large in classes where small.total < large.total && large.isTelling && small.rule != large.rule {
                    relations.append((large, .contains, small, small.isListed(within: large)))
                }
            }
        }
        let open = relations.indices.filter { relations[$0].holds == nil }.prefix(Self.mostQuestions)
        let questions = open.map { number in
            let (large, small) = (relations[number].large, relations[number].small)
            return Question(sql: small.source.isWithinSQL(large.source), rules: [small.rule, large.rule])
        }
        for (number, row) in zip(open, await answers(to: questions)) {
            relations[number].holds = row?["is_within"] == "t"
        }
        for relation in relations where relation.holds == true {
            link(relation.large, relation.relation, relation.small)
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

/// A statement of one row, and the rules that it is asked for.
private struct Question: Sendable {
    var sql: String
    var rules: [Int]
}

/// Which of the things that break rules are meant.
struct KeySetName: Sendable, Hashable {
    /// The rule, by its index.
    var rule: Int
    /// Whether it is the rows themselves, and not what they refer to.
    var isOfRows: Bool
}

/// What has become of an order to tell apart what breaks a rule.
enum EarlyDigest: Sendable, Equatable {
    case ordered
    case failed
    case read(KeyDigest)

    init(_ row: Rows.Row?) {
        self = row.flatMap(KeyDigest.init).map { .read($0) } ?? .failed
    }
}

/// What breaks one rule, as far as it is known.
private struct KeySet: Sendable {
    var name: KeySetName
    var source: ViolationSource
    /// How many hashes may be listed.
    var limit: Int
    /// Whether it says something that another set lies within this one.
    var isTelling: Bool
    var digest: KeyDigest?
    /// The hashes one by one in ascending order, where sets are compared.
    var hashes: [Substring]?

    var rule: Int { name.rule }
    var total: Int { digest?.total ?? 0 }

    func equals(_ other: KeySet) -> Bool { total == other.total && digest?.sum == other.digest?.sum }

    /// Whether all hashes are among those of another set; `nil` where one of both does not list them.
    func isListed(within other: KeySet) -> Bool? {
        guard let hashes, var candidates = other.hashes?[...] else { return nil }
        return hashes.allSatisfy { hash in
            candidates = candidates.drop { $0 < hash }
            return candidates.popFirst() == hash
        }
    }
}

/// The keys of what breaks one rule.
struct KeyDigest: Sendable, Equatable {
    var total: Int
    /// The sum of the hashes of all keys, as the server writes it.
    var sum: String
    /// All hashes, where there are not too many.
    var hashes: String?

    var sha256: String { SHA256.hexadecimal(of: "\(total) \(sum)".utf8) }

    init?(_ row: Rows.Row) {
        guard let total = row.integer("total") else { return nil }
        self.total = total
        sum = row["sum"] ?? ""
        hashes = row["hashes"]
    }

    /// Takes what ``ViolationSource/digestColumn(over:)`` has read.
    init?(column: String, listing limit: Int) {
        guard let parts = try? JSONDecoder().decode(Parts.self, from: Data(column.utf8)) else { return nil }
        total = parts.total
        sum = parts.sum ?? ""
        hashes = parts.hashes
        self = listing(limit)
    }

    /// The same with hashes only where there are not more than a number.
    func listing(_ limit: Int) -> KeyDigest {
        var digest = self
        if total > limit { digest.hashes = nil }
        return digest
    }

    private struct Parts: Decodable {
        var total: Int
        var sum: String?
        var hashes: String?

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            total = try list.decode(Int.self)
            sum = try list.decodeIfPresent(String.self)
            hashes = try list.decodeIfPresent(String.self)
        }
    }
}
