import Ingest
import Postgres

/// Numbers of 64 bits that wait until they are sent to the server as rows.
struct NumberSpool: ~Copyable {
    private var spool: ByteSpool
    private var writer = BinaryCopyWriter(capacity: 4 << 10)
    private var isFinished = false

    /// How many numbers were added.
    private(set) var count = 0

    /// Creates a spool.
    ///
    /// - Parameter purpose: what the numbers are, for messages.
    init(_ purpose: String) {
        spool = ByteSpool(purpose)
    }

    /// Adds a number.
    mutating func append(_ number: Int64) throws(SourceError) {
        count += 1
        spool.append(number)
        try spool.spillIfLarge()
    }

    /// The next numbers as rows for COPY, `nil` at the end.
    ///
    /// - Parameter write: writes the row of a number.
    mutating func nextChunk(_ write: (Int64, inout BinaryCopyWriter) -> Void) throws(SourceError) -> [UInt8]? {
        guard !isFinished else { return nil }
        if let chunk = try spool.nextChunk() {
            chunk.withUnsafeBytes { for number in $0.bindMemory(to: Int64.self) { write(number, &writer) } }
        } else {
            writer.finish()
            isFinished = true
        }
        return writer.take()
    }

    /// The next pairs of numbers as rows for COPY, `nil` at the end. Numbers must have been added in pairs.
    mutating func nextPairs(_ write: (Int64, Int64, inout BinaryCopyWriter) -> Void) throws(SourceError) -> [UInt8]? {
        var first: Int64?
        return try nextChunk { number, writer in
            if let one = first {
                write(one, number, &writer)
                first = nil
            } else {
                first = number
            }
        }
    }
}
