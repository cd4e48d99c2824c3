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
    /// Which rows they became.
    var staged = StagedRange()
}

/// What the reading side of a load has seen, shared between the COPY's thread and the loader.
final class LoadJournal: Sendable {
    private struct State: ~Copyable {
        var counts: [Int: ReadCount] = [:]
        var rejects: RejectSpool
        var readBytes = 0
        var readFiles = 0
        var records = 0
        /// How much of the file that is being read is done.
        var open = (records: 0, bytes: 0)
        var emptyFiles: [String] = []
        var emptyFileCount = 0
        var drift: [DriftFinding] = []
    }

    /// How many empty files are named.
    private static let longestList = 20

    private let state: Mutex<State>
    private let fileCount: Int
    private let byteCount: Int
    private let progress: @Sendable (LoadProgress) -> Void

    init(loadID: Int, files: [PlannedFile], progress: @escaping @Sendable (LoadProgress) -> Void) {
        state = Mutex(State(rejects: RejectSpool(loadID: loadID)))
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
            state.open = (0, 0)
            guard count.isEmpty else { return }
            state.emptyFileCount += 1
            if state.emptyFiles.count < Self.longestList { state.emptyFiles.append(plan.file.relativePath) }
        }
    }

    /// Notes how the keys of a kind of source have drifted.
    func add(_ drift: [DriftFinding]) {
        state.withLock { $0.drift += drift }
    }

    /// How the keys have drifted, once everything is read.
    var drift: [DriftFinding] { state.withLock { $0.drift } }

    /// The first files that hold nothing, and how many there are.
    var emptyFiles: (first: [String], count: Int) { state.withLock { ($0.emptyFiles, $0.emptyFileCount) } }

    /// Notes a reject.
    func add(_ reject: Reject, of plan: PlannedFile, _ kind: SourceKind) throws {
        try state.withLock { try $0.rejects.add(reject, of: plan, kind) }
    }

    /// What reading each file came to, by the file's number.
    var counts: [Int: ReadCount] { state.withLock { $0.counts } }

    /// How many records were rejected.
    var rejectCount: Int { state.withLock { $0.rejects.count } }

    /// The first rejects.
    var firstRejects: [LocatedReject] { state.withLock { $0.rejects.first } }

    /// The rejects as rows for COPY, chunk by chunk.
    func nextRejectChunk() throws -> [UInt8]? {
        try state.withLock { try $0.rejects.nextChunk() }
    }

    /// Notes how many records and bytes of the file that is being read are done.
    func noteOpenFile(records: Int, bytes: Int) {
        state.withLock { $0.open = (records, bytes) }
    }

    /// Tells how far reading has come.
    func showProgress(_ stage: LoadProgress.Stage) {
        let now = state.withLock { state in
            LoadProgress(
                stage: stage,
                filesRead: state.readFiles,
                fileCount: fileCount,
                bytesRead: min(state.readBytes + state.open.bytes, byteCount),
                byteCount: byteCount,
                records: state.records + state.open.records,
                rejected: state.rejects.count
            )
        }
        progress(now)
    }
}
