import AuditModel
import Postgres

extension LinkageStatement {
    var source: DatasetName { question.evidence?.dataset.value ?? rule.dataset.value }

    /// The columns of the source, under short names.
    private func sourceColumns(of alias: String?) -> [String] {
        let texts = zip(question.texts, self.texts).map {
            "\(SQLText.column($0.child.value, of: alias))::text COLLATE \"C\" AS \($1)"
        }
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

    var gathered: String {
        let columns = texts + numbers + segments
        let grouped = columns.map { "source.\($0)" }
        let group = (1...(grouped.count + 3 + keys.count)).map(String.init).joined(separator: ", ")
        switch (gathering, question.evidence) {
        case (.apart, .some(let evidence)): return gatheredApart(evidence, columns: columns)
        case (_, .some(let evidence)):
            let children = joinColumns(evidence.keys.map(\.row.value)) + keyColumns
            return """
                gathered AS MATERIALIZED (
                    SELECT \((grouped + states + ["source.d1 IS NOT NULL AS seen"] + linkedKeys).joined(separator: ", ")), count(*) AS n
                    FROM (SELECT \(children.joined(separator: ", "))
                          \(scope.rows(of: rule.dataset.value, where: rule.populationCondition, as: "child"))) AS child
                    LEFT JOIN (SELECT \((joinColumns(evidence.keys.map(\.evidence.value)) + sourceColumns(of: nil)).joined(separator: ", "))
                          FROM \(evidence.dataset.value.sql)
                          WHERE \(sourceFilter(evidence))) AS source ON \(equalities("child", "source", evidence.keys.count))
                    \(parentJoin)
                    GROUP BY \(group))
                """
        case (_, .none):
            let own = (keyColumns + sourceColumns(of: "child")).joined(separator: ", ")
            return """
                gathered AS MATERIALIZED (
                    SELECT \((columns.map { "child.\($0)" } + states + ["true AS seen"] + linkedKeys).joined(separator: ", ")), count(*) AS n
                    FROM (SELECT \(own)
                          \(scope.rows(of: rule.dataset.value, where: rule.populationCondition, as: "child"))) AS child
                    \(parentJoin)
                    GROUP BY \(group))
                """
        }
    }

    /// All of the evidence by its natural keys, less the rows that have a link, which are counted by what they link to.
    ///
    /// One table's columns to group by let the server count with several processes.
    private func gatheredApart(_ evidence: LinkageQuestion.Evidence, columns: [String]) -> String {
        let keys = evidence.keys.map(\.evidence.value)
        let names = columns.joined(separator: ", ")
        let places = (1...columns.count).map(String.init).joined(separator: ", ")
        let linkPlaces = (1...(columns.count + 1 + self.keys.count)).map(String.init).joined(separator: ", ")
        let links = (["link.linked"] + self.keys.map { "link.\($0)" }).joined(separator: ", ")
        let ownKeys = self.keys.joined(separator: ", ")
        let rows = "FROM \(evidence.dataset.value.sql)\n              WHERE \(sourceFilter(evidence))"
        return """
            counted AS MATERIALIZED (
                SELECT \(names), count(*) AS n, bit_xor(h) AS all_keys, sum((h & 65535)::int) AS sum_of_keys
                FROM (SELECT \(sourceColumns(of: nil).joined(separator: ", ")), \(checksum(of: keys)) AS h
                      \(rows)) AS source
                GROUP BY \(places)),
            linked_rows AS MATERIALIZED (
                SELECT \(columns.map { "source.\($0)" }.joined(separator: ", ")), \(links), count(*) AS n
                FROM (SELECT \((joinColumns(keys) + sourceColumns(of: nil)).joined(separator: ", "))
                      \(rows)) AS source
                JOIN (SELECT \(linkColumns(evidence)) FROM \(rule.dataset.value.sql) AS child
                      \(parentJoin) WHERE \(anyKey)) AS link
                    ON \(equalities("link", "source", keys.count))
                GROUP BY \(linkPlaces)),
            gathered AS MATERIALIZED (
                SELECT \(names), linked, true AS keyed, true AS seen, \(ownKeys), n FROM linked_rows
                UNION ALL
                SELECT \(names), false, false, true, \(self.keys.map { _ in "NULL" }.joined(separator: ", ")), sum(n)::bigint
                FROM (SELECT \(names), n FROM counted UNION ALL SELECT \(names), -n FROM linked_rows) AS rest
                GROUP BY \(places) HAVING sum(n) > 0)
            """
    }

    private var keyColumns: [String] {
        zip(rule.columns, keys).map { "\(SQLText.column($0.value, of: "child")) AS \($1)" }
    }
    private var states: [String] {
        [
            "parent.k1 IS NOT NULL AS linked",
            "(" + keys.map { "child.\($0) IS NOT NULL" }.joined(separator: " OR ") + ") AS keyed",
        ]
    }
    private var linkedKeys: [String] { keys.map { "CASE WHEN parent.k1 IS NOT NULL THEN child.\($0) END AS \($0)" } }
    private var anyKey: String {
        rule.columns.map { "\(SQLText.column($0.value, of: "child")) IS NOT NULL" }.joined(separator: " OR ")
    }

    private func joinColumns(_ columns: [String]) -> [String] {
        columns.enumerated().map { "\(SQLText.column($1)) AS d\($0 + 1)" }
    }

    private func equalities(_ left: String, _ right: String, _ count: Int) -> String {
        (1...max(1, count)).map { "\(left).d\($0) = \(right).d\($0)" }.joined(separator: " AND ")
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
        let pairs = zip(rule.columns, keys).map { column, key in
            let child = gathering == .apart ? SQLText.column(column.value, of: "child") : "child.\(key)"
            return "parent.\(key) = \(child)"
        }
        return """
            LEFT JOIN (SELECT DISTINCT \(parents.joined(separator: ", ")) FROM \(rule.parent.value.sql)
                       WHERE \(present)\(filter)) AS parent ON \(pairs.joined(separator: " AND "))
            """
    }

    private func linkColumns(_ evidence: LinkageQuestion.Evidence) -> String {
        let joined = evidence.keys.enumerated().map { "\(SQLText.column($1.row.value, of: "child")) AS d\($0 + 1)" }
        let linked = zip(rule.columns, keys).map {
            "CASE WHEN parent.k1 IS NOT NULL THEN \(SQLText.column($0.value, of: "child")) END AS \($1)"
        }
        return (joined + ["parent.k1 IS NOT NULL AS linked"] + linked).joined(separator: ", ")
    }

    /// A number of 64 bits for the key of a row, the same for equal keys.
    func checksum(of columns: [String]) -> String {
        let types = columns.map { name in
            [rule.dataset.value, source].compactMap { scope.catalog.relations[$0]?.column(name)?.type }.first ?? ""
        }
        if columns.count == 1, ["smallint", "integer", "bigint"].contains(types[0]) {
            return "hashint8extended(\(SQLText.column(columns[0]))::bigint, 0)"
        }
        return "hashtextextended(ROW(\(SQLText.columns(columns)))::text, 0)"
    }

    /// The natural keys with the number of their rows; blank texts count as missing.
    var tuples: String {
        let texts = self.texts.map { "\(TextPattern.presence(of: $0)) AS \($0)" }
        let numbers = zip(question.numbers, self.numbers).map {
            "\(number($1, like: $0.child.value, of: source)) AS \($1)"
        }
        let complete = (self.texts + self.numbers).map { "\($0) IS NOT NULL" }.joined(separator: " AND ")
        let rest = ["linked", "keyed", "seen"] + keys + segments + ["n"]
        return """
            tuples AS MATERIALIZED (
                SELECT row_number() OVER () AS id, t.*, \(complete) AS complete
                FROM (SELECT \((texts + numbers + rest).joined(separator: ", ")) FROM gathered) AS t)
            """
    }
}
