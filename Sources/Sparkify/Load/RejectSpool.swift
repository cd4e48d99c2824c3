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
    private var descriptor: Int32 = -1
    private var isFinished = false
    private var hasRewound = false

    private static let longestInMemory = 1 << 20
    private static let longestFirst = 1000

    init(loadID: Int) {
        self.loadID = loadID
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
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
        if writer.byteCount > Self.longestInMemory { try spill() }
    }

    /// The next rows for COPY, `nil` at the end.
    mutating func nextChunk() throws(SourceError) -> [UInt8]? {
        if descriptor >= 0, !hasRewound {
            lseek(descriptor, 0, SEEK_SET)
            hasRewound = true
        }
        if descriptor >= 0 {
            var chunk = [UInt8](repeating: 0, count: 256 << 10)
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw SourceError(path: "temporary file of rejects", reason: Self.systemReason) }
            if count > 0 { return Array(chunk[..<count]) }
        }
        guard !isFinished else { return nil }
        isFinished = true
        writer.finish()
        return writer.take()
    }

    private mutating func spill() throws(SourceError) {
        if descriptor < 0 { try openFile() }
        let bytes = writer.take()
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 || errno == EINTR else {
                throw SourceError(path: "temporary file of rejects", reason: Self.systemReason)
            }
            written += max(count, 0)
        }
    }

    /// Opens a file that has no name any more, so that it is gone with the process.
    private mutating func openFile() throws(SourceError) {
        let folder = FileManager.default.temporaryDirectory.path
        var template = Array("\(folder)/plumb-rejects-XXXXXX".utf8CString)
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SourceError(path: folder, reason: Self.systemReason) }
        unlink(template)
    }

    private static var systemReason: String { String(cString: strerror(errno)).lowercased() }
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
    /// The raw bytes as text that PostgreSQL can hold; what is not UTF-8, and NUL, is written as `\xE9`.
    var rawText: String {
        var text = ""
        var parser = Unicode.UTF8.ForwardParser()
        var bytes = raw.makeIterator()
        var place = 0
        while true {
            switch parser.parseScalar(from: &bytes) {
            case .valid(let scalar):
                place += scalar.count
                if let scalar = Unicode.UTF8.decode(scalar) as Unicode.Scalar?, scalar != "\0" {
                    text.unicodeScalars.append(scalar)
                } else {
                    text += "\\x00"
                }
            case .error(let length):
                for byte in raw[place..<place + length] { text += "\\x" + String(byte, radix: 16, uppercase: true) }
                place += length
            case .emptyInput:
                return text
            }
        }
    }
}
