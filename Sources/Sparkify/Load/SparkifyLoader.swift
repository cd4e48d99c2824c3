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
        // What is written goes on its way to the disk at once, so that the commit has less to wait for.
        try await connection.query("SET LOCAL backend_flush_after = '1MB'")
        // A few thousand rows say enough of a table; the server's own ANALYZE looks closer when it comes by.
        try await connection.query("SET LOCAL default_statistics_target = 20")
        let isFresh = try await schemas.prepare(connection)
        let plan = try await LoadPlan(
            source,
            selection,
            schemas,
            connection,
            verifyingFiles: options.verifiesFiles
        )
        let tables = StarRowCounts(schemas: schemas, connection: connection)
        let before = isFresh ? [:] : plan.isNews ? try await tables.counted() : try await tables.remembered()
        let journal = LoadJournal(loadID: plan.loadID, files: plan.allFiles, progress: progress)
        let staging = RecordStaging(
            schemas: schemas,
            plan: plan,
            connection: connection,
            journal: journal,
            isFresh: isFresh
        )
        var instants = 0
        // Large new tables get their keys once they are filled, which is quicker than row by row.
        let staged = try await staging.run { digest in
            if isFresh { try await schemas.addKey(of: StagingSchema.events, in: schemas.staging, connection) }
            let filling = TimeFilling(schemas: schemas, connection: connection, digest: digest, isFresh: isFresh)
            instants = try await filling.run()
        }
        let digest = staged.digest

        journal.showProgress(.fillingStar)
        if isFresh, digest == nil {
            try await schemas.addKey(of: StagingSchema.events, in: schemas.staging, connection)
            for table in [StarSchema.songplays, StarSchema.time] {
                try await schemas.addKey(of: table, in: schemas.star, connection)
            }
        }
        let cleaning = StagingCleaning(schemas: schemas, plan: plan, connection: connection, digest: digest)
        let accounting = LoadAccounting(
            schemas: schemas,
            plan: plan,
            connection: connection,
            counts: journal.counts,
            staged: staged.rows,
            cleaned: try await cleaning.run()
        )
        var summary = summary(schemas, selection, plan, try await accounting.run(selection, source))
        summary.firstRejects = journal.firstRejects.prefix(LoadSummary.longestRejectList).map(RejectedRecord.init)
        summary.drift = journal.drift
        (summary.emptyFiles, summary.emptyFileCount) = journal.emptyFiles
        try await checkLimit(summary, plan, schemas, journal)
        var after = before
        if plan.isNews {
            summary.loadID = plan.loadID
            let keyTypes = KeyTypes(schemas: schemas, connection: connection)
            if !isFresh {
                summary.drift += try await keyTypes.drift(journal.keyTypes, besides: summary.drift)
            }
            try await keyTypes.remember(journal.keyTypes, loadID: plan.loadID)
            try await SchemaDrift.write(summary.drift, loadID: plan.loadID, schemas, connection)
            after["time", default: 0] += instants
            try await fill(&summary, plan, schemas, digest, isFresh: isFresh, rows: &after)
            try await tables.remember(after, loadID: plan.loadID)
        }
        summary.linkedPlays = after[StarRowCounts.linked, default: 0]
        summary.tables = StarSchema.tables.map {
            TableSummary(name: $0.name, rowsBefore: before[$0.name, default: 0], rowsAfter: after[$0.name, default: 0])
        }
        return summary
    }

    /// Fills the star tables and notes what that changed.
    private func fill(
        _ summary: inout LoadSummary,
        _ plan: LoadPlan,
        _ schemas: SchemaSetup,
        _ digest: EventDigest?,
        isFresh: Bool,
        rows: inout [String: Int]
    ) async throws {
        if plan.files[.songs] != nil {
            let catalogue = CatalogueFilling(schemas: schemas, plan: plan, connection: connection, isFresh: isFresh)
            let changes = try await catalogue.run(hasEarlierPlays: rows["songplays", default: 0] > 0)
            summary.newlyLinkedPlays = changes.newlyLinkedPlays
            summary.changedSongs = changes.songs
            summary.changedArtists = changes.artists
            rows[StarRowCounts.linked, default: 0] += changes.newlyLinkedPlays
        }
        if isFresh {
            for table in [StarSchema.songs, StarSchema.artists] {
                try await schemas.addKey(of: table, in: schemas.star, connection)
            }
        }
        if plan.files[.songs] != nil || !plan.removed.isEmpty {
            let conflicts = CatalogueConflicts(
                schemas: schemas,
                plan: plan,
                connection: connection,
                isFresh: isFresh
            )
            summary.conflicts = try await conflicts.record()
        }
        if let digest {
            let filling = PlayFilling(
                schemas: schemas,
                plan: plan,
                connection: connection,
                digest: digest,
                isFresh: isFresh
            )
            let added = try await filling.run()
            rows["songplays", default: 0] += added.plays
            rows[StarRowCounts.linked, default: 0] += added.linked
        }
        guard !plan.files.isEmpty else { return }
        let counts = StarRowCounts(schemas: schemas, connection: connection)
        for table in ["users", "songs", "artists"] { rows[table] = try await counts.count(table) }
        for table in StarSchema.tables {
            try await connection.query("ANALYZE \(identifier: schemas.star).\(identifier: table.name)")
        }
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
