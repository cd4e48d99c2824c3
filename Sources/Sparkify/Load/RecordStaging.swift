import Ingest
import Postgres

/// Copies the records of a load's files into the staging tables. Files are read while the server takes what was read
/// before, songs while it takes events.
struct RecordStaging {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    let journal: LoadJournal
    /// Whether the tables are new.
    let isFresh: Bool

    /// What staging came to.
    struct Result {
        /// How many rows there are, by kind.
        var rows: [SourceKind: Int] = [:]
        /// What was noted of the events; `nil` when there is no file of events to read.
        var digest: EventDigest?
    }

    /// Copies events, then songs, then what was rejected of both.
    func run() async throws -> Result {
        var result = Result()
        let songs = plan.files[.songs].map(readSongs)
        defer { songs?.stop() }
        if let files = plan.files[.events] {
            let digest = EventDigest(known: plan.knownInstants, files: files)
            let events = readEvents(files, digest)
            defer { events.stop() }
            result.rows[.events] = try await copy(.events, StagingSchema.eventColumns, from: events, beside: songs)
            result.digest = digest
        }
        if let songs { result.rows[.songs] = try await copy(.songs, StagingSchema.songColumns, from: songs) }
        let journal = journal
        guard journal.rejectCount > 0 else { return result }
        for kind in SourceKind.allCases {
            try await connection.copyIn(statement("rejects", StagingSchema.rejectColumns, isFrozen: false)) {
                try journal.nextRejectChunk(kind)
            }
        }
        return result
    }

    /// Songs wait in a spool for the end of the events.
    private func readSongs(_ files: [PlannedFile]) -> ReadAhead {
        let (plan, journal) = (plan, journal)
        return ReadAhead(spooling: plan.files[.events] != nil) {
            let encoder = SongEncoder(loadID: plan.loadID, firstRecordID: plan.firstRecordID)
            let source = CopySource(.songs, files, encoder, journal)
            return { try source.nextChunk() }
        }
    }

    private func readEvents(_ files: [PlannedFile], _ digest: EventDigest) -> ReadAhead {
        let (plan, journal) = (plan, journal)
        return ReadAhead {
            let encoder = EventEncoder(
                loadID: plan.loadID,
                firstEventID: plan.firstEventID,
                firstSongplayID: plan.firstSongplayID,
                digest: digest
            )
            let source = CopySource(.events, files, encoder, journal)
            return { try source.nextChunk() }
        }
    }

    private func copy(
        _ kind: SourceKind,
        _ columns: [TableDefinition.Column],
        from chunks: ReadAhead,
        beside others: ReadAhead? = nil
    ) async throws -> Int {
        let journal = journal
        return try await connection.copyIn(statement(kind.rawValue, columns, isFrozen: isFresh)) {
            journal.showProgress(kind == .songs ? .readingSongs : .readingEvents)
            try others?.check()
            return try chunks.next()
        }
    }

    /// Rows of a table that nobody else can see yet are marked as seen by all at once: whoever reads them first, such as an
    /// audit, need not do it and write the table a second time.
    private func statement(_ table: String, _ columns: [TableDefinition.Column], isFrozen: Bool) -> SQL {
        """
        COPY \(identifier: schemas.staging).\(identifier: table) (\(raw: SQLText.columns(columns.map(\.name)))) \
        FROM STDIN (FORMAT binary\(raw: isFrozen ? ", FREEZE" : ""))
        """
    }
}
