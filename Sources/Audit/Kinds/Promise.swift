import AuditModel

/// What promises the instants or members that must be there: a column of another table, or a query.
struct Promise: Sendable {
    /// Where the promises stand.
    enum Source: Sendable {
        case column(Located<String>, of: Located<DatasetName>, filter: String?)
        case query(String)
    }

    var source: Source

    /// The keys of `expected_by`.
    static let keys = [
        KindKey("dataset", "the table that promises", .text),
        KindKey("column", "its column of instants, days, members, or texts that hold a day", .text),
        KindKey("where", "a SQL condition: only these of its rows promise", .text),
        KindKey("query", "instead of a table, a query with one column", .text),
    ]

    /// Reads `expected_by`; `nil` when it is not there or wrong.
    init?(reading settings: SettingReader) {
        let keys = Self.keys.map(\.name)
        guard let inner = settings.mapping("expected_by", keys: keys) else { return nil }
        defer { settings.adopt(inner) }
        if inner.setting("query") != nil {
            for key in keys.dropLast() {
                guard let other = inner.setting(key) else { continue }
                inner.report(
                    "'\(key)' does not go with 'query', which says by itself what is promised",
                    at: other.location
                )
            }
            guard let query = inner.requiredSQL("query") else { return nil }
            source = .query(SQLText.withoutTerminator(query.value))
        } else {
            guard let dataset = inner.dataset(), let column = inner.required("column") else { return nil }
            source = .column(column, of: dataset, filter: inner.sql("where")?.value)
        }
    }

    var references: [Reference] {
        guard case .column(let column, let dataset, _) = source else { return [] }
        return [Reference(dataset), Reference(column, of: dataset)]
    }

    /// Who promises, in words.
    func inWords(in scope: RuleScope) -> String {
        guard case .column(let column, let dataset, _) = source else { return "a query of the rule" }
        return "\(Measured.words(for: [column.value])) in \(scope.name(of: dataset.value))"
    }

    /// The promised values as a query with one column `promised`, without NULL.
    func values(in scope: RuleScope) -> String {
        switch source {
        case .query(let query):
            return "SELECT DISTINCT promised FROM (\n\(query)\n) AS query (promised) WHERE promised IS NOT NULL"
        case .column(let column, let dataset, let filter):
            return distinct(SQLText.column(column.value), of: dataset.value, filter)
        }
    }

    /// The promised spans of time as a query with the columns `opens` and `closes`, the last one included.
    func spans(in scope: RuleScope) -> String {
        """
        SELECT promised::timestamp AS opens,
               promised::timestamp + CASE WHEN pg_typeof(promised) = 'date'::regtype
                                          THEN INTERVAL '1 day' - INTERVAL '1 microsecond' ELSE INTERVAL '0' END AS closes
        FROM (\(instants(in: scope))) AS promises
        WHERE isfinite(promised::timestamp)
        """
    }

    private func instants(in scope: RuleScope) -> String {
        guard case .column(let column, let dataset, let filter) = source else { return values(in: scope) }
        let known = scope.catalog.relations[dataset.value]?.column(column.value)
        if known?.category == "S" {
            return Self.days(inTexts: distinct(SQLText.column(column.value), of: dataset.value, filter))
        }
        // A day stays one, so that it stands for all its periods.
        let instant =
            known?.type == "date" ? SQLText.column(column.value) : scope.catalog.utc(column.value, of: dataset.value)
        return distinct(instant, of: dataset.value, filter)
    }

    /// How many texts promise nothing, since they hold no day, as a query with one value; `nil` where days are not read in
    /// texts.
    func unreadable(in scope: RuleScope) -> String? {
        guard case .column(let column, let dataset, let filter) = source,
            scope.catalog.relations[dataset.value]?.column(column.value)?.category == "S"
        else { return nil }
        let texts = distinct(SQLText.column(column.value), of: dataset.value, filter)
        return """
            SELECT count(*) FROM (\(texts)) AS texts
            WHERE NOT EXISTS (SELECT 1 FROM (\(Self.days(inTexts: "SELECT texts.promised"))) AS day)
            """
    }

    private func distinct(_ expression: String, of dataset: DatasetName, _ filter: String?) -> String {
        let conditions = [filter.map(SQLText.parenthesized), "\(expression) IS NOT NULL"].compactMap(\.self)
        return
            "SELECT DISTINCT \(expression) AS promised FROM \(dataset.sql) WHERE \(conditions.joined(separator: " AND "))"
    }

    /// The last day that each text holds in ISO form. Days are added up, since a cast of the 30th of February would fail.
    private static func days(inTexts texts: String) -> String {
        let day = "[12]\\d{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\\d|3[01])"
        return """
            SELECT day AS promised FROM (
                SELECT written, (left(written, 8) || '01')::date + (right(written, 2)::int - 1) AS day
                FROM (
                    SELECT DISTINCT substring(promised::text FROM '(?:^|.*\\D)(\(day))(?!\\d)') AS written
                    FROM (\(texts)) AS texts
                ) AS found
            ) AS days WHERE to_char(day, 'YYYY-MM-DD') = written
            """
    }
}
