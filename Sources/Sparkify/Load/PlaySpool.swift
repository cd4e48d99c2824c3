import Ingest
import Postgres

/// Plays that wait until the catalogue is known and the server takes them as rows of `songplays`.
///
/// A row is made of an event's values as they are sent to `staging.events`: the columns have the same types there. A play
/// whose song may be in the catalogue is for the server to link, so each row stands behind the fingerprint of its song.
struct PlaySpool: ~Copyable {
    private var spool = ByteSpool("plays")
    /// Bytes that were taken from the spool and are not sent yet: the beginning of a row.
    private var rest: [UInt8] = []
    private var hasBegun = false
    private var isFinished = false

    private static let columnCount = StarSchema.songplays.columns.count
    /// What stands in place of a fingerprint where there is no song to look for.
    private static let noSong: UInt64 = 0
    private static let null = Int32(-1)

    private static let leading = ["songplay_id", "start_time", "user_id", "level"].map(EventRow.Column.init)
    private static let trailing = ["session_id", "location", "user_agent"].map(EventRow.Column.init)

    /// Adds the play that an event is.
    mutating func append(_ event: EventRow, songKey: UInt64?) throws(SourceError) {
        spool.append(songKey ?? Self.noSong)
        spool.append(Int16(truncatingIfNeeded: Self.columnCount).bigEndian)
        for column in Self.leading { spool.append(event.field(column)) }
        for _ in ["song_id", "artist_id"] { spool.append(Self.null.bigEndian) }
        for column in Self.trailing { spool.append(event.field(column)) }
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
            while let end = Self.endOfRow(in: bytes, from: place) {
                let songKey = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
                if songKey == Self.noSong || !isLeftOut(songKey) {
                    writer.completeRow(UnsafeRawBufferPointer(rebasing: bytes[place + 8..<end]))
                }
                place = end
            }
            return place
        }
        rest.removeFirst(used)
        return writer.take()
    }

    /// Where the row that begins at a place ends; `nil` when its end is not there yet.
    private static func endOfRow(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var place = start + 8 + 2
        for _ in 0..<columnCount {
            guard place + 4 <= bytes.count else { return nil }
            let length = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self))
            place += 4 + max(0, Int(length))
        }
        return place <= bytes.count ? place : nil
    }
}
