import Foundation

/// A way in which a file holds records, and how one record is told from the next.
///
/// A format sees the file through a window that begins where the last record was left. It never reads by itself: when
/// the window ends too early it says so and is asked again with more. To add a format, write one type in `Formats` and
/// name it in ``SourceFormats``.
protocol SourceFormat: Sendable {
    /// What the format is called.
    static var name: String { get }

    /// Whether a file that begins with these bytes is of this format.
    ///
    /// - Parameters:
    ///   - head: the first chunk of the file.
    ///   - isWhole: whether that is all of it.
    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool

    /// Begins a file.
    init()

    /// Finds the next record and scans it.
    ///
    /// - Parameters:
    ///   - window: the bytes from behind the last record on.
    ///   - isLast: whether the file ends with the window.
    ///   - fields: takes the members of the record.
    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing

    /// Where the next record can begin, inside a record that was given up.
    ///
    /// - Parameters:
    ///   - window: the bytes from the record's start on, then from the place on from which more was needed.
    ///   - isNew: whether the window begins with the record.
    ///   - isLast: whether the file ends with the window.
    mutating func restart(in window: UnsafeRawBufferPointer, isNew: Bool, isLast: Bool) -> Restart
}

/// What became of looking for the end of a record that was given up. Places are bytes from the window's start.
enum Restart {
    /// Where to go on.
    case found(Int)
    /// The window ends too early; the bytes before a place are not needed any more.
    case needsMore(from: Int)
}

/// What a format found in its window. Places are bytes from the window's start.
enum Framing {
    /// A record, and where to go on.
    case record(Range<Int>, next: Int)
    /// A stretch that is no record, why, and where to go on.
    case malformed(Range<Int>, JSONFault, next: Int)
    /// The window ends too early; the bytes before a place are not needed any more.
    case needsMore(from: Int)
    /// There is no further record.
    case end
}

extension SourceFormat {
    /// Where the first byte stands that JSON does not count as a blank. Nor is a byte-order mark one, which stands in the
    /// middle where files that begin with one were put together.
    static func firstInk(in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int {
        var place = start
        while place < bytes.count {
            if isBlank(bytes[place]) {
                place += 1
            } else if bytes[place] == 0xEF, place + 2 < bytes.count, bytes[place + 1] == 0xBB, bytes[place + 2] == 0xBF
            {
                place += 3
            } else {
                break
            }
        }
        return place
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Where the next newline stands.
    static func lineEnd(in bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress else { return nil }
        return memchr(base + start, 0x0A, bytes.count - start).map { UnsafeRawPointer($0) - base }
    }
}
