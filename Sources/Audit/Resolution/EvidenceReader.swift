import AuditModel
import Foundation
import Postgres

/// Weighs what other tables say of pairs: columns that agree or differ, and whether the two were ever at work at once.
struct EvidenceReader {
    var scope: RuleScope
    var snapshot: SnapshotReader

    /// How many pairs are looked at, the most likely first.
    static let mostPairs = 50_000
    /// How often the same entity agrees in a column of evidence.
    private static let usualAgreement = 0.9

    /// Weighs the evidence that a rule names and changes the verdicts by it.
    ///
    /// - Throws: `PostgresError`.
    func weigh(_ resolution: inout Resolution) async throws {
        let settings = resolution.settings
        guard !settings.evidence.isEmpty || !settings.never.isEmpty, !resolution.pairs.isEmpty else { return }
        let shown = Array(resolution.pairs.prefix(Self.mostPairs))
        let keys = try await KeyReader(records: resolution.records, snapshot: snapshot).keys(
            of: shown.flatMap { [$0.rows.first, $0.rows.second] }
        )
        let pairs =
            "unnest(\(Self.texts(shown.map { keys[$0.rows.first] })), \(Self.texts(shown.map { keys[$0.rows.second] })))"
        for source in settings.evidence {
            try await weigh(source, "\(pairs) WITH ORDINALITY AS pairs (a, b, n)", &resolution)
        }
        for source in settings.never {
            try await exclude(source, "\(pairs) WITH ORDINALITY AS pairs (a, b, n)", &resolution)
        }
        for index in shown.indices {
            resolution.pairs[index].verdict = resolution.verdict(on: resolution.pairs[index])
        }
        resolution.sortPairs()
    }

    /// Texts as a constant array.
    static func texts(_ values: [String?]) -> String {
        let items = values.map { value in
            guard let value else { return "NULL" }
            let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            return "\"\(escaped)\""
        }
        return "\(SQL.quoted(literal: "{\(items.joined(separator: ","))}"))::text[]"
    }

    // MARK: - Columns

    private func weigh(
        _ source: ResolutionSettings.Evidence,
        _ pairs: String,
        _ resolution: inout Resolution
    ) async throws {
        let columns = source.columns.map(\.value)
        let key = "\(SQLText.column(source.key.value))::text"
        let latest = source.latest.map { ", \(SQLText.column($0.value)) DESC NULLS LAST" } ?? ""
        let values = columns.indices.map { "nullif(\(SQLText.column(columns[$0]))::text, '') AS c\($0)" }
        let order = columns.indices.map { ", c\($0)" }.joined()
        let entities = """
            WITH e AS MATERIALIZED (
                SELECT DISTINCT ON (\(key)) \(key) AS k, \(values.joined(separator: ", "))
                FROM \(source.dataset.value.sql) WHERE \(SQLText.column(source.key.value)) IS NOT NULL
                ORDER BY \(key)\(latest)\(order)
            )
            """
        let chances = columns.indices.map { index in
            """
            (SELECT coalesce(sum(n * (n - 1)), 0)::float8 / greatest(1, sum(n) * (sum(n) - 1))
                    FROM (SELECT count(*) AS n FROM e WHERE c\(index) IS NOT NULL GROUP BY c\(index)) AS same) AS u\(index)
            """
        }
        let row = try await snapshot.rows("\(entities) SELECT \(chances.joined(separator: ",\n       "))").first
        let agreements = columns.indices.map { "a.c\($0) = b.c\($0) AS same\($0)" }
        let found = try await snapshot.rows(
            """
            \(entities) SELECT n, \(agreements.joined(separator: ", ")) FROM \(pairs)
            JOIN e AS a ON a.k = pairs.a JOIN e AS b ON b.k = pairs.b ORDER BY n
            """
        )
        let shares = columns.indices.map { min(0.99, max(0.000_001, row?["u\($0)"].flatMap(Double.init) ?? 0.01)) }
        for line in found {
            let place = (line.integer("n") ?? 0) - 1
            guard resolution.pairs.indices.contains(place) else { continue }
            let same = columns.indices.filter { line["same\($0)"] == "t" }
            let different = columns.indices.filter { line["same\($0)"] == "f" }
            for index in same { resolution.pairs[place].weight += log2(Self.usualAgreement / shares[index]) }
            for index in different {
                resolution.pairs[place].weight += log2((1 - Self.usualAgreement) / (1 - shares[index]))
            }
            if !different.isEmpty { resolution.pairs[place].isContradicted = true }
            resolution.pairs[place].remarks +=
                Self.words(same, "same", columns) + Self.words(different, "different", columns)
        }
    }

    private static func words(_ places: [Int], _ word: String, _ columns: [String]) -> [String] {
        places.isEmpty ? [] : ["\(word) \(Measured.words(for: places.map { columns[$0] }))"]
    }

    // MARK: - Sessions

    /// Two who were ever at work at the same time are not one. A session is a run of rows without a longer silence.
    private func exclude(
        _ source: ResolutionSettings.Concurrency,
        _ pairs: String,
        _ resolution: inout Resolution
    ) async throws {
        let key = "\(SQLText.column(source.key.value))::text"
        let time = scope.catalog.instant(source.time.value, of: source.dataset.value)
        let found = try await snapshot.rows(
            """
            WITH pairs AS MATERIALIZED (SELECT * FROM \(pairs)), seen AS (
                SELECT \(key) AS k, \(time) AS at FROM \(source.dataset.value.sql)
                WHERE \(key) IN (SELECT a FROM pairs UNION SELECT b FROM pairs) AND isfinite(\(time))
            ), marked AS (
                SELECT k, at, CASE WHEN at - lag(at) OVER (PARTITION BY k ORDER BY at)
                                        <= INTERVAL '\(source.gap ?? "30 minutes")' THEN 0 ELSE 1 END AS starts FROM seen
            ), sessions AS MATERIALIZED (
                SELECT k, min(at) AS first, max(at) AS last
                FROM (SELECT k, at, sum(starts) OVER (PARTITION BY k ORDER BY at ROWS UNBOUNDED PRECEDING) AS number
                      FROM marked) AS numbered
                GROUP BY k, number
            )
            SELECT n, EXISTS (SELECT 1 FROM sessions WHERE k = pairs.a) AND EXISTS (SELECT 1 FROM sessions WHERE k = pairs.b)
                          AS known,
                   EXISTS (SELECT 1 FROM sessions AS a JOIN sessions AS b ON a.first <= b.last AND b.first <= a.last
                           WHERE a.k = pairs.a AND b.k = pairs.b) AS overlap
            FROM pairs ORDER BY n
            """
        )
        for line in found where line["known"] == "t" {
            let place = (line.integer("n") ?? 0) - 1
            guard resolution.pairs.indices.contains(place) else { continue }
            if line["overlap"] == "t" {
                resolution.pairs[place].isExcluded = true
                resolution.pairs[place].remarks.append("in session at the same time, so they are not one")
            } else {
                resolution.pairs[place].remarks.append("never in session at the same time")
            }
        }
    }
}

/// Reads the keys of rows by their numbers.
struct KeyReader {
    var records: RecordQuery
    var snapshot: SnapshotReader

    /// The keys of rows.
    ///
    /// - Throws: `PostgresError`.
    func keys(of rows: [Int32]) async throws -> [Int32: String] {
        guard !rows.isEmpty, !records.key.isEmpty else { return [:] }
        let list = Set(rows).sorted().map { String($0) }.joined(separator: ",")
        let found = try await snapshot.rows(
            "\(records.with) SELECT id, left(k, 200) AS k FROM r WHERE id = ANY ('{\(list)}'::int[])"
        )
        return found.reduce(into: [:]) { keys, row in
            guard let id = row["id"].flatMap({ Int32($0) }), let key = row["k"] else { return }
            keys[id] = key
        }
    }
}
