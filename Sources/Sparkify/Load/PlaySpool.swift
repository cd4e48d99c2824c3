import Ingest
import Postgres

/// Plays that wait until the catalogue is known and the server takes them as rows of `songplays`.
///
/// A row is made of an event's values as they are sent to `staging.events`: the columns have the same types there. A play
/// whose song may be in the catalogue is for the server to link, so each row stands behind the fingerprint of its song and
/// its own length.
struct PlaySpool: ~Copyable {
    private var spool = ByteSpool("plays")
    /// Bytes that were taken from the spool and are not sent yet: the beginning of a row.
    private var rest: [UInt8] = []
    private var hasBegun = false
    private var isFinished = false

    /// Where the value of each column stands in an event; `nil` for those that only the catalogue can tell.
    private static let sources = StarSchema.songplays.columns.map { EventRow.Column(named: $0.name) }
    /// What stands in place of a fingerprint where there is no song to look for.
    private static let noSong: UInt64 = 0
    /// The length of NULL, which has no bytes behind it.
    private static let null = Int32(-1)
    private static let prefixSize = MemoryLayout<UInt64>.size + MemoryLayout<Int32>.size

    /// Adds the play that an event is.
    mutating func append(_ event: EventRow, songKey: UInt64?) throws(SourceError) {
        spool.append(songKey ?? Self.noSong)
        let size = Self.sources.reduce(MemoryLayout<Int16>.size) { size, source in
            size + (source.map { event.field($0).count } ?? MemoryLayout<Int32>.size)
        }
        spool.append(Int32(truncatingIfNeeded: size))
        spool.append(Int16(truncatingIfNeeded: Self.sources.count).bigEndian)
        for source in Self.sources {
            if let source { spool.append(event.field(source)) } else { spool.append(Self.null) }
        }
        try spool.spillIfLarge()
    }

    /// The next rows for COPY, `nil` at the end.
    ///
    /// - Parameter isLeftOut: whether the play of a song with some fingerprint is left out.
    mutating func nextChunk(_ isLeftOut: (UInt64) -> Bool) throws(SourceError) -> [UInt8]? {
        guard !isFinished else { return nil }
        var writer = BinaryCopyWriter(isContinued: hasBegun)
        hasBegun = true
        guard let more = try spool.nextChunk() else {
            isFinished = true
            writer.finish()
            return writer.take()
        }
        rest += more
        let used = rest.withUnsafeBytes { bytes in
            var place = 0
            while place + Self.prefixSize <= bytes.count {
                let songKey = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                let size = bytes.loadUnaligned(fromByteOffset: place + MemoryLayout<UInt64>.size, as: Int32.self)
                let end = place + Self.prefixSize + Int(size)
                guard end <= bytes.count else { break }
                if songKey == Self.noSong || !isLeftOut(songKey) {
                    writer.completeRow(UnsafeRawBufferPointer(rebasing: bytes[place + Self.prefixSize..<end]))
                }
                place = end
            }
            return place
        }
        rest.removeFirst(used)
        return writer.take()
    }
}
