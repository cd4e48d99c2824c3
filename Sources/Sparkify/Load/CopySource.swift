import Ingest
import Postgres

/// A file that is to be read, with the number it will have in the ledger.
struct PlannedFile: Sendable {
    /// The file.
    var file: SourceFile
    /// Its number.
    var id: Int
    /// Whether an earlier load has read a file of that path, whose records must be looked for.
    var isKnown: Bool
    /// The earlier reading that this one goes on behind, when the file has only grown.
    var continued: Continuation?
}

/// The part of a file that an earlier load has read and that is as it was.
struct Continuation: Sendable, Equatable {
    /// The number of that reading.
    var id: Int
    /// The lines of that part.
    var lines: LeadingLines
    /// How many records it holds.
    var records: Int
    /// How many of them were loaded.
    var loaded: Int
}

/// Gives the rows of some files to a COPY, chunk by chunk.
final class CopySource<Encoder: RecordEncoder> {
    private var files: ArraySlice<PlannedFile>
    private let paths: [String]
    private var encoder: Encoder
    private let journal: LoadJournal
    private let kind: SourceKind
    private let checksum: FileChecksum
    private var reader: RecordReader
    private var writer = BinaryCopyWriter()
    private var current: (plan: PlannedFile, count: ReadCount)?
    private var isFinished = false

    /// How many bytes are sent at a time.
    private let chunkByteCount = 64 << 10

    init(_ kind: SourceKind, _ files: [PlannedFile], _ encoder: Encoder, _ journal: LoadJournal) {
        self.kind = kind
        self.files = files[...]
        paths = files.map(\.file.relativePath)
        self.encoder = encoder
        let checksum = FileChecksum()
        self.checksum = checksum
        reader = RecordReader(shape: RecordShape(keys: Encoder.fields.map(\.key)), onRead: checksum.add)
        self.journal = journal
    }

    /// The next rows, `nil` at the end.
    ///
    /// - Throws: ``SourceError`` when a file cannot be read, ``CancellationError``.
    func nextChunk() throws -> [UInt8]? {
        guard !isFinished else { return nil }
        while writer.byteCount < chunkByteCount {
            guard try current != nil || openNextFile() else {
                writer.finish()
                let drift = SchemaDrift(source: kind, files: paths)
                let facts = reader.keyFacts
                journal.add(
                    drift.findings(facts, unlistedKeys: reader.unlistedKeyCount),
                    KeyTypeSighting.all(facts, of: kind, files: paths),
                    of: kind
                )
                isFinished = true
                break
            }
            try readRecords()
        }
        if let current { journal.noteOpenFile(kind, records: current.count.records, bytes: reader.byteOffset) }
        return writer.take()
    }

    private func openNextFile() throws -> Bool {
        guard let plan = files.popFirst() else { return false }
        try reader.open(plan.file.path, behind: plan.continued?.lines)
        var count = ReadCount(format: reader.formatName, isEmpty: reader.isEmpty)
        count.records = plan.continued?.records ?? 0
        current = (plan, count)
        return true
    }

    /// Reads on in the file that is open.
    ///
    /// The parts are passed on by reference: taking them from the object record by record would cost a check each time.
    private func readRecords() throws {
        guard let plan = current?.plan, var count = current?.count else { return }
        let limit = chunkByteCount
        let isEnd = try Self.readRecords(plan, &count, upTo: limit, &reader, &encoder, &writer) { [journal, kind] in
            try journal.add($0, of: plan, kind)
        }
        guard isEnd else {
            current = (plan, count)
            return
        }
        count.checksum = try checksum.finish(plan.file)
        count.staged = encoder.endFile()
        journal.add(count, of: plan, kind)
        current = nil
    }

    private static func readRecords(
        _ plan: PlannedFile,
        _ count: inout ReadCount,
        upTo limit: Int,
        _ reader: inout RecordReader,
        _ encoder: inout Encoder,
        _ writer: inout BinaryCopyWriter,
        onReject: (Reject) throws -> Void
    ) throws -> Bool {
        while writer.byteCount < limit {
            let reject: Reject?
            switch try reader.next() {
            case .record: reject = encoder.encode(reader, fileID: plan.id, into: &writer)
            case .reject(let found): reject = found
            case .end: return true
            }
            count.records += 1
            if let reject {
                count.rejected += 1
                try onReject(reject)
            }
        }
        return false
    }
}
