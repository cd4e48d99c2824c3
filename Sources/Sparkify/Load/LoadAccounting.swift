import Ingest
import Postgres

/// Counts what became of the records of a load, checks that none is missing, and writes the ledger.
struct LoadAccounting {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    /// What reading each file came to.
    let counts: [Int: ReadCount]
    /// How many records of each file an earlier load had read already.
    var alreadyRead: [Int: Int] = [:]

    private var loadID: Int { plan.loadID }

    /// What became of the records of one file.
    private struct FileOutcome {
        var loaded = 0
        var filtered = 0
        var rejected = 0
    }

    /// A row of `plumb.files` as JSON.
    private struct FileRow: Encodable {
        var file_id: Int
        var source: String
        var path: String
        var format: String
        var size_bytes: Int
        var modified: Int
        var inode: Int
        var records: Int
        var loaded: Int
        var filtered: Int
        var rejected: Int
    }

    /// A row of `plumb.reasons` as JSON.
    private struct ReasonRow: Encodable {
        var source: String
        var outcome: String
        var reason: String
        var records: Int
    }

    /// Counts, checks and writes.
    ///
    /// - Returns: what each kind of source came to, and whether the load brought anything that was not there.
    /// - Throws: ``LoadError/unaccounted(source:file:records:accounted:)``, ``PostgresError``.
    func run(_ selection: SourceSelection, _ source: LoadSource) async throws -> (sources: [SourceSummary], isNew: Bool)
    {
        var summaries: [SourceSummary] = []
        var files: [FileRow] = []
        var staged = 0
        for kind in SourceKind.allCases {
            let (outcomes, filtered, rejected) = try await count(kind)
            let rows = try check(kind, outcomes)
            files += rows
            staged += outcomes.values.reduce(0) { $0 + $1.loaded + $1.filtered + $1.rejected }
            summaries.append(summary(kind, selection, rows, filtered, rejected))
        }
        let isNew = staged > 0 || plan.allFiles.contains { !$0.isKnown }
        if isNew { try await write(source, files, summaries) }
        return (summaries, isNew)
    }

    // MARK: - Counting

    private func count(
        _ kind: SourceKind
    ) async throws -> (files: [Int: FileOutcome], filtered: [String: Int], rejected: [String: Int]) {
        var files: [Int: FileOutcome] = [:]
        var filtered: [String: Int] = [:]
        var rejected: [String: Int] = [:]
        guard plan.files[kind] != nil else { return (files, filtered, rejected) }
        let staged = try await connection.query(
            """
            SELECT file_id, reason, count(*) AS records FROM \(identifier: schemas.staging).\(identifier: kind.rawValue)
            WHERE load_id = \(loadID) GROUP BY file_id, reason
            """
        )
        for row in staged {
            let records = row.integer("records") ?? 0
            if let reason = row["reason"] {
                files[row.integer("file_id") ?? 0, default: FileOutcome()].filtered += records
                filtered[reason, default: 0] += records
            } else {
                files[row.integer("file_id") ?? 0, default: FileOutcome()].loaded += records
            }
        }
        let rejects = try await connection.query(
            """
            SELECT file_id, message, count(*) AS records FROM \(identifier: schemas.staging).rejects
            WHERE load_id = \(loadID) AND source = \(kind.rawValue) GROUP BY file_id, message
            """
        )
        for row in rejects {
            let records = row.integer("records") ?? 0
            files[row.integer("file_id") ?? 0, default: FileOutcome()].rejected += records
            rejected[row["message"] ?? "", default: 0] += records
        }
        return (files, filtered, rejected)
    }

    /// Every record that the reader counted must be somewhere.
    private func check(_ kind: SourceKind, _ outcomes: [Int: FileOutcome]) throws -> [FileRow] {
        try (plan.files[kind] ?? []).map { planned in
            let read = counts[planned.id] ?? ReadCount(format: "")
            let outcome = outcomes[planned.id] ?? FileOutcome()
            let filtered = outcome.filtered + alreadyRead[planned.id, default: 0]
            let accounted = outcome.loaded + filtered + outcome.rejected
            guard accounted == read.records else {
                throw LoadError.unaccounted(
                    source: kind,
                    file: planned.file.relativePath,
                    records: read.records,
                    accounted: accounted
                )
            }
            return FileRow(
                file_id: planned.id,
                source: kind.rawValue,
                path: planned.file.relativePath,
                format: read.format,
                size_bytes: planned.file.byteCount,
                modified: planned.file.modifiedMicroseconds,
                inode: planned.file.inode,
                records: read.records,
                loaded: outcome.loaded,
                filtered: filtered,
                rejected: outcome.rejected
            )
        }
    }

    private func summary(
        _ kind: SourceKind,
        _ selection: SourceSelection,
        _ rows: [FileRow],
        _ filtered: [String: Int],
        _ rejected: [String: Int]
    ) -> SourceSummary {
        var filtered = filtered
        let repeated = (plan.files[kind] ?? []).reduce(0) { $0 + alreadyRead[$1.id, default: 0] }
        if repeated > 0 { filtered[FilterReason.alreadyRead] = repeated }
        return SourceSummary(
            source: kind,
            files: selection.files[kind]?.count ?? 0,
            unchangedFiles: plan.unchanged[kind] ?? 0,
            records: rows.reduce(0) { $0 + $1.records },
            loaded: rows.reduce(0) { $0 + $1.loaded },
            filtered: rows.reduce(0) { $0 + $1.filtered },
            rejected: rows.reduce(0) { $0 + $1.rejected },
            filteredReasons: LoadReason.list(filtered, rest: FilterReason.otherPages),
            rejectedReasons: LoadReason.list(rejected, rest: "other reasons")
        )
    }

    // MARK: - Ledger

    private func write(_ source: LoadSource, _ files: [FileRow], _ summaries: [SourceSummary]) async throws {
        try await connection.query(
            """
            INSERT INTO plumb.loads
                (load_id, started_at, finished_at, songs_folder, events_folder, star_schema, staging_schema)
            VALUES (\(loadID), now(), clock_timestamp(), \(source.folder(of: .songs)), \(source.folder(of: .events)),
                    \(schemas.star), \(schemas.staging))
            """
        )
        try await connection.query(
            """
            INSERT INTO plumb.files (file_id, load_id, star_schema, source, path, format, size_bytes, modified_at, inode,
                                     records, loaded, filtered, rejected)
            SELECT file_id, \(loadID)::bigint, \(schemas.star), source, path, format, size_bytes,
                   timestamptz '1970-01-01 00:00:00Z' + modified / 1000000 * interval '1 second'
                       + modified % 1000000 * interval '1 microsecond',
                   inode, records, loaded, filtered, rejected
            FROM json_to_recordset(\(try StagingCleaning.json(files))::json)
                AS f(file_id bigint, source text, path text, format text, size_bytes bigint, modified bigint, inode bigint,
                     records bigint, loaded bigint, filtered bigint, rejected bigint)
            """
        )
        let reasons = summaries.flatMap { summary in
            Self.rows(summary, "filtered", summary.filteredReasons)
                + Self.rows(summary, "rejected", summary.rejectedReasons)
        }
        try await connection.query(
            """
            INSERT INTO plumb.reasons (load_id, source, outcome, reason, records)
            SELECT \(loadID)::bigint, source, outcome, reason, records
            FROM json_to_recordset(\(try StagingCleaning.json(reasons))::json)
                AS r(source text, outcome text, reason text, records bigint)
            """
        )
    }

    private static func rows(_ summary: SourceSummary, _ outcome: String, _ reasons: [LoadReason]) -> [ReasonRow] {
        reasons.map {
            ReasonRow(source: summary.source.rawValue, outcome: outcome, reason: $0.reason, records: $0.records)
        }
    }
}

extension LoadReason {
    /// Reasons with their counts, most first; those beyond ``FilterReason/longestList`` are summed up as one.
    static func list(_ counts: [String: Int], rest: String) -> [LoadReason] {
        let sorted = counts.map { LoadReason(reason: $0.key, records: $0.value) }.sorted {
            ($1.records, $0.reason) < ($0.records, $1.reason)
        }
        guard sorted.count > FilterReason.longestList else { return sorted }
        let kept = sorted.prefix(FilterReason.longestList - 1)
        let others = sorted.dropFirst(kept.count).reduce(0) { $0 + $1.records }
        return kept + [LoadReason(reason: rest, records: others)]
    }
}
