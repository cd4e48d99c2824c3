import Ingest
import Postgres

/// Copies the records of a load's files into the staging tables. Files are read while the server takes what was read
/// before.
struct RecordStaging {
    let schemas: SchemaSetup
    let plan: LoadPlan
    let connection: Connection
    let journal: LoadJournal

    /// Copies songs, then events, then what was rejected of both.
    ///
    /// - Returns: what was noted of the events; `nil` when there is no file of events to read.
    func run() async throws -> EventDigest? {
        if let files = plan.files[.songs] {
            let (plan, journal) = (plan, journal)
            try await copy(.songs, StagingSchema.songColumns) {
                let encoder = SongEncoder(loadID: plan.loadID, firstRecordID: plan.firstRecordID)
                let source = CopySource(.songs, files, encoder, journal)
                return { try source.nextChunk() }
            }
        }
        var digest: EventDigest?
        if let files = plan.files[.events] {
            let byteCount = files.reduce(0) { $0 + $1.file.byteCount }
            let events = EventDigest(known: plan.knownInstants, byteCount: byteCount)
            digest = events
            let (plan, journal) = (plan, journal)
            try await copy(.events, StagingSchema.eventColumns) {
                let encoder = EventEncoder(
                    loadID: plan.loadID,
                    firstEventID: plan.firstEventID,
                    firstSongplayID: plan.firstSongplayID,
                    digest: events
                )
                let source = CopySource(.events, files, encoder, journal)
                return { try source.nextChunk() }
            }
        }
        if journal.rejectCount > 0 {
            let journal = journal
            try await connection.copyIn(statement("rejects", StagingSchema.rejectColumns)) {
                try journal.nextRejectChunk()
            }
        }
        return digest
    }

    /// Copies what a producer gives, which is made on the thread that it runs on.
    private func copy(
        _ kind: SourceKind,
        _ columns: [TableDefinition.Column],
        _ makeProducer: @escaping @Sendable () -> () throws -> [UInt8]?
    ) async throws {
        let chunks = ReadAhead(makeProducer)
        defer { chunks.stop() }
        let journal = journal
        try await connection.copyIn(statement(kind.rawValue, columns)) {
            journal.showProgress(kind == .songs ? .readingSongs : .readingEvents)
            return try chunks.next()
        }
    }

    private func statement(_ table: String, _ columns: [TableDefinition.Column]) -> SQL {
        """
        COPY \(identifier: schemas.staging).\(identifier: table) (\(raw: SQLText.columns(columns.map(\.name)))) \
        FROM STDIN (FORMAT binary)
        """
    }
}
