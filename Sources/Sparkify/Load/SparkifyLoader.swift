import Foundation
import Ingest
public import Postgres

/// Loads Sparkify's song and event files into the star schema.
///
/// A load is one transaction: it happens as a whole or not at all. Two loads of one database queue up. What has been
/// loaded before is not loaded again, so that loading a folder twice changes nothing.
public struct SparkifyLoader: Sendable {
    private let connection: Connection
    private let options: LoadOptions

    /// Creates a loader.
    ///
    /// - Parameter connection: a connection without an open transaction.
    public init(connection: Connection, options: LoadOptions = LoadOptions()) {
        self.connection = connection
        self.options = options
    }

    /// Refuses what can be told to be wrong without a database: an unusable schema, a folder that is not there.
    ///
    /// - Throws: ``LoadError``.
    public static func check(_ source: LoadSource, _ options: LoadOptions) throws(LoadError) {
        _ = try SchemaSetup(options)
        for folder in source.folders { try SourceSelection.checkFolder(folder) }
    }

    /// Loads what is new.
    ///
    /// - Parameter progress: is told, from the connection's thread, how far the load has come.
    /// - Throws: ``LoadError`` or ``PostgresError``; the database is then as it was before.
    public func load(
        _ source: LoadSource,
        progress: @escaping @Sendable (LoadProgress) -> Void = { _ in }
    ) async throws -> LoadSummary {
        let start = ContinuousClock.now
        let schemas = try SchemaSetup(options)
        let selection = try SourceSelection(source)
        var summary: LoadSummary
        do {
            summary = try await connection.transaction(.readWrite) { _ in
                let summary = try await loadInTransaction(source, selection, schemas, progress)
                // A load that found nothing new leaves no trace, not even of itself.
                if summary.loadID == nil { throw NothingNew(summary: summary) }
                return summary
            }
        } catch let nothing as NothingNew {
            summary = nothing.summary
        } catch let error as SourceError {
            throw LoadError.unreadable([error])
        }
        summary.seconds = (ContinuousClock.now - start) / .seconds(1)
        return summary
    }

    /// Ends the transaction of a load that has nothing to commit.
    private struct NothingNew: Error {
        var summary: LoadSummary
    }

    /// Keeps loads of one database apart: 'PLUM' in ASCII, and the first lock of ours.
    private static let lock: SQL = "SELECT pg_advisory_xact_lock(1347179853, 1)"

    private func loadInTransaction(
        _ source: LoadSource,
        _ selection: SourceSelection,
        _ schemas: SchemaSetup,
        _ progress: @escaping @Sendable (LoadProgress) -> Void
    ) async throws -> LoadSummary {
        progress(LoadProgress(stage: .waiting))
        try await connection.query(Self.lock)
        try await connection.query("SET LOCAL work_mem = '64MB'")
        try await schemas.prepare(connection)
        let plan = try await LoadPlan(
            source,
            selection,
            schemas,
            connection,
            verifyingFiles: options.verifiesFiles
        )
        let tables = StarRowCounts(schemas: schemas, connection: connection)
        let before = plan.isNews ? try await tables.counted() : try await tables.remembered()
        let journal = LoadJournal(loadID: plan.loadID, files: plan.allFiles, progress: progress)
        try await stage(plan, schemas, journal)

        journal.showProgress(.fillingStar)
        var accounting = LoadAccounting(schemas: schemas, plan: plan, connection: connection, counts: journal.counts)
        if !plan.files.isEmpty {
            let cleaning = StagingCleaning(schemas: schemas, plan: plan, connection: connection)
            accounting.repeated = try await cleaning.run()
        }
        var summary = summary(schemas, selection, plan, try await accounting.run(selection, source))
        summary.firstRejects = journal.firstRejects.prefix(LoadSummary.longestRejectList).map(RejectedRecord.init)
        summary.drift = journal.drift
        (summary.emptyFiles, summary.emptyFileCount) = journal.emptyFiles
        try await checkLimit(summary, plan, schemas, journal)
        if plan.isNews {
            summary.loadID = plan.loadID
            try await SchemaDrift.write(summary.drift, loadID: plan.loadID, schemas, connection)
            try await fill(&summary, plan, schemas, hasEarlierPlays: before["songplays", default: 0] > 0)
        }
        let after = plan.isNews ? try await tables.counted() : before
        if plan.isNews { try await tables.remember(after, loadID: plan.loadID) }
        summary.linkedPlays = after[StarRowCounts.linked, default: 0]
        summary.tables = StarSchema.tables.map {
            TableSummary(name: $0.name, rowsBefore: before[$0.name, default: 0], rowsAfter: after[$0.name, default: 0])
        }
        return summary
    }

    /// Fills the star tables and notes in the summary what that changed.
    private func fill(
        _ summary: inout LoadSummary,
        _ plan: LoadPlan,
        _ schemas: SchemaSetup,
        hasEarlierPlays: Bool
    ) async throws {
        guard !plan.files.isEmpty else { return }
        let filling = StarFilling(schemas: schemas, loadID: plan.loadID, connection: connection)
        let changes = try await filling.run(hasEarlierPlays: hasEarlierPlays)
        summary.newlyLinkedPlays = changes.newlyLinkedPlays
        summary.changedSongs = changes.songs
        summary.changedArtists = changes.artists
        summary.conflicts = try await CatalogueConflicts(schemas: schemas, plan: plan, connection: connection).count()
        try await analyze(schemas)
    }

    /// Copies the records into staging: songs, then events, then what was rejected of both.
    private func stage(_ plan: LoadPlan, _ schemas: SchemaSetup, _ journal: LoadJournal) async throws {
        if let files = plan.files[.songs] {
            let encoder = SongEncoder(loadID: plan.loadID, firstRecordID: plan.firstRecordID)
            let source = CopySource(.songs, files, encoder, journal)
            try await connection.copyIn(copy(into: "songs", schemas, StagingSchema.songColumns)) {
                try source.nextChunk()
            }
        }
        if let files = plan.files[.events] {
            let encoder = EventEncoder(
                loadID: plan.loadID,
                firstEventID: plan.firstEventID,
                firstSongplayID: plan.firstSongplayID
            )
            let source = CopySource(.events, files, encoder, journal)
            try await connection.copyIn(copy(into: "events", schemas, StagingSchema.eventColumns)) {
                try source.nextChunk()
            }
        }
        guard journal.rejectCount > 0 else { return }
        try await connection.copyIn(copy(into: "rejects", schemas, StagingSchema.rejectColumns)) {
            try journal.nextRejectChunk()
        }
    }

    private func copy(into table: String, _ schemas: SchemaSetup, _ columns: [TableDefinition.Column]) -> SQL {
        """
        COPY \(identifier: schemas.staging).\(identifier: table) (\(raw: SQLText.columns(columns.map(\.name)))) \
        FROM STDIN (FORMAT binary)
        """
    }

    private func checkLimit(
        _ summary: LoadSummary,
        _ plan: LoadPlan,
        _ schemas: SchemaSetup,
        _ journal: LoadJournal
    ) async throws {
        guard let limit = options.maxRejects else { return }
        guard limit.isPassed(rejected: summary.rejected, records: summary.records) else { return }
        let file = options.rejectsFile.map { RejectsFile(path: $0) }
        let error = try await file?.write(loadID: plan.loadID, from: schemas, connection)
        throw LoadError.rejectLimitPassed(
            limit: limit,
            summary: summary,
            rejects: journal.firstRejects,
            file: file?.path,
            fileError: error
        )
    }

    private func analyze(_ schemas: SchemaSetup) async throws {
        for table in StarSchema.tables {
            try await connection.query("ANALYZE \(identifier: schemas.star).\(identifier: table.name)")
        }
    }

    private func summary(
        _ schemas: SchemaSetup,
        _ selection: SourceSelection,
        _ plan: LoadPlan,
        _ sources: [SourceSummary]
    ) -> LoadSummary {
        var skipped = Dictionary(uniqueKeysWithValues: selection.skipped.map { ($0.key.rawValue, $0.value) })
        if selection.unplacedFiles > 0 { skipped["unplaced"] = selection.unplacedFiles }
        return LoadSummary(
            starSchema: schemas.star,
            stagingSchema: schemas.staging,
            sources: sources,
            skipped: skipped,
            tables: [],
            linkedPlays: 0,
            newlyLinkedPlays: 0,
            removedFiles: plan.removed.prefix(LoadSummary.longestFileList).map(\.path),
            removedFileCount: plan.removed.count,
            firstRejects: [],
            seconds: 0
        )
    }
}
