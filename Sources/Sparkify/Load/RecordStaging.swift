import Ingest
import Postgres

/// Copies the records of a load's files into the staging tables. Files are read while the server takes what was read
/// before.
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
    ///
    /// - Parameter besideSongs: what the server is given to do while the songs are read, once it has the events.
    func run(besideSongs: (EventDigest) async throws -> Void) async throws -> Result {
        var result = Result()
        if let files = plan.files[.events] {
            let digest = EventDigest(known: plan.knownInstants, files: files, keepsPlays: isFresh)
            let events = readEvents(files)
            defer { events.stop() }
            result.rows[.events] = try await copy(.events, StagingSchema.eventColumns, from: events, noting: digest)
            result.digest = digest
        }
        let songs = plan.files[.songs].map(readSongs)
        defer { songs?.stop() }
        if let digest = result.digest { try await besideSongs(digest) }
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

    /// Songs wait in a spool until the server is ready for them.
    private func readSongs(_ files: [PlannedFile]) -> ReadAhead {
        let (plan, journal) = (plan, journal)
        return ReadAhead(spooling: plan.files[.events] != nil) {
            let encoder = SongEncoder(loadID: plan.loadID, firstRecordID: plan.firstRecordID)
            let source = CopySource(.songs, files, encoder, journal)
            return { try source.nextChunk() }
        }
    }

    private func readEvents(_ files: [PlannedFile]) -> ReadAhead {
        let (plan, journal) = (plan, journal)
        return ReadAhead {
            let encoder = EventEncoder(
                loadID: plan.loadID,
                firstEventID: plan.firstEventID,
                firstSongplayID: plan.firstSongplayID
            )
            let source = CopySource(.events, files, encoder, journal)
            return { try source.nextChunk() }
        }
    }

    private func copy(
        _ kind: SourceKind,
        _ columns: [TableDefinition.Column],
        from chunks: ReadAhead,
        noting digest: EventDigest? = nil
    ) async throws -> Int {
        let journal = journal
        return try await connection.copyIn(statement(kind.rawValue, columns, isFrozen: isFresh)) {
            journal.showProgress(kind == .songs ? .readingSongs : .readingEvents)
            guard let chunk = try chunks.next() else { return nil }
            // What is noted of the rows is noted here, where there is time while the server takes them.
            try digest?.add(chunk)
            return chunk
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
