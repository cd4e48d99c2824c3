import Postgres

/// An event as it is sent to `staging.events`: where its values stand in the row's bytes.
///
/// Values are compared by the bytes that the server gets: what is equal for the server is equal here.
struct EventRow {
    /// A column of `staging.events`.
    struct Column {
        fileprivate let index: Int

        /// A column; `nil` when there is none of that name.
        init?(named name: String) {
            guard let index = StagingSchema.eventColumns.firstIndex(where: { $0.name == name }) else { return nil }
            self.index = index
        }

        /// A column that is known to be there.
        init(_ name: String) {
            guard let column = Self(named: name) else { preconditionFailure("no column '\(name)'") }
            self = column
        }
    }

    private let bytes: UnsafeRawBufferPointer
    /// How many bytes the row takes.
    let byteCount: Int
    private let places: UnsafeMutableBufferPointer<Int32>

    /// Room for the places of a row's columns.
    static let columnCount = StagingSchema.eventColumns.count

    /// Finds the values of a row.
    ///
    /// - Parameters:
    ///   - bytes: the row in the format of COPY, complete; more may follow it.
    ///   - places: room for ``columnCount`` places.
    init(_ bytes: UnsafeRawBufferPointer, places: UnsafeMutableBufferPointer<Int32>) {
        self.bytes = bytes
        self.places = places
        var place = 2
        for column in 0..<Self.columnCount {
            places[column] = Int32(truncatingIfNeeded: place)
            place += 4 + max(0, Self.length(bytes, place))
        }
        byteCount = place
    }

    /// The bytes of a value, `nil` for NULL.
    func bytes(_ column: Column) -> UnsafeRawBufferPointer? {
        let place = Int(places[column.index])
        let length = Self.length(bytes, place)
        return length < 0 ? nil : UnsafeRawBufferPointer(rebasing: bytes[place + 4..<place + 4 + length])
    }

    /// A value as it stands in the row, behind its length.
    func field(_ column: Column) -> UnsafeRawBufferPointer {
        let place = Int(places[column.index])
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + 4 + max(0, Self.length(bytes, place))])
    }

    /// The value of a `bigint` column, `nil` for NULL.
    func bigint(_ column: Column) -> Int64? {
        bytes(column).map { Int64(bigEndian: $0.loadUnaligned(as: Int64.self)) }
    }

    private static func length(_ bytes: UnsafeRawBufferPointer, _ place: Int) -> Int {
        Int(Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int32.self)))
    }
}

/// What a play and a song are matched by, as a fingerprint: title, artist name and length.
struct SongKey {
    /// The fingerprint, never 0.
    let fingerprint: UInt64

    /// Creates a key from the values' bytes in the format of COPY.
    ///
    /// - Parameter length: a `numeric`; its scale does not matter, as 12.5 is 12.50.
    init(title: UnsafeRawBufferPointer, artist: UnsafeRawBufferPointer, length: UnsafeRawBufferPointer, seed: UInt64) {
        var fingerprinter = Fingerprinter(seed: seed)
        fingerprinter.add(title)
        fingerprinter.add(artist)
        fingerprinter.add(UnsafeRawBufferPointer(rebasing: length.prefix(6)))
        fingerprinter.add(UnsafeRawBufferPointer(rebasing: length.dropFirst(8)))
        fingerprint = max(fingerprinter.fingerprint, 1)
    }
}
