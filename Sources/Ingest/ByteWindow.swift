/// The part of a file that is in memory: bytes that nobody has consumed yet, filled up in chunks.
///
/// The memory is used again for the next file, so that many small files cost no more than one large one.
struct ByteWindow: ~Copyable {
    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private var source: SourceBytes
    /// Where the first byte of the window stands in the file.
    private(set) var fileOffset = 0
    /// Whether the file ends with the window.
    private(set) var isLast = true

    /// How much is read at a time.
    static let chunkByteCount = 1 << 20

    init(onRead: @escaping FileBytesObserver) {
        source = SourceBytes(onRead: onRead)
        buffer = .allocate(byteCount: Self.chunkByteCount, alignment: 8)
    }

    deinit {
        buffer.deallocate()
    }

    /// Whether the file is packed with gzip.
    var isPacked: Bool { source.isPacked }
    /// How many bytes of the file itself were read.
    var readByteCount: Int { source.fileByteCount }
    /// Why the window is the last although the file goes on; without its place.
    var fault: JSONFault? { isLast ? source.fault : nil }

    /// The fault, once.
    mutating func takeFault() -> JSONFault? {
        defer { source.forgetFault() }
        return fault
    }

    /// The bytes that are in memory and not consumed; valid until the next call that changes the window.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }

    /// Begins with a file, or in its midst, and reads the first chunk.
    mutating func open(_ path: String, from offset: Int = 0) throws(SourceError) {
        start = 0
        end = 0
        fileOffset = offset
        isLast = true
        try source.open(path, from: offset)
        isLast = false
        try fill()
    }

    /// Gives up the rest of the file.
    mutating func abandon() {
        consume(end - start)
        isLast = true
        source.close()
    }

    /// Moves on by some bytes.
    mutating func consume(_ count: Int) {
        start += count
        fileOffset += count
    }

    /// Reads on until there is more in the window or the file has ended; grows when the window is full.
    mutating func fill() throws(SourceError) {
        if start > 0 {
            buffer.copyMemory(from: bytes)
            end -= start
            start = 0
        }
        if end == buffer.count { grow() }
        do {
            while end < buffer.count, !isLast {
                let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[end...]))
                end += count
                isLast = count == 0
            }
        } catch {
            isLast = true
            source.close()
            throw error
        }
        if isLast { source.close() }
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 8)
        larger.copyMemory(from: bytes)
        buffer.deallocate()
        buffer = larger
    }
}
