import Foundation

/// Is given the bytes of each file as they are read, with the place of the first of them; place 0 begins a file, also anew.
public typealias FileBytesObserver = (_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> Void

/// The bytes of a file in their order; a file that is packed with gzip is unpacked on the way.
struct SourceBytes: ~Copyable {
    private var descriptor: Int32 = -1
    private var path = ""
    private let onRead: FileBytesObserver
    private var isStarted = false
    private var inflater: Inflater?
    /// Room for what is to be unpacked, once there is a packed file.
    private var packed = UnsafeMutableRawBufferPointer(start: nil, count: 0)

    /// Whether the file is packed.
    private(set) var isPacked = false
    /// How many bytes of the file itself were read.
    private(set) var fileByteCount = 0
    /// Why the bytes end before the file does; its place is unknown here.
    private(set) var fault: JSONFault?

    /// How much of a packed file is read at a time.
    private static let packedByteCount = 256 << 10

    init(onRead: @escaping FileBytesObserver) {
        self.onRead = onRead
    }

    deinit {
        if descriptor >= 0 { Foundation.close(descriptor) }
        packed.deallocate()
    }

    /// Begins with a file, or in the midst of one that is not packed.
    mutating func open(_ path: String, from offset: Int = 0) throws(SourceError) {
        close()
        self.path = path
        isStarted = offset > 0
        isPacked = false
        fileByteCount = offset
        fault = nil
        descriptor = Foundation.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SourceError(path: path, errorNumber: errno) }
        guard offset == 0 || lseek(descriptor, off_t(offset), SEEK_SET) >= 0 else {
            throw SourceError(path: path, errorNumber: errno)
        }
    }

    /// Leaves the rest of the file.
    mutating func close() {
        if descriptor >= 0 { Foundation.close(descriptor) }
        descriptor = -1
    }

    /// Takes ``fault`` as told.
    mutating func forgetFault() { fault = nil }

    /// Reads on.
    ///
    /// - Parameter buffer: room for the bytes.
    /// - Returns: how many there are; 0 at the end, then ``fault`` says whether it is the end that was meant.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        guard !isPacked else { return try unpack(into: buffer) }
        let count = try readFile(into: buffer)
        defer { isStarted = true }
        let head = UnsafeRawBufferPointer(rebasing: buffer[..<count])
        guard !isStarted, Inflater.recognizes(head) else { return count }
        isPacked = true
        return try startUnpacking(into: buffer)
    }

    // MARK: - Packed files

    /// Begins to unpack a file whose first bytes stand where the unpacked ones go.
    private mutating func startUnpacking(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        // The file is read again from its start: simpler than keeping what does not fit, and once per file.
        guard lseek(descriptor, 0, SEEK_SET) == 0 else { throw SourceError(path: path, errorNumber: errno) }
        fileByteCount = 0
        if packed.isEmpty {
            packed = .allocate(byteCount: Self.packedByteCount, alignment: 8)
            inflater = Inflater()
        }
        inflater?.begin()
        return try unpack(into: buffer)
    }

    private mutating func unpack(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        guard fault == nil else { return 0 }
        while true {
            switch inflater?.step(into: buffer) {
            case .wrote(let count): return count
            case .needsInput:
                let count = try readFile(into: packed)
                inflater?.offer(UnsafeRawBufferPointer(rebasing: packed[..<count]))
                if count > 0 { continue }
                if inflater?.isAtMemberEnd == false {
                    fault = Self.fault(.truncatedGzip, "the gzip data ends too early; what it holds so far was read")
                }
                return 0
            case .corrupt, nil:
                fault = Self.fault(.corruptGzip, "the gzip data is damaged here; what stands before it was read")
                return 0
            }
        }
    }

    private static func fault(_ code: RejectCode, _ message: String) -> JSONFault {
        JSONFault(code: code, message: message, offset: 0)
    }

    // MARK: - The file

    private mutating func readFile(into buffer: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        guard descriptor >= 0 else { return 0 }
        while true {
            let count = Foundation.read(descriptor, buffer.baseAddress, buffer.count)
            if count > 0 {
                onRead(UnsafeRawBufferPointer(rebasing: buffer[..<count]), fileByteCount)
                fileByteCount += count
            }
            if count >= 0 { return count }
            guard errno == EINTR else { throw SourceError(path: path, errorNumber: errno) }
        }
    }
}
