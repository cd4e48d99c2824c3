import AuditModel
import Postgres

extension LinkageStatement {
    var source: DatasetName { question.evidence?.dataset.value ?? rule.dataset.value }

    /// The columns of natural keys under short names: texts, numbers, segments.
    private var naturalColumns: [String] { texts + numbers + segments }

    private func text(_ index: Int, of alias: String?) -> String {
        "\(SQLText.column(question.texts[index].child.value, of: alias))::text COLLATE \"C\""
    }

    /// The columns of the source, under short names.
    private func sourceColumns(of alias: String?) -> [String] {
        let texts = self.texts.enumerated().map { "\(text($0, of: alias)) AS \($1)" }
        let numbers = zip(question.numbers, self.numbers).map {
            "\(SQLText.column($0.child.value, of: alias)) AS \($1)"
        }
        let segments = zip(question.segments, self.segments).map { segment, name in
            guard let unit = segment.unit else {
                return "\(SQLText.column(segment.column.value, of: alias))::text COLLATE \"C\" AS \(name)"
            }
            let form = ["hour": "YYYY-MM-DD HH24:00", "day": "YYYY-MM-DD", "week": "IYYY-\"W\"IW", "month": "YYYY-MM"]
            let utc = scope.catalog.utc(segment.column.value, of: source)
            return "to_char(\(utc), '\(form[unit] ?? "YYYY")') AS \(name)"
        }
        return texts + numbers + segments
    }

    /// The natural keys of all rows of the part, with the keys by which they are linked; a row for each row.
    private var rows: String {
        let own = keyColumns.joined(separator: ", ")
        let population = scope.rows(of: rule.dataset.value, where: rule.populationCondition, as: "child")
        guard let evidence = question.evidence else {
            let from =
                part.condition(on: text(0, of: "child"))
                .map { "FROM (SELECT child.* \(population)) AS child WHERE \($0)" } ?? population
            return """
                SELECT \(own), \(sourceColumns(of: "child").joined(separator: ", ")), true AS seen
                      \(from)
                """
        }
        let names = naturalColumns.map { "source.\($0)" }.joined(separator: ", ")
        let keys = self.keys.joined(separator: ", ")
        let equal = equalities(evidence.keys.count)
        let joined = joinColumns(evidence.keys.map(\.evidence.value)) + sourceColumns(of: nil)
        if gathering == .byEvidence {
            let condition = part.condition(on: text(0, of: nil)).map { " AND \($0)" } ?? ""
            let checksum = checksum(of: evidence.keys.map(\.evidence.value))
            return """
                SELECT \(keys), \(names), true AS seen, source.h
                      FROM (SELECT \(joined.joined(separator: ", ")), \(checksum) AS h
                            FROM \(evidence.dataset.value.sql)
                            WHERE \(sourceFilter(evidence))\(condition)) AS source
                      LEFT JOIN (SELECT \((joinColumns(evidence.keys.map(\.row.value)) + [own]).joined(separator: ", "))
                            FROM \(rule.dataset.value.sql) AS child WHERE \(anyKey)) AS child ON \(equal)
                """
        }
        let condition = part.condition(on: "source.m1").map { "\n      WHERE \($0)" } ?? ""
        return """
            SELECT \(keys), \(names), source.d1 IS NOT NULL AS seen
                  FROM (SELECT \((joinColumns(evidence.keys.map(\.row.value)) + [own]).joined(separator: ", "))
                        \(population)) AS child
                  LEFT JOIN (SELECT \(joined.joined(separator: ", "))
                        FROM \(evidence.dataset.value.sql)
                        WHERE \(sourceFilter(evidence))) AS source ON \(equal)\(condition)
            """
    }

    /// The natural keys with the number of their rows; blank texts count as missing.
    ///
    /// Whether a key leads somewhere is looked up once for rows that are alike.
    var tuples: String {
        let columns = naturalColumns + keys + ["seen"]
        let places = (1...columns.count).map(String.init).joined(separator: ", ")
        let checksum = gathering == .byEvidence ? ", bit_xor(h) AS all_keys" : ""
        let texts = self.texts.map { "\(TextPattern.presence(of: "g.\($0)")) AS \($0)" }
        let numbers = zip(question.numbers, self.numbers).map {
            "\(number("g.\($1)", like: $0.child.value, of: source)) AS \($1)"
        }
        let keyed = keys.map { "g.\($0) IS NOT NULL" }.joined(separator: " OR ")
        let states = ["parent.k1 IS NOT NULL AS linked", "(\(keyed)) AS keyed", "g.seen", "g.n"]
        let keys = self.keys.map { "CASE WHEN parent.k1 IS NOT NULL THEN g.\($0) END AS \($0)" }
        let segments = self.segments.map { "g.\($0)" } + (checksum.isEmpty ? [] : ["g.all_keys"])
        let complete = (self.texts + self.numbers).map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        return """
            tuples AS MATERIALIZED (
                SELECT t.*, \(complete) AS complete
                FROM (SELECT \((texts + numbers + states + keys + segments).joined(separator: ", "))
                      FROM (SELECT \(columns.joined(separator: ", ")), count(*) AS n\(checksum)
                            FROM (\(rows)) AS r
                            GROUP BY \(places)) AS g
                      \(parentJoin)) AS t)
            """
    }

    private var keyColumns: [String] {
        zip(rule.columns, keys).map { "\(SQLText.column($0.value, of: "child")) AS \($1)" }
    }
    private var anyKey: String {
        rule.columns.map { "\(SQLText.column($0.value, of: "child")) IS NOT NULL" }.joined(separator: " OR ")
    }

    private func joinColumns(_ columns: [String]) -> [String] {
        columns.enumerated().map { "\(SQLText.column($1)) AS d\($0 + 1)" }
    }

    private func equalities(_ count: Int) -> String {
        (1...max(1, count)).map { "child.d\($0) = source.d\($0)" }.joined(separator: " AND ")
    }

    private func sourceFilter(_ evidence: LinkageQuestion.Evidence) -> String {
        let present = SQLText.allPresent(evidence.keys.map(\.evidence.value))
        return present + (evidence.filter.map { " AND " + SQLText.parenthesized($0) } ?? "")
    }

    /// The distinct keys of parents, beside the rows' own.
    private var parentJoin: String {
        let parents = zip(rule.parentColumns, keys).map { "\(SQLText.column($0.value)) AS \($1)" }
        let present = SQLText.allPresent(rule.parentColumns.map(\.value))
        let filter = rule.parentFilter.map { " AND " + SQLText.parenthesized($0) } ?? ""
        let pairs = keys.map { "parent.\($0) = g.\($0)" }.joined(separator: " AND ")
        return """
            LEFT JOIN (SELECT DISTINCT \(parents.joined(separator: ", ")) FROM \(rule.parent.value.sql)
                                 WHERE \(present)\(filter)) AS parent ON \(pairs)
            """
    }

    /// The names that the whole source has among those that `list` selects, whatever the part.
    func namesOfSource(among list: String) -> String {
        let filter = question.evidence.map(sourceFilter) ?? "true"
        let name = text(0, of: nil)
        return "SELECT DISTINCT \(name) AS text FROM \(source.sql) WHERE \(filter) AND \(name) IN (\(list))"
    }

    // MARK: - Whether both tables hold the same keys

    /// A number of 64 bits for the key of a row, the same for equal keys.
    private func checksum(of columns: [String]) -> String {
        let types = columns.map { name in
            [rule.dataset.value, source].compactMap { scope.catalog.relations[$0]?.column(name)?.type }.first ?? ""
        }
        if columns.count == 1, ["smallint", "integer", "bigint"].contains(types[0]) {
            return "hashint8extended(\(SQLText.column(columns[0]))::bigint, 0)"
        }
        return "hashtextextended(ROW(\(SQLText.columns(columns)))::text, 0)"
    }

    /// The keys of the part's evidence, and those of a part of the rows: how many, and all hashes in one.
    ///
    /// Rows have each key once. If the evidence has one twice or lacks one, the hashes of both differ but by chance.
    var checks: [(name: String, query: String)] {
        guard gathering == .byEvidence, let evidence = question.evidence else { return [] }
        let ofEvidence = "SELECT coalesce(sum(n), 0) AS count, bit_xor(all_keys) AS hash FROM tuples"
        let hash = checksum(of: evidence.keys.map(\.row.value))
        let ofRows = "SELECT count(*) AS count, bit_xor(\(hash)) AS hash FROM \(rule.dataset.value.sql)"
        let table = scope.catalog.relations[rule.dataset.value]
        if table?.kind == .table, let pages = table?.pages, let condition = part.condition(onPages: pages) {
            return [("evidence_keys", ofEvidence), ("row_keys", ofRows + " WHERE " + condition)]
        }
        return [("evidence_keys", ofEvidence)] + (part.index == 0 ? [("row_keys", ofRows)] : [])
    }
}
