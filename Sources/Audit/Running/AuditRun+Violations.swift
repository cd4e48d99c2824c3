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

    /// Finds out for each finding which keys break it, and which findings are broken by the same, in the same snapshot.
    mutating func tellViolationsApart() async {
        var left = ViolationKeys.longestReport
        var sets: [KeySet] = []
        for (index, rule) in rules.rules.enumerated() {
            guard let measured = comparable(index) else { continue }
            let scope = scope(of: rule)
            let isTelling = measured.violations * 100 <= measured.population * Self.mostTellingPercent
            if let source = rule.kind.violations(in: scope) {
                let limit = min(ViolationKeys.longestList, left)
                // What may be listed is shared out beforehand: which answer comes first must make no difference.
                if source.isListed, measured.violations <= limit { left -= measured.violations }
                var set = KeySet(rule: index, source: source, limit: limit, isOfRows: true, isTelling: isTelling)
                set.digest = knownDigests[index].flatMap { KeyDigest(column: $0, listing: limit) }
                sets.append(set)
            }
            if let kind = rule.kind as? any MissesParents, let source = kind.missingParents(in: scope) {
                let limit = min(ViolationKeys.longestList, left)
                sets.append(KeySet(rule: index, source: source, limit: limit, isOfRows: false, isTelling: true))
            }
        }
        let open = sets.indices.filter { sets[$0].digest == nil }
        let questions = open.map { number in
            let set = sets[number]
            return Question(sql: set.source.digestSQL(listing: set.limit), rules: [set.rule])
        }
        for (number, row) in zip(open, await answers(to: questions)) {
            sets[number].digest = row.flatMap(KeyDigest.init)
        }
        for set in sets where set.isOfRows && set.source.isListed {
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
                    let holds = small.listed(with: large).map { $0.isSubset(of: $1) }
                    relations.append((large, .contains, small, holds))
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

/// What breaks one rule, as far as it is known.
private struct KeySet: Sendable {
    var rule: Int
    var source: ViolationSource
    /// How many hashes may be listed.
    var limit: Int
    /// Whether it is the rows themselves, and not what they refer to.
    var isOfRows: Bool
    /// Whether it says something that another set lies within this one.
    var isTelling: Bool
    var digest: KeyDigest?

    var total: Int { digest?.total ?? 0 }

    func equals(_ other: KeySet) -> Bool { total == other.total && digest?.sum == other.digest?.sum }

    func listed(with other: KeySet) -> (Set<Substring>, Set<Substring>)? {
        guard let own = digest?.hashes, let others = other.digest?.hashes else { return nil }
        return (Set(own.split(separator: " ")), Set(others.split(separator: " ")))
    }
}

/// The keys of what breaks one rule.
private struct KeyDigest: Sendable {
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
        hashes = total <= limit ? parts.hashes : nil
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
