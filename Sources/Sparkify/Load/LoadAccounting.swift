import Ingest
import Postgres

/// Counts what became of the records of a load, checks that none is missing, and writes the ledger.
struct LoadAccounting {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    /// What reading each file came to.
    let counts: [Int: ReadCount]
    /// How many rows of each kind were staged.
    let staged: [SourceKind: Int]
    /// What finding repetitions came to.
    let cleaned: CleanedRecords

    private var loadID: Int { plan.loadID }

    /// What became of records, with reasons.
    private struct Outcome {
        var loaded = 0
        var filtered: [String: Int] = [:]
        var rejected: [String: Int] = [:]

        var filteredCount: Int { filtered.values.reduce(0, +) }
        var rejectedCount: Int { rejected.values.reduce(0, +) }
        var count: Int { loaded + filteredCount + rejectedCount }

        mutating func add(_ other: Outcome) {
            loaded += other.loaded
            filtered.merge(other.filtered, uniquingKeysWith: +)
            rejected.merge(other.rejected, uniquingKeysWith: +)
        }
    }

    /// A row of `plumb.reasons` as JSON.
    private struct ReasonRow: Encodable {
        var file_id: Int
        var outcome: String
        var reason: String
        var records: Int
    }

    /// Counts, checks and writes.
    ///
    /// - Returns: what each kind of source came to in this load.
    /// - Throws: ``LoadError/unaccounted(source:file:records:accounted:)``, ``PostgresError``.
    func run(_ selection: SourceSelection, _ source: LoadSource) async throws -> [SourceSummary] {
        var summaries: [SourceSummary] = []
        var files: [LedgerEntry] = []
        var reasons: [ReasonRow] = []
        let earlier = outcomesOfRepeated()
        for kind in SourceKind.allCases {
            let new = try await outcomes(kind)
            for planned in plan.files[kind] ?? [] {
                let (row, reasonsOfFile) = try account(planned, kind, new[planned.id], earlier[planned.id])
                files.append(row)
                reasons += reasonsOfFile
            }
            let repeated = (plan.files[kind] ?? []).reduce(0) { $0 + (earlier[$1.id]?.count ?? 0) }
            summaries.append(summary(kind, selection, new, repeated: repeated))
        }
        if plan.isNews { try await write(source, files, reasons) }
        return summaries
    }

    // MARK: - Counting

    /// What became of the records that this load staged, by file: as they were read, or when some were found to be
    /// repeated, as they stand in staging.
    private func outcomes(_ kind: SourceKind) async throws -> [Int: Outcome] {
        guard let files = plan.files[kind] else { return [:] }
        var outcomes: [Int: Outcome] = [:]
        if cleaned.changed.contains(kind) {
            outcomes = try await stagedOutcomes(kind)
        } else {
            for file in files {
                guard let read = counts[file.id]?.staged else { continue }
                outcomes[file.id] = Outcome(loaded: read.loaded, filtered: read.filtered)
            }
            let sum = outcomes.values.reduce(0) { $0 + $1.count }
            guard sum == staged[kind] else {
                throw LoadError.unaccounted(source: kind, file: "all files", records: sum, accounted: staged[kind] ?? 0)
            }
        }
        guard files.contains(where: { counts[$0.id]?.rejected ?? 0 > 0 }) else { return outcomes }
        let rejects = try await connection.query(
            """
            \(raw: Self.counting("message")) FROM \(identifier: schemas.staging).rejects
            WHERE load_id = \(loadID) AND source = \(kind.rawValue) \(raw: Self.listing(rest: FilterReason.otherFaults))
            """
        )
        for row in rejects {
            let id = row.integer("file_id") ?? 0
            outcomes[id, default: Outcome()].rejected[row["reason"] ?? "", default: 0] += row.integer("records") ?? 0
        }
        return outcomes
    }

    /// A query that counts records by file and reason. Those beyond the first reasons of a file are summed up by the server:
    /// there can be as many reasons as records.
    private static func counting(_ column: String) -> String {
        """
        WITH counts AS (
            SELECT file_id, \(column) AS reason, count(*) AS records,
                   row_number() OVER (PARTITION BY file_id ORDER BY count(*) DESC, \(column)) AS place
        """
    }

    private static func listing(rest: String) -> String {
        """
        GROUP BY 1, 2)
        SELECT file_id, CASE WHEN place <= \(FilterReason.longestList) OR reason IS NULL THEN reason ELSE \(SQLText.text(rest)) END AS reason,
               sum(records)::bigint AS records
        FROM counts GROUP BY 1, 2
        """
    }

    private func stagedOutcomes(_ kind: SourceKind) async throws -> [Int: Outcome] {
        var outcomes: [Int: Outcome] = [:]
        let staged = try await connection.query(
            """
            \(raw: Self.counting("reason")) FROM \(identifier: schemas.staging).\(identifier: kind.rawValue)
            WHERE \(raw: plan.newRows(kind)) \(raw: Self.listing(rest: FilterReason.otherPages))
            """
        )
        for row in staged {
            let records = row.integer("records") ?? 0
            let id = row.integer("file_id") ?? 0
            if let reason = row["reason"] {
                outcomes[id, default: Outcome()].filtered[reason, default: 0] += records
            } else {
                outcomes[id, default: Outcome()].loaded += records
            }
        }
        return outcomes
    }

    /// What became of the records that were read before, by file.
    private func outcomesOfRepeated() -> [Int: Outcome] {
        cleaned.repeated.reduce(into: [:]) { outcomes, records in
            var outcome = Outcome()
            switch records.outcome {
            case "loaded": outcome.loaded = records.count
            case "rejected": outcome.rejected[records.reason ?? ""] = records.count
            default: outcome.filtered[records.reason ?? ""] = records.count
            }
            outcomes[records.fileID, default: Outcome()].add(outcome)
        }
    }

    /// The ledger's rows for a file. Every record that the reader counted must be somewhere.
    private func account(
        _ planned: PlannedFile,
        _ kind: SourceKind,
        _ new: Outcome?,
        _ earlier: Outcome?
    ) throws -> (LedgerEntry, [ReasonRow]) {
        let read = counts[planned.id] ?? ReadCount(format: "")
        var outcome = new ?? Outcome()
        if let earlier { outcome.add(earlier) }
        guard outcome.count == read.records else {
            throw LoadError.unaccounted(
                source: kind,
                file: planned.file.relativePath,
                records: read.records,
                accounted: outcome.count
            )
        }
        let row = LedgerEntry(
            planned: planned,
            source: kind,
            folder: plan.folders[kind] ?? "",
            read: read,
            repeated: earlier?.count ?? 0,
            loaded: outcome.loaded,
            filtered: outcome.filteredCount,
            rejected: outcome.rejectedCount
        )
        let filtered = LoadReason.list(outcome.filtered, rest: FilterReason.otherPages)
        let rejected = LoadReason.list(outcome.rejected, rest: FilterReason.otherFaults)
        return (row, reasonRows(planned, "filtered", filtered) + reasonRows(planned, "rejected", rejected))
    }

    private func reasonRows(_ planned: PlannedFile, _ outcome: String, _ reasons: [LoadReason]) -> [ReasonRow] {
        reasons.map { ReasonRow(file_id: planned.id, outcome: outcome, reason: $0.reason, records: $0.records) }
    }

    private func summary(
        _ kind: SourceKind,
        _ selection: SourceSelection,
        _ outcomes: [Int: Outcome],
        repeated: Int
    ) -> SourceSummary {
        var total = outcomes.values.reduce(into: Outcome()) { $0.add($1) }
        if repeated > 0 { total.filtered[FilterReason.alreadyRead] = repeated }
        return SourceSummary(
            source: kind,
            files: selection.files[kind]?.count ?? 0,
            unchangedFiles: plan.unchanged[kind] ?? 0,
            records: total.count,
            loaded: total.loaded,
            filtered: total.filteredCount,
            rejected: total.rejectedCount,
            filteredReasons: LoadReason.list(total.filtered, rest: FilterReason.otherPages),
            rejectedReasons: LoadReason.list(total.rejected, rest: FilterReason.otherFaults)
        )
    }

    // MARK: - Ledger

    private func write(_ source: LoadSource, _ files: [LedgerEntry], _ reasons: [ReasonRow]) async throws {
        try await connection.query(
            """
            INSERT INTO plumb.loads
                (load_id, started_at, finished_at, songs_folder, events_folder, star_schema, staging_schema,
                 source_digest)
            VALUES (\(loadID), now(), clock_timestamp(), \(source.folder(of: .songs)), \(source.folder(of: .events)),
                    \(schemas.star), \(schemas.staging), \(plan.sourceDigest))
            """
        )
        try await LedgerEntry.write(files, plan, schemas, connection)
        try await connection.query(
            """
            INSERT INTO plumb.reasons (file_id, outcome, reason, records)
            SELECT file_id, outcome, reason, records FROM json_to_recordset(\(try StagingCleaning.json(reasons))::json)
                AS r(file_id bigint, outcome text, reason text, records bigint)
            """
        )
        guard !plan.removed.isEmpty else { return }
        let removed = plan.removed.map { String($0.id) }.joined(separator: ",")
        try await connection.query(
            "UPDATE plumb.files SET removed_by = \(loadID) WHERE file_id = ANY (\("{\(removed)}")::bigint[])"
        )
    }
}

extension LoadReason {
    /// Reasons with their counts, most first; those beyond ``FilterReason/longestList`` are summed up as one.
    static func list(_ counts: [String: Int], rest: String) -> [LoadReason] {
        let sorted = counts.map { LoadReason(reason: $0.key, records: $0.value) }.sorted {
            ($1.records, $0.reason) < ($0.records, $1.reason)
        }
        guard sorted.count > FilterReason.longestList else { return sorted }
        let kept = sorted.filter { $0.reason != rest }.prefix(FilterReason.longestList - 1)
        let others = counts.values.reduce(0, +) - kept.reduce(0) { $0 + $1.records }
        return kept + [LoadReason(reason: rest, records: others)]
    }
}
