import AuditModel
import Postgres

/// Resolves the rows of a dataset into entities: blocks, compares, weighs, decides and clusters.
///
/// The server compares; only counts, patterns of levels and the numbers of pairs that may be the same come to the client.
struct EntityResolver {
    var dataset: DatasetName
    var key: [String]
    var settings: ResolutionSettings
    var scope: RuleScope
    var snapshot: SnapshotReader

    /// The weight below which a pair, by the usual model, is not worth a closer look: one in 10,000.
    private static let leastWeight = -13.3
    /// How many rows the samples hold by which chances are estimated.
    private static let sampledRows = 3_000
    /// How many pairs such a sample of a table has.
    private static func sampledPairs(of rows: Int) -> Double {
        let sampled = Double(min(rows, sampledRows))
        return sampled * (sampled - 1) / 2
    }
    /// How many random pairs `u` is counted on.
    private static let randomPairs = 30_000

    /// Resolves.
    ///
    /// - Throws: `PostgresError`.
    func resolve() async throws -> Resolution {
        let records = try await records()
        let counts = try await snapshot.rows(
            "\(records.with) SELECT count(*) AS rows, max(id) AS last FROM r"
        ).first
        var resolution = Resolution(records: records, settings: settings, rows: counts?.integer("rows") ?? 0)
        guard resolution.rows > 1 else { return resolution }
        let parts = blockingParts(records)
        let shares = try await shares(of: parts, records, rows: resolution.rows)
        resolution.blocking = blocking(records, parts, shares, rows: resolution.rows)
        let u = try await chances(records, parts, shares, rows: resolution.rows)
        var model = LinkageModel(records.comparisons, u: u, rows: resolution.rows)
        let sql = CandidatePairs.sql(records, resolution.blocking, model: model, leastWeight: Self.leastWeight)
        let found = try await snapshot.rows(sql)
        resolution.candidates = CandidatePairs(found.map { ($0["pattern"], $0.integer("pairs") ?? 0, $0["ids"]) })
        resolution.fit(&model, jointAgreement(of: records.comparisons.count, shares, rows: resolution.rows))
        resolution.decide()
        try await EvidenceReader(scope: scope, snapshot: snapshot).weigh(&resolution)
        resolution.cluster()
        return resolution
    }

    // MARK: - What is compared

    private func records() async throws -> RecordQuery {
        let relation = scope.catalog.relations[dataset]
        let rows = scope.rows(of: dataset)
        let undecided = settings.compare.filter { $0.form != .exact }.map(\.column.value)
        var looks: [String: ColumnForms.Look] = [:]
        if !undecided.isEmpty {
            let count = try await snapshot.rows("SELECT count(*) AS n \(rows)").first?.integer("n") ?? 0
            let row = try await snapshot.rows(ColumnForms.sql(undecided, rows: rows, count: count)).first
            for (index, column) in undecided.enumerated() {
                func count(_ name: String) -> Int { row?.integer("\(name)\(index)") ?? 0 }
                looks[column] = ColumnForms.Look(
                    present: count("present"),
                    letters: count("letters"),
                    days: count("days")
                )
            }
        }
        let comparisons = settings.compare.map { compared in
            let name = compared.column.value
            return Comparison(
                column: name,
                form: compared.form ?? ColumnForms.form(of: relation?.column(name), looks[name]),
                weight: compared.weight,
                tolerance: compared.tolerance,
                isLetters: ColumnForms.isLetters(looks[name])
            )
        }
        let encoding = try await snapshot.rows("SELECT current_setting('server_encoding') AS encoding").first
        let isUnicode = encoding?["encoding"] == "UTF8"
        func value(_ comparison: Comparison) -> String {
            comparison.value(
                category: relation?.column(comparison.column)?.category ?? "S",
                utc: scope.catalog.utc(comparison.column, of: dataset),
                isUnicode: isUnicode
            )
        }
        var records = RecordQuery(
            rows: rows,
            key: key,
            isKeyUnique: !key.isEmpty && key == relation?.primaryKey,
            comparisons: comparisons,
            values: comparisons.map(value)
        )
        let named = settings.block.flatMap(\.self).map(\.column.value)
        records.blockingColumns = Array(Set(named).subtracting(comparisons.map(\.column))).sorted()
        records.blockingValues = records.blockingColumns.map { value(Comparison(column: $0, form: .text)) }
        return records
    }

    // MARK: - Blocking

    private func blockingParts(_ records: RecordQuery) -> [Blocking.Part] {
        let whole = records.comparisons.enumerated().map { Blocking.Part.value($0.offset, of: $0.element) }
        let sounds = records.comparisons.enumerated()
            .filter { $0.element.isLetters && [.name, .text].contains($0.element.form) }
            .map { Blocking.Part.sound($0.offset, of: $0.element) }
        return Array((whole + sounds).prefix(24))
    }

    private func blocking(
        _ records: RecordQuery,
        _ parts: [Blocking.Part],
        _ shares: [[Int]: Double],
        rows: Int
    ) -> Blocking {
        guard settings.block.isEmpty else {
            return Blocking(rules: settings.block.map { Blocking.Rule(parts: $0.map { part($0, records) }) })
        }
        return Blocking(rules: BlockingChoice(rows: rows, parts: parts, shares: shares).rules())
    }

    private func part(_ value: ResolutionSettings.BlockingValue, _ records: RecordQuery) -> Blocking.Part {
        let column = value.column.value
        let title = Measured.words(for: [column])
        let place = records.comparisons.firstIndex { $0.column == column }
        let extra = records.blockingColumns.firstIndex(of: column) ?? 0
        let name = place.map { "v\($0)" } ?? "x\(extra)"
        switch value.shape {
        case .whole: return Blocking.Part(sql: name, title: title, comparison: place)
        case .sound:
            let sound = "left(\(Comparison.sound("\(name)::text")), 4)"
            return Blocking.Part(sql: sound, title: "the sound of \(title)", comparison: place)
        case .prefix(let length):
            let sql = "left(\(name)::text, \(length))"
            return Blocking.Part(sql: sql, title: "the first \(length) letters of \(title)", comparison: place)
        }
    }

    /// How often two rows of a sample have parts in common, by the places of the parts: one part, or two, those of whole values
    /// or, where not all pairs are compared, of all.
    private func shares(
        of parts: [Blocking.Part],
        _ records: RecordQuery,
        rows: Int
    ) async throws -> [[Int]: Double] {
        let all = BlockingChoice(rows: rows, parts: parts, shares: [:])
        let choosesBlocks = settings.block.isEmpty && all.allPairs > all.budget
        let whole = records.comparisons.count
        var sets = parts.indices.map { [$0] }
        for first in parts.indices {
            for second in parts.indices.dropFirst(first + 1)
            where parts[first].comparison != parts[second].comparison && (choosesBlocks || second < whole) {
                sets.append([first, second])
            }
        }
        let names = parts.indices.map { "p\($0)" }
        let columns = zip(parts, names).map { "hashtextextended(\($0.sql)::text, 0) AS \($1)" }
        // GROUPING takes at most 31 arguments, so each part has a bit of its own.
        let grouped = "GROUPING(\(names.joined(separator: ", ")))"
        let missing = names.map { "(GROUPING(\($0)) = 0 AND \($0) IS NULL)" }.joined(separator: " OR ")
        let list = sets.map { set in "(\(set.map { names[$0] }.joined(separator: ", ")))" }
        let found = try await snapshot.rows(
            """
            \(records.with), sampled AS (
                SELECT \(columns.joined(separator: ", ")) FROM r ORDER BY hashint4(id), id LIMIT \(Self.sampledRows)
            ), grouped AS (
                SELECT \(grouped) AS parts, count(*) AS n FROM sampled
                GROUP BY GROUPING SETS (\(list.joined(separator: ", "))) HAVING NOT (\(missing))
            )
            SELECT parts, sum(n * (n - 1) / 2) AS pairs FROM grouped GROUP BY parts
            """
        )
        let allPairs = Self.sampledPairs(of: rows)
        var pairs: [Int: Double] = [:]
        for row in found { pairs[row.integer("parts") ?? 0] = Double(row["pairs"] ?? "0") }
        return sets.reduce(into: [:]) { shares, set in
            let bits = parts.indices.reduce(0) { $0 * 2 + (set.contains($1) ? 0 : 1) }
            shares[set] = ((pairs[bits] ?? 0) + 0.5) / (allPairs + 1)
        }
    }

    // MARK: - Chances

    /// How often whole values of columns are equal together; these are the first parts.
    private func jointAgreement(of columns: Int, _ shares: [[Int]: Double], rows: Int) -> JointAgreement {
        JointAgreement(
            pairs: Self.sampledPairs(of: rows),
            single: (0..<columns).map { shares[[$0]] ?? 0 },
            both: shares.filter { $0.key.count == 2 && $0.key[1] < columns }
        )
    }

    /// How often each level occurs among random pairs. Equality is told by how often values repeat, the rest by comparing.
    private func chances(
        _ records: RecordQuery,
        _ parts: [Blocking.Part],
        _ shares: [[Int]: Double],
        rows: Int
    ) async throws -> [[Double]] {
        let sampled = min(rows, 4_000)
        let shifts = max(1, min((sampled - 1) / 2, Self.randomPairs / sampled))
        let names = records.comparisons.indices.map { "l\($0)" }
        let found = try await snapshot.rows(
            """
            \(records.with), sampled AS MATERIALIZED (
                SELECT *, row_number() OVER (ORDER BY hashint4(id), id) - 1 AS place
                FROM (SELECT * FROM r ORDER BY hashint4(id), id LIMIT \(sampled)) AS chosen
            ), compared AS (
                SELECT \(records.levels)
                FROM (SELECT s.*, (s.place + shift) % \(sampled) AS other
                      FROM sampled AS s, generate_series(1, \(shifts)) AS shift OFFSET 0) AS a
                JOIN sampled AS b ON b.place = a.other
                WHERE \(records.isPair("a", "b")) OFFSET 0
            )
            SELECT \(names.joined(separator: ", ")), count(*) AS pairs FROM compared
            GROUP BY GROUPING SETS (\(names.map { "(\($0))" }.joined(separator: ", ")))
            """
        )
        return records.comparisons.indices.map { index in
            let comparison = records.comparisons[index]
            var counts = Array(repeating: 0.5, count: comparison.levels.count)
            for row in found {
                guard let level = row["l\(index)"].flatMap({ Int($0) }), counts.indices.contains(level) else {
                    continue
                }
                counts[level] += Double(row.integer("pairs") ?? 0)
            }
            let sum = counts.reduce(0, +)
            let present = min(1, max(sum, 1) / Double(sampled * shifts))
            var levels = counts.map { $0 / sum }
            let others = levels.dropFirst().reduce(0, +)
            // A sample of rows has many more pairs than can be compared, and equality needs no comparing.
            if let same = shares[[index]].map({ $0 / present }), same < 1, others > 0 {
                levels = [same] + levels.dropFirst().map { $0 / others * (1 - same) }
            }
            return levels
        }
    }
}
