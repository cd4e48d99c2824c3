import CZlib

/// Unpacks gzip data of one or more members, piece by piece.
struct Inflater: ~Copyable {
    /// What an unpacking step came to.
    enum Step: Equatable {
        /// So many bytes were written.
        case wrote(Int)
        /// The input is used up and more must come.
        case needsInput
        /// The data is not gzip, or it was damaged.
        case corrupt
    }

    // Held by address: zlib keeps pointers into it.
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the input so far ends with the end of a member, so that the data may end here.
    private(set) var isAtMemberEnd = false

    /// Whether bytes begin as gzip data does.
    static func recognizes(_ head: UnsafeRawBufferPointer) -> Bool { head.starts(with: [0x1F, 0x8B, 0x08]) }

    /// Creates an inflater; `nil` when zlib has no memory.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 is the largest window; 16 more ask for gzip's header and checksum.
        guard inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
            return nil
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Begins with a file.
    mutating func begin() {
        inflateReset(stream)
        stream.pointee.avail_in = 0
        isAtMemberEnd = false
    }

    /// Takes the next piece of input, once ``step(into:)`` has asked for it.
    ///
    /// - Parameter input: the bytes, which must stay where they are until they are used up.
    mutating func offer(_ input: UnsafeRawBufferPointer) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(clamping: input.count)
    }

    /// Unpacks into some room, as far as the input reaches.
    mutating func step(into output: UnsafeMutableRawBufferPointer) -> Step {
        let room = UInt32(clamping: output.count)
        stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
        stream.pointee.avail_out = room
        while stream.pointee.avail_out > 0 {
            if isAtMemberEnd {
                // Some writers fill the last block up with zeros.
                while stream.pointee.avail_in > 0, stream.pointee.next_in.pointee == 0 {
                    stream.pointee.next_in += 1
                    stream.pointee.avail_in -= 1
                }
            }
            guard stream.pointee.avail_in > 0 else { break }
            if isAtMemberEnd {
                inflateReset(stream)
                isAtMemberEnd = false
            }
            let code = inflate(stream, Z_NO_FLUSH)
            if code == Z_STREAM_END {
                isAtMemberEnd = true
            } else if code != Z_OK, code != Z_BUF_ERROR {
                // What was unpacked before the damage counts; the next step meets it again.
                return stream.pointee.avail_out < room ? .wrote(Int(room - stream.pointee.avail_out)) : .corrupt
            }
        }
        let count = Int(room - stream.pointee.avail_out)
        return count > 0 ? .wrote(count) : .needsInput
    }
}
