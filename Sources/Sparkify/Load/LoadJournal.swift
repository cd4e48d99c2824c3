import Ingest
import Postgres
import Synchronization

/// What reading one file came to.
struct ReadCount: Sendable {
    /// What the file's format is called.
    var format: String
    /// Whether there is nothing in it but blanks.
    var isEmpty = false
    /// Its SHA-256 in hexadecimal.
    var checksum = ""
    /// How many records it holds, those that were rejected included.
    var records = 0
    /// How many of them were rejected.
    var rejected = 0
    /// What became of the others.
    var staged = StagedFile()
}

/// What the reading side of a load has seen, shared between the COPY's thread and the loader.
final class LoadJournal: Sendable {
    private struct State: ~Copyable {
        var counts: [Int: ReadCount] = [:]
        var songRejects: RejectSpool
        var eventRejects: RejectSpool
        var readBytes = 0
        var readFiles = 0
        var records = 0
        /// How much of the files that are being read is done.
        var open: [SourceKind: (records: Int, bytes: Int)] = [:]
        var emptyFiles: [SourceKind: [String]] = [:]
        var emptyFileCount = 0
        var drift: [SourceKind: [DriftFinding]] = [:]
        var keyTypes: [SourceKind: [KeyTypeSighting]] = [:]
    }

    /// How many empty files are named.
    private static let longestList = 20

    private let state: Mutex<State>
    private let fileCount: Int
    private let byteCount: Int
    private let progress: @Sendable (LoadProgress) -> Void

    init(loadID: Int, files: [PlannedFile], progress: @escaping @Sendable (LoadProgress) -> Void) {
        state = Mutex(
            State(songRejects: RejectSpool(loadID: loadID), eventRejects: RejectSpool(loadID: loadID))
        )
        fileCount = files.count
        byteCount = files.reduce(0) { $0 + $1.file.byteCount }
        self.progress = progress
    }

    /// Notes a file that has been read to its end.
    func add(_ count: ReadCount, of plan: PlannedFile, _ kind: SourceKind) {
        state.withLock { state in
            state.counts[plan.id] = count
            state.readFiles += 1
            state.readBytes += plan.file.byteCount
            state.records += count.records
            state.open[kind] = nil
            guard count.isEmpty else { return }
            state.emptyFileCount += 1
            guard state.emptyFiles[kind, default: []].count < Self.longestList else { return }
            state.emptyFiles[kind, default: []].append(plan.file.relativePath)
        }
    }

    /// Notes how the keys of a kind of source have drifted, and of which types their values were.
    func add(_ drift: [DriftFinding], _ keyTypes: [KeyTypeSighting], of kind: SourceKind) {
        state.withLock { state in
            state.drift[kind] = drift
            state.keyTypes[kind] = keyTypes
        }
    }

    /// Of which types the values of keys were, once everything is read.
    var keyTypes: [KeyTypeSighting] {
        state.withLock { state in SourceKind.allCases.flatMap { state.keyTypes[$0] ?? [] } }
    }

    /// How the keys have drifted, once everything is read.
    var drift: [DriftFinding] { state.withLock { state in SourceKind.allCases.flatMap { state.drift[$0] ?? [] } } }

    /// The first files that hold nothing, and how many there are.
    var emptyFiles: (first: [String], count: Int) {
        state.withLock { state in
            let files = SourceKind.allCases.flatMap { state.emptyFiles[$0] ?? [] }
            return (Array(files.prefix(Self.longestList)), state.emptyFileCount)
        }
    }

    /// Notes a reject.
    func add(_ reject: Reject, of plan: PlannedFile, _ kind: SourceKind) throws {
        try state.withLock { state in
            switch kind {
            case .songs: try state.songRejects.add(reject, of: plan, kind)
            case .events: try state.eventRejects.add(reject, of: plan, kind)
            }
        }
    }

    /// What reading each file came to, by the file's number.
    var counts: [Int: ReadCount] { state.withLock { $0.counts } }

    /// How many records were rejected.
    var rejectCount: Int { state.withLock { $0.songRejects.count + $0.eventRejects.count } }

    /// The first rejects.
    var firstRejects: [LocatedReject] { state.withLock { $0.songRejects.first + $0.eventRejects.first } }

    /// The rejects of a kind of source as rows for COPY, chunk by chunk.
    func nextRejectChunk(_ kind: SourceKind) throws -> [UInt8]? {
        try state.withLock { state in
            switch kind {
            case .songs: try state.songRejects.nextChunk()
            case .events: try state.eventRejects.nextChunk()
            }
        }
    }

    /// Notes how many records and bytes of the file that is being read are done.
    func noteOpenFile(_ kind: SourceKind, records: Int, bytes: Int) {
        state.withLock { $0.open[kind] = (records, bytes) }
    }

    /// Tells how far reading has come.
    func showProgress(_ stage: LoadProgress.Stage) {
        let now = state.withLock { state in
            let open = state.open.values.reduce((records: 0, bytes: 0)) {
                ($0.records + $1.records, $0.bytes + $1.bytes)
            }
            return LoadProgress(
                stage: stage,
                filesRead: state.readFiles,
                fileCount: fileCount,
                bytesRead: min(state.readBytes + open.bytes, byteCount),
                byteCount: byteCount,
                records: state.records + open.records,
                rejected: state.songRejects.count + state.eventRejects.count
            )
        }
        progress(now)
    }
}
