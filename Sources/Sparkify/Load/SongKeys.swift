import Postgres
import Synchronization

/// What songs of the catalogue are matched by, as fingerprints in bounded memory.
final class SongKeys: Sendable {
    private struct State: ~Copyable {
        var set: FingerprintSet
        var writer = BinaryCopyWriter(capacity: 4 << 10)
    }

    private let state: Mutex<State>
    private let seed: UInt64

    /// How many songs are fetched at a time.
    private static let pageSize = 10_000

    /// Creates an empty set.
    ///
    /// - Parameter seed: that of the plays which are matched.
    init(expecting count: Int, seed: UInt64) {
        state = Mutex(State(set: FingerprintSet(expecting: count)))
        self.seed = seed
    }

    /// Adds the songs of the star tables as they are now.
    func addCatalogue(of schemas: SchemaSetup, _ connection: Connection) async throws {
        try await connection.query(
            """
            DECLARE plumb_songs NO SCROLL CURSOR FOR SELECT s.title, a.name, s.duration
            FROM \(identifier: schemas.star).songs s JOIN \(identifier: schemas.star).artists a USING (artist_id)
            """
        )
        while true {
            let page = try await connection.query("FETCH \(raw: "\(Self.pageSize)") FROM plumb_songs")
            for row in page { add(row.values) }
            if page.count < Self.pageSize { break }
        }
        try await connection.query("CLOSE plumb_songs")
    }

    /// Calls a body with the set.
    func withSet<Value>(_ body: (borrowing FingerprintSet) throws -> sending Value) rethrows -> sending Value {
        try state.withLock { try body($0.set) }
    }

    /// Adds a song with its values as the server writes them.
    private func add(_ values: [String?]) {
        guard values.count == 3, let title = values[0], let artist = values[1], var length = values[2] else { return }
        state.withLock { state in
            state.writer.beginRow(columnCount: 1)
            switch length {
            case "NaN": state.writer.numeric(.notANumber)
            case "Infinity": state.writer.numeric(.infinity)
            case "-Infinity": state.writer.numeric(.negativeInfinity)
            default: guard length.withUTF8({ state.writer.numeric(UnsafeRawBufferPointer($0)) }) else { return }
            }
            // Behind the row's number of columns and the value's length.
            let number = UnsafeRawBufferPointer(rebasing: state.writer.row.dropFirst(6))
            var (title, artist) = (title, artist)
            let fingerprint = title.withUTF8 { title in
                artist.withUTF8 { artist in
                    SongKey(
                        title: UnsafeRawBufferPointer(title),
                        artist: UnsafeRawBufferPointer(artist),
                        length: number,
                        seed: seed
                    ).fingerprint
                }
            }
            _ = state.set.insert(fingerprint)
            state.writer.discardRow()
        }
    }
}
