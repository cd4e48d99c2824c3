import AuditModel

/// Things that break a rule and how they are told apart: two sources of one space can be compared.
struct ViolationSource: Sendable {
    /// What the keys are keys of: a dataset and its columns, or something that only this rule knows.
    var space: String
    /// What the things are called, in the plural.
    var noun: String
    /// The expression of a key over the row `v` of the query.
    var key: String
    /// The query that returns the things.
    var sql: String
    /// Whether the keys of these may be listed as hashes; not so for sensitive ones, which could be guessed.
    var isListed: Bool

    /// The largest population whose violations are told apart: it takes one more look at the rows.
    static let largestPopulation = 100_000

    /// The statement that reads how many keys there are, their hash as a set, and up to so many hashes in ascending order.
    ///
    /// A hash is the first 64 bits of the SHA-256 of the key's text, which is the same on every server. The set's hash is made of
    /// the sum of all, which does not depend on an order.
    func digestSQL(listing limit: Int) -> String { digestSQL(over: sql, listing: limit) }

    /// The same as one text, for a column of a query that has the things at hand; `things` selects them there.
    ///
    /// It is a JSON array of the number, the hash and the list.
    func digestColumn(over things: String) -> String {
        "(SELECT json_build_array(total, sum::text, hashes)::text FROM (\n\(digestSQL(over: things, listing: ViolationKeys.longestList))\n) AS digest)"
    }

    private func digestSQL(over things: String, listing limit: Int) -> String {
        """
        WITH keys AS (
            SELECT DISTINCT \(Self.hash(of: key)) AS hash FROM (\n\(things)\n) AS v
        )
        SELECT count(*) AS total,
               sum(('x' || encode(hash, 'hex'))::bit(64)::bigint) AS sum,
               CASE WHEN count(*) <= \(limit)
                    THEN (SELECT string_agg(encode(hash, 'hex'), ' ' ORDER BY hash) FROM keys) END AS hashes
        FROM keys
        """
    }

    /// The statement that tells whether every key of this source is one of another.
    func isWithinSQL(_ other: ViolationSource) -> String {
        """
        SELECT NOT EXISTS (
            SELECT \(key) FROM (\n\(sql)\n) AS v
            EXCEPT
            SELECT \(other.key) FROM (\n\(other.sql)\n) AS v
        ) AS is_within
        """
    }

    private static func hash(of key: String) -> String {
        "substr(sha256(convert_to(\(key), 'UTF8')), 1, 8)"
    }

    /// The text of some columns that differs when any of them does.
    static func text(of columns: [String]) -> String {
        columns.count == 1
            ? "coalesce(v.\(SQLText.column(columns[0]))::text, '')"
            : "jsonb_build_array(\(columns.map { "v.\(SQLText.column($0))::text" }.joined(separator: ", ")))::text"
    }
}

/// A kind whose violations come of things that are missing elsewhere: rules that miss the same have one cause.
protocol MissesParents: RuleKind {
    /// The missing things themselves, each key once.
    func missingParents(in scope: RuleScope) -> ViolationSource?
}

extension RuleKind {
    /// What breaks the rule; `nil` when it has no rows to tell apart.
    func violations(in scope: RuleScope) -> ViolationSource? {
        guard let offenders = offenders(in: scope) else { return nil }
        let sensitive = scope.sensitiveColumns(of: offenders)
        guard let dataset = offenders.datasets.first, !offenders.columns.isEmpty else {
            // Nobody knows the columns of a free query beforehand.
            let key = "to_jsonb(v)::text"
            return ViolationSource(
                space: "",
                noun: "rows",
                key: key,
                sql: offenders.sql,
                isListed: sensitive.isEmpty
            )
        }
        let rowKey = scope.key(of: dataset)
        let isOfRows = offenders.grouping == nil && offenders.datasets.count == 1
        // Rows without a key cannot be told apart.
        if isOfRows, rowKey.isEmpty { return nil }
        let identifiesRows = isOfRows && rowKey.allSatisfy(offenders.columns.contains)
        let columns = identifiesRows ? rowKey : offenders.identity
        return ViolationSource(
            space: identifiesRows ? "\(dataset) by \(columns.joined(separator: ", "))" : "",
            noun: identifiesRows ? scope.noun(of: dataset) : "findings",
            key: ViolationSource.text(of: columns),
            sql: offenders.sql,
            isListed: sensitive.isDisjoint(with: columns)
        )
    }
}

extension Offenders {
    /// The columns that tell groups apart: not the number of their rows, which changes while the group stays the same.
    fileprivate var identity: [String] { grouping == nil ? columns : columns.filter { $0 != "rows" } }
}

extension Relationship: MissesParents {
    func missingParents(in scope: RuleScope) -> ViolationSource? {
        let source = links(in: scope)
        let present = SQLText.allPresent(source.columns, of: "child")
        let list = SQLText.columns(source.columns, of: "child")
        return ViolationSource(
            space: "\(source.parent.dataset) without \(source.parentColumns.joined(separator: ", "))",
            noun: "\(scope.noun(of: source.parent.dataset)) that are missing",
            key: ViolationSource.text(of: source.columns),
            sql: "SELECT DISTINCT \(list)\n\(source.orphans)\n  AND \(present)",
            isListed: false
        )
    }
}
