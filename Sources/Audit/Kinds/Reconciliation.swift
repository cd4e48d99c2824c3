import AuditModel

/// Checks that two sets of rows agree: as many rows, or the same keys.
///
/// - Shape: `source` and `target`, each a dataset (with `where`) or a query, and either `count: rows` or `keys`.
/// - Population: the larger number of rows; with `keys` the distinct keys of both sides.
///   Violation: a row of difference; with `keys` a key that is on one side only.
/// - NULL: a NULL in a key is a value like any other.
/// - Both sides empty: not applicable.
struct Reconciliation: RuleKind {
    /// One side of the comparison.
    struct Side: Sendable {
        var dataset: Located<DatasetName>?
        var filter: String?
        var query: String?
        var keys: [Located<String>]

        /// The rows as `FROM … WHERE …`.
        var rows: String {
            if let query { return "FROM (\n\(SQLText.withoutTerminator(query))\n) AS side" }
            let condition = filter.map { " WHERE \(SQLText.parenthesized($0))" } ?? ""
            return "FROM \(dataset?.value.sql ?? "")\(condition)"
        }
    }

    var source: Side
    var target: Side

    static let description = KindDescription(
        name: "reconciliation",
        summary: "two sets of rows agree: as many rows, or the same keys",
        population: "the larger number of rows; with 'keys' the distinct keys of both sides",
        violation: "a row of difference; with 'keys' a key that is on one side only",
        nulls: "a missing value in a key is a value like any other",
        dimension: .consistency,
        keys: [
            KindKey(
                "source",
                "the side that is right: { dataset, where, count: rows } or { query, keys }",
                .mapping(sideKeys),
                isRequired: true
            ),
            KindKey("target", "the side that must agree, likewise", .mapping(sideKeys), isRequired: true),
        ],
        otherNames: ["row_count_match", "audit_helper", "compare", "expect_query_results_to_match_comparison"],
        example: """
            kind: reconciliation
            source: { dataset: staging.events, where: "page = 'NextSong'", count: rows }
            target: { dataset: songplays, count: rows }
            """
    )

    init?(reading settings: SettingReader) {
        let source = Self.side("source", reading: settings)
        let target = Self.side("target", reading: settings)
        guard let source, let target else { return nil }
        if source.keys.count != target.keys.count {
            settings.report("'source' and 'target' must name as many 'keys' as one another, or none")
            return nil
        }
        self.source = source
        self.target = target
    }

    private static let sideKeys = [
        KindKey("dataset", "the table or view, as table or schema.table", .text),
        KindKey("where", "a SQL condition on the rows", .text),
        KindKey("query", "a query instead of a dataset", .text),
        KindKey("count", "what is counted: rows", .choice(["rows"])),
        KindKey("keys", "the columns by which the rows are compared", .list(.text)),
    ]

    private static func side(_ name: String, reading settings: SettingReader) -> Side? {
        guard let inner = settings.mapping(name, keys: sideKeys.map(\.name)) else {
            if settings.setting(name) == nil { settings.reportMissing(name) }
            return nil
        }
        defer { settings.adopt(inner) }
        let query = inner.sql("query")?.value
        let keys = inner.strings("keys") ?? []
        if let count = inner.string("count"), count.value != "rows" || !keys.isEmpty {
            inner.report("'count' can only be rows, and not together with 'keys'", at: count.location)
        }
        if query != nil {
            for key in ["dataset", "where"] where inner.setting(key) != nil {
                inner.report("'\(name)' has both 'query' and '\(key)'; keep one", at: inner.setting(key)?.location)
            }
            return Side(dataset: nil, filter: nil, query: query, keys: keys)
        }
        guard let dataset = inner.dataset() else { return nil }
        return Side(dataset: dataset, filter: inner.sql("where")?.value, query: nil, keys: keys)
    }

    var references: [Reference] {
        [source, target].flatMap { side in
            side.dataset.map { dataset in
                [Reference(dataset)] + side.keys.map { Reference($0, of: dataset) }
            } ?? []
        }
    }

    var nullHandling: NullHandling { .counted }

    func measurement(in scope: RuleScope) -> Measurement {
        if source.keys.isEmpty {
            return .query(
                """
                SELECT greatest(source, target) AS population, abs(source - target) AS violations, source, target
                FROM (SELECT count(*) AS source \(source.rows)) AS source_side,
                     (SELECT count(*) AS target \(target.rows)) AS target_side
                """
            )
        }
        return .query(
            """
            SELECT count(*) AS population, count(*) FILTER (WHERE NOT (\(Self.inSource) AND \(Self.inTarget))) AS violations,
                   count(*) FILTER (WHERE NOT \(Self.inTarget)) AS only_source,
                   count(*) FILTER (WHERE NOT \(Self.inSource)) AS only_target
            FROM (\(comparedKeys)) AS compared
            """
        )
    }

    func judge(_ readings: Readings, in scope: RuleScope) -> Measured {
        guard readings.count("population") > 0 else { return .nothing("both sides are empty", unit: "rows") }
        return source.keys.isEmpty ? judgeCounts(readings, in: scope) : judgeKeys(readings, in: scope)
    }

    private func judgeCounts(_ readings: Readings, in scope: RuleScope) -> Measured {
        let left = "\(Wording.count(readings.count("source"))) rows in \(name(of: source, in: scope))"
        let right = "\(Wording.count(readings.count("target"))) in \(name(of: target, in: scope))"
        let difference = readings.count("violations")
        let end = difference > 0 ? "a difference of \(Wording.count(difference))" : "the two agree"
        return Measured(
            population: readings.count("population"),
            violations: difference,
            unit: "rows",
            sentence: "there are \(left) and \(right): \(end)"
        )
    }

    private func judgeKeys(_ readings: Readings, in scope: RuleScope) -> Measured {
        let onlySource = readings.count("only_source")
        let onlyTarget = readings.count("only_target")
        let sides = (name(of: source, in: scope), name(of: target, in: scope))
        let sentence =
            onlySource + onlyTarget > 0
            ? "\(Wording.count(onlySource, "key")) \(onlySource == 1 ? "is" : "are") only in \(sides.0) and "
                + "\(Wording.count(onlyTarget)) only in \(sides.1), "
                + "of \(Wording.count(readings.count("population"))) altogether"
            : "all \(Wording.count(readings.count("population"), "key")) are both in \(sides.0) and in \(sides.1)"
        return Measured(
            population: readings.count("population"),
            violations: readings.count("violations"),
            unit: "keys",
            sentence: sentence
        )
    }

    private func name(of side: Side, in scope: RuleScope) -> String {
        side.dataset.map { scope.name(of: $0.value) } ?? "the \(side.query == source.query ? "source" : "target") query"
    }

    func assertion(in scope: RuleScope) -> String {
        "\(name(of: source, in: scope)) and \(name(of: target, in: scope)) agree: "
            + (source.keys.isEmpty ? "they hold as many rows" : "they hold the same keys")
    }

    func offenders(in scope: RuleScope) -> Offenders? {
        guard !source.keys.isEmpty else { return nil }
        let keys = source.keys.map(\.value)
        var offenders = Offenders(
            columns: keys + ["found_in"],
            sql: """
                SELECT \(SQLText.columns(keys)), CASE WHEN \(Self.inSource) THEN 'source only' ELSE 'target only' END AS found_in
                FROM (\(comparedKeys)) AS compared WHERE NOT (\(Self.inSource) AND \(Self.inTarget))
                """,
            // A query may read any table.
            datasets: source.query == nil && target.query == nil
                ? [source.dataset, target.dataset].compactMap { $0?.value } : scope.datasets.keys.sorted()
        )
        offenders.withheld = Set(zip(source.keys, target.keys).filter { isSensitive($0, $1, in: scope) }.map(\.0.value))
        return offenders
    }

    /// Whether a key may hold values of a sensitive column on either side; a query can give them any name.
    private func isSensitive(_ key: Located<String>, _ other: Located<String>, in scope: RuleScope) -> Bool {
        [(source, key), (target, other)].contains { side, key in
            guard let dataset = side.dataset else { return scope.hasSensitiveColumns }
            return scope.isSensitive(key.value, of: dataset.value)
        }
    }

    /// Names that no key has.
    private static let (inSource, inTarget) = (SQLText.column("plumb: in source"), SQLText.column("plumb: in target"))

    /// Each key of either side with whether the sides have it.
    private var comparedKeys: String {
        let names = source.keys.map(\.value)
        let renamed = zip(target.keys, names).map { "\(SQLText.column($0.value)) AS \(SQLText.column($1))" }
        return """
            SELECT \(SQLText.columns(names)), bool_or(\(Self.inSource)) AS \(Self.inSource),
                   bool_or(NOT \(Self.inSource)) AS \(Self.inTarget)
            FROM (SELECT \(SQLText.columns(names)), true AS \(Self.inSource) \(source.rows)
                  UNION ALL SELECT \(renamed.joined(separator: ", ")), false \(target.rows)) AS both_sides
            GROUP BY \(SQLText.columns(names))
            """
    }
}
