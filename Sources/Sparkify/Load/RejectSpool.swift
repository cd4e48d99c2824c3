import Foundation
public import Ingest
import Postgres

/// Rejects as rows of `staging.rejects`, kept in memory while they are few and in a temporary file when they are many.
struct RejectSpool: ~Copyable {
    /// How many there are.
    private(set) var count = 0
    /// The first of them.
    private(set) var first: [LocatedReject] = []

    private let loadID: Int
    private var writer = BinaryCopyWriter(capacity: 4 << 10)
    private var spool = ByteSpool("rejects")
    private var isFinished = false

    private static let longestInMemory = 64 << 10
    private static let longestFirst = 1000

    init(loadID: Int) {
        self.loadID = loadID
    }

    /// Adds a reject.
    ///
    /// - Throws: ``SourceError`` when the temporary file cannot be written.
    mutating func add(_ reject: Reject, of plan: PlannedFile, _ kind: SourceKind) throws(SourceError) {
        count += 1
        if first.count < Self.longestFirst {
            first.append(LocatedReject(source: kind, file: plan.file.relativePath, reject: reject))
        }
        writer.beginRow(columnCount: StagingSchema.rejectColumns.count)
        writer.bigint(Int64(loadID))
        writer.bigint(Int64(plan.id))
        writer.text(kind.rawValue)
        writer.text(plan.file.relativePath)
        writer.bigint(Int64(reject.line))
        writer.bigint(Int64(reject.column))
        writer.bigint(Int64(reject.byteOffset))
        writer.text(reject.code.rawValue)
        writer.text(reject.message)
        writer.text(reject.rawText)
        if writer.byteCount > Self.longestInMemory { try spool.append(writer.take()) }
    }

    /// The next rows for COPY, `nil` at the end.
    mutating func nextChunk() throws(SourceError) -> [UInt8]? {
        if !isFinished {
            isFinished = true
            writer.finish()
            try spool.append(writer.take())
        }
        return try spool.nextChunk()
    }
}

/// A reject with the file that it stands in.
public struct LocatedReject: Sendable, Equatable, CustomStringConvertible {
    /// What kind of source it is.
    public var source: SourceKind
    /// The file's path from the folder that was loaded.
    public var file: String
    /// The reject.
    public var reject: Reject

    /// The place and the reason, as compilers write them.
    public var description: String { "\(file):\(reject.line):\(reject.column): \(reject.message)" }
}

extension Reject {
    /// The raw bytes as text that PostgreSQL can hold.
    var rawText: String { String(showing: raw) }
}
