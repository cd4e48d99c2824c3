import Ingest
import Postgres
import Synchronization

/// What is noted of events on their way to the server, so that it need not look at every event again: which events may
/// have come before, which instants are new, which play of a user is the latest, what plays are linked by, and the plays
/// themselves.
///
/// Memory is bounded whatever is read. What cannot be told is left to the server, which looks at those events alone: a
/// note is never more than a suspicion.
final class EventDigest: Sendable {
    private struct State: ~Copyable {
        var seen: FingerprintSet
        var suspects = NumberSpool("repeated events")
        var newInstants = NumberSpool("instants")
        var doubtfulInstants = NumberSpool("known instants")
        var songKeys = NumberSpool("plays to be linked")
        var latestPlays = NumberSpool("latest plays")
        var latest: [Int64: (ts: Int64, event: Int64)] = [:]
        var plays = PlaySpool()
        var hasBegun = false
        /// The notes of one chunk.
        var notes: [Note] = []
        var touched: UInt32 = 0

        init(byteCount: Int) {
            // Two notes for an event, which is seldom shorter than 250 bytes.
            seen = FingerprintSet(expecting: byteCount / 125)
        }
    }

    /// What one event is remembered by.
    private struct Note {
        var id: Int64
        /// How many bytes the event's row takes.
        var byteCount: Int
        var isPlay: Bool
        var ts: Int64
        var user: Int64
        var isKnownTime: Bool
        var naturalKey: UInt64
        var instant: UInt64
        var songKey: UInt64?
    }

    private let known: InstantRanges
    private let keepsPlays: Bool
    /// Differs from load to load; ``SongKey`` wants it.
    let seed = UInt64.random(in: .min ... .max)
    private let state: Mutex<State>

    /// How many users' latest plays are kept in memory.
    private static let mostUsers = 200_000

    private static let id = EventRow.Column("event_id")
    private static let songplay = EventRow.Column("songplay_id")
    private static let ts = EventRow.Column("ts")
    private static let user = EventRow.Column("user_id")
    private static let naturalKey = StagingCleaning.eventKey.map(EventRow.Column.init)
    private static let title = EventRow.Column("song")
    private static let artist = EventRow.Column("artist")
    private static let length = EventRow.Column("length")

    /// Creates a digest.
    ///
    /// - Parameters:
    ///   - known: the stretches of time of which events have been loaded before.
    ///   - files: the files that will be read.
    ///   - keepsPlays: whether ``nextPlays(except:)`` will be asked for.
    init(known: InstantRanges, files: [PlannedFile], keepsPlays: Bool) {
        self.known = known
        self.keepsPlays = keepsPlays
        // What is packed is some ten times as long.
        let byteCount = files.reduce(0) { $0 + $1.file.byteCount * ($1.file.path.hasSuffix(".gz") ? 12 : 1) }
        state = Mutex(State(byteCount: byteCount))
    }

    /// Notes events.
    ///
    /// - Parameter chunk: their rows for `staging.events` as they are sent: whole rows, in the order of their chunks.
    /// - Throws: `SourceError` when a temporary file cannot be written.
    func add(_ chunk: [UInt8]) throws {
        try state.withLock { try note(chunk, in: &$0) }
    }

    private func note(_ chunk: [UInt8], in state: inout State) throws {
        state.notes.removeAll(keepingCapacity: true)
        var place = state.hasBegun ? 0 : BinaryCopyWriter.headerByteCount
        state.hasBegun = true
        let start = place
        try chunk.withUnsafeBytes { bytes in
            try withUnsafeTemporaryAllocation(of: Int32.self, capacity: EventRow.columnCount) { places in
                while place + BinaryCopyWriter.endMarkByteCount < bytes.count {
                    let row = EventRow(UnsafeRawBufferPointer(rebasing: bytes[place...]), places: places)
                    place += row.byteCount
                    state.notes.append(makeNote(row))
                }
                state.touched &+= state.seen.prefetch(state.notes.lazy.map(\.naturalKey))
                state.touched &+= state.seen.prefetch(state.notes.lazy.map(\.instant))
                place = start
                for note in state.notes {
                    let bytes = UnsafeRawBufferPointer(rebasing: bytes[place..<place + note.byteCount])
                    place += note.byteCount
                    guard try add(note, to: &state), keepsPlays else { continue }
                    try state.plays.append(EventRow(bytes, places: places), songKey: note.songKey)
                }
            }
        }
    }

    /// Adds a note.
    ///
    /// - Returns: whether it is a play that is surely new.
    private func add(_ note: Note, to state: inout State) throws -> Bool {
        let isSuspect = note.isKnownTime || !state.seen.insert(note.naturalKey)
        if isSuspect { try state.suspects.append(note.id) }
        guard note.isPlay else { return false }
        if note.isKnownTime || !state.seen.insert(note.instant) {
            try state.doubtfulInstants.append(note.ts)
        } else {
            try state.newInstants.append(note.ts)
        }
        if let key = note.songKey {
            try state.songKeys.append(Int64(bitPattern: key))
            try state.songKeys.append(note.id)
        }
        // Whether a suspect stays a play is for the server to say.
        if !isSuspect { try Self.noteUser(note.user, note.ts, note.id, in: &state) }
        return !isSuspect
    }

    private func makeNote(_ row: EventRow) -> Note {
        let ts = row.bigint(Self.ts) ?? 0
        var instant = Fingerprinter(seed: seed)
        instant.add(UInt64(bitPattern: ts))
        var key = Fingerprinter(seed: seed)
        for column in Self.naturalKey {
            if let bytes = row.bytes(column) { key.add(bytes) } else { key.add(.max) }
        }
        var note = Note(
            id: row.bigint(Self.id) ?? 0,
            byteCount: row.byteCount,
            isPlay: row.bytes(Self.songplay) != nil,
            ts: ts,
            user: row.bigint(Self.user) ?? 0,
            isKnownTime: known.contains(ts),
            naturalKey: key.fingerprint,
            instant: instant.fingerprint
        )
        if let title = row.bytes(Self.title), let artist = row.bytes(Self.artist), let length = row.bytes(Self.length) {
            note.songKey = SongKey(title: title, artist: artist, length: length, seed: seed).fingerprint
        }
        return note
    }

    private static func noteUser(_ user: Int64, _ ts: Int64, _ id: Int64, in state: inout State) throws {
        if let latest = state.latest[user] {
            if ts >= latest.ts { state.latest[user] = (ts, id) }
            return
        }
        if state.latest.count == mostUsers { try flushUsers(of: &state) }
        state.latest[user] = (ts, id)
    }

    private static func flushUsers(of state: inout State) throws {
        for play in state.latest.values { try state.latestPlays.append(play.event) }
        state.latest.removeAll(keepingCapacity: true)
    }

    // MARK: - What came out

    /// How many events may have come before.
    var suspectCount: Int { state.withLock { $0.suspects.count } }
    /// How many plays stand at instants that may have been loaded before.
    var doubtfulInstantCount: Int { state.withLock { $0.doubtfulInstants.count } }
    /// How many instants are new.
    var newInstantCount: Int { state.withLock { $0.newInstants.count } }

    /// The numbers of events that may have come before, as rows.
    func nextSuspects() throws -> [UInt8]? {
        try state.withLock { try $0.suspects.nextChunk(Self.writeNumber) }
    }

    /// The numbers of plays that may be their user's latest, as rows; suspects are not among them.
    func nextLatestPlays() throws -> [UInt8]? {
        try state.withLock { state in
            try Self.flushUsers(of: &state)
            return try state.latestPlays.nextChunk(Self.writeNumber)
        }
    }

    /// The numbers of plays whose song may be in a set of song keys, as rows.
    func nextLinkable(in songs: SongKeys) throws -> [UInt8]? {
        try state.withLock { state in
            try songs.withSet { set in
                try state.songKeys.nextPairs { key, event, writer in
                    if set.mayContain(UInt64(bitPattern: key)) { Self.writeNumber(event, &writer) }
                }
            }
        }
    }

    /// The plays that are surely new, as rows of `songplays` without a song.
    ///
    /// - Parameter songs: the songs whose plays are left out; `nil` leaves out none.
    func nextPlays(except songs: SongKeys?) throws -> [UInt8]? {
        try state.withLock { state in
            guard let songs else { return try state.plays.nextChunk { _ in false } }
            return try songs.withSet { set in try state.plays.nextChunk { set.mayContain($0) } }
        }
    }

    /// The instants that may have been loaded before, as rows of the table `time`; some come more than once.
    func nextDoubtfulInstants() throws -> [UInt8]? {
        try state.withLock { try $0.doubtfulInstants.nextChunk(Self.writeInstant) }
    }

    /// The new instants as rows of the table `time`.
    func nextNewInstants() throws -> [UInt8]? {
        try state.withLock { try $0.newInstants.nextChunk(Self.writeInstant) }
    }

    private static func writeNumber(_ number: Int64, _ writer: inout BinaryCopyWriter) {
        writer.beginRow(columnCount: 1)
        writer.bigint(number)
    }

    private static func writeInstant(_ milliseconds: Int64, _ writer: inout BinaryCopyWriter) {
        let parts = TimeParts(millisecondsSince1970: milliseconds)
        writer.beginRow(columnCount: 7)
        _ = writer.timestamp(millisecondsSince1970: milliseconds)
        for part in [parts.hour, parts.day, parts.week, parts.month, parts.year, parts.weekday] {
            writer.integer(Int32(truncatingIfNeeded: part))
        }
    }
}
