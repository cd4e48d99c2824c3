/// Writes rows in the binary format of `COPY … FROM STDIN (FORMAT binary)`, values straight to bytes.
///
/// A row is begun with its number of columns and then takes one call per column. Rows are taken out in chunks, see
/// ``take()``, and the last chunk follows ``finish()``. The format is PostgreSQL's, "Binary Format" on the manual page
/// of COPY.
public struct BinaryCopyWriter: ~Copyable {
    private var buffer: UnsafeMutableRawBufferPointer
    private var used = 0
    private var rowStart = 0

    /// Creates a writer that has the format's header in it.
    ///
    /// - Parameters:
    ///   - capacity: how many bytes it has room for before it has to grow.
    ///   - isContinued: whether the rows go on with those of another writer, so that the header has been sent.
    public init(capacity: Int = 256 << 10, isContinued: Bool = false) {
        buffer = .allocate(byteCount: max(capacity, 64), alignment: 8)
        if !isContinued { appendHeader() }
    }

    deinit {
        buffer.deallocate()
    }

    /// How many bytes wait to be taken.
    public var byteCount: Int { used }

    /// How many bytes the format's header takes, which stands before the first row.
    public static let headerByteCount = 19
    /// How many bytes the mark takes that ends the data.
    public static let endMarkByteCount = 2

    // MARK: - Rows

    /// Begins a row.
    public mutating func beginRow(columnCount: Int) {
        rowStart = used
        append(Int16(truncatingIfNeeded: columnCount))
    }

    /// Writes a row from its bytes, its number of columns included.
    public mutating func completeRow(_ bytes: UnsafeRawBufferPointer) {
        rowStart = used
        append(bytes)
    }

    /// The bytes of the row that was begun last, its number of columns included; valid until the next call that writes.
    public var row: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[rowStart..<used]) }

    /// Forgets the row that was begun last, for a record that turns out not to be storable.
    public mutating func discardRow() {
        used = rowStart
    }

    /// Writes the mark that ends the data.
    public mutating func finish() {
        append(Int16(-1))
    }

    /// Removes the bytes written so far and returns them.
    public mutating func take() -> [UInt8] {
        let bytes = [UInt8](UnsafeRawBufferPointer(rebasing: buffer[..<used]))
        used = 0
        rowStart = 0
        return bytes
    }

    // MARK: - Columns

    /// Writes NULL.
    public mutating func null() {
        append(Int32(-1))
    }

    /// Writes a `bigint`.
    public mutating func bigint(_ value: Int64) {
        reserve(12)
        store(Int32(8))
        store(value)
    }

    /// Writes an `integer`.
    public mutating func integer(_ value: Int32) {
        append(Int32(4))
        append(value)
    }

    /// Writes a `double precision`.
    public mutating func double(_ value: Double) {
        append(Int32(8))
        append(value.bitPattern)
    }

    /// Writes a `timestamp` from milliseconds since 1970.
    ///
    /// - Returns: `false`, and nothing is written, when PostgreSQL cannot hold that instant.
    public mutating func timestamp(millisecondsSince1970 milliseconds: Int64) -> Bool {
        guard Self.timestampMilliseconds.contains(milliseconds) else { return false }
        append(Int32(8))
        append((milliseconds - Self.epochMilliseconds) * 1000)
        return true
    }

    /// Writes a `timestamp` or `timestamptz` from microseconds since 1970, which must be an instant that PostgreSQL can hold.
    public mutating func timestamp(microsecondsSince1970 microseconds: Int64) {
        append(Int32(8))
        append(microseconds &- Self.epochMilliseconds &* 1000)
    }

    /// Writes a `text` from UTF-8 bytes.
    public mutating func text(_ bytes: UnsafeRawBufferPointer) {
        reserve(4 + bytes.count)
        store(Int32(truncatingIfNeeded: bytes.count))
        append(bytes)
    }

    /// Writes a `text`.
    public mutating func text(_ string: String) {
        var string = string
        string.withUTF8 { text(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a `text` whose bytes are filled in by the caller.
    ///
    /// - Parameters:
    ///   - maximumByteCount: how much room the bytes need at most.
    ///   - fill: writes UTF-8 bytes and returns how many.
    public mutating func text(maximumByteCount: Int, fill: (UnsafeMutableRawBufferPointer) -> Int) {
        reserve(4 + maximumByteCount)
        let place = used
        used += 4
        let count = fill(UnsafeMutableRawBufferPointer(rebasing: buffer[used..<used + maximumByteCount]))
        buffer.storeBytes(of: Int32(truncatingIfNeeded: count).bigEndian, toByteOffset: place, as: Int32.self)
        used += count
    }

    /// Writes a `jsonb` from JSON text.
    public mutating func jsonb(_ bytes: UnsafeRawBufferPointer) {
        append(Int32(truncatingIfNeeded: bytes.count + 1))
        append(UInt8(1))
        append(bytes)
    }

    /// The milliseconds since 1970 that a `timestamp` can hold, as the manual's page on date and time types says.
    private static let timestampMilliseconds: Range<Int64> = -210_866_803_200_000..<9_224_318_016_000_000
    /// PostgreSQL counts from 2000.
    private static let epochMilliseconds: Int64 = 946_684_800_000

    // MARK: - Bytes

    mutating func append(_ value: some FixedWidthInteger & BitwiseCopyable) {
        reserve(value.bitWidth / 8)
        store(value)
    }

    /// Writes a number for which there is room.
    private mutating func store(_ value: some FixedWidthInteger & BitwiseCopyable) {
        buffer.storeBytes(of: value.bigEndian, toByteOffset: used, as: type(of: value))
        used += value.bitWidth / 8
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard !bytes.isEmpty else { return }
        reserve(bytes.count)
        UnsafeMutableRawBufferPointer(rebasing: buffer[used..<used + bytes.count]).copyMemory(from: bytes)
        used += bytes.count
    }

    @inline(__always)
    private mutating func reserve(_ count: Int) {
        if used + count > buffer.count { grow(count) }
    }

    @inline(never)
    private mutating func grow(_ count: Int) {
        let larger = UnsafeMutableRawBufferPointer.allocate(
            byteCount: max(buffer.count * 2, used + count),
            alignment: 8
        )
        larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[..<used]))
        buffer.deallocate()
        buffer = larger
    }

    private mutating func appendHeader() {
        let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
        signature.withUnsafeBytes { append($0) }
        append(Int32(0))
        append(Int32(0))
    }
}
