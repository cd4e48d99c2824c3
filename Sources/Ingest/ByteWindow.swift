import Foundation

/// The part of a file that is in memory: bytes that nobody has consumed yet, filled up in chunks.
///
/// The memory is used again for the next file, so that many small files cost no more than one large one.
struct ByteWindow: ~Copyable {
    private var buffer: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    private var descriptor: Int32 = -1
    private var path = ""
    /// Where the first byte of the window stands in the file.
    private(set) var fileOffset = 0
    /// Whether the file ends with the window.
    private(set) var isLast = true

    /// How much is read at a time.
    static let chunkByteCount = 1 << 20

    init() {
        buffer = .allocate(byteCount: Self.chunkByteCount, alignment: 8)
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
        buffer.deallocate()
    }

    /// The bytes that are in memory and not consumed; valid until the next call that changes the window.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[start..<end]) }

    /// Begins with a file and reads its first chunk.
    mutating func open(_ path: String) throws(SourceError) {
        closeFile()
        self.path = path
        start = 0
        end = 0
        fileOffset = 0
        isLast = false
        descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            isLast = true
            throw SourceError(path: path, errorNumber: errno)
        }
        try fill()
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
        while end < buffer.count, !isLast {
            let count = read(descriptor, buffer.baseAddress.map { $0 + end }, buffer.count - end)
            if count > 0 {
                end += count
            } else if count == 0 {
                isLast = true
                closeFile()
            } else if errno != EINTR {
                let number = errno
                isLast = true
                closeFile()
                throw SourceError(path: path, errorNumber: number)
            }
        }
    }

    private mutating func grow() {
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.count * 2, alignment: 8)
        larger.copyMemory(from: bytes)
        buffer.deallocate()
        buffer = larger
    }

    private mutating func closeFile() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }
}
