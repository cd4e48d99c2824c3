import Foundation

/// A line and a column, both from 1. Columns count characters, so that an editor shows the same number.
struct TextPlace: Equatable {
    /// The line.
    var line = 1
    /// The column.
    var column = 1

    /// Moves over some bytes.
    mutating func advance(over bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        var start = 0
        while start < bytes.count, let newline = memchr(base + start, 0x0A, bytes.count - start) {
            line += 1
            column = 1
            start = UnsafeRawPointer(newline) - base + 1
        }
        // Bytes that continue a UTF-8 sequence are no characters of their own.
        for place in start..<bytes.count where bytes[place] & 0xC0 != 0x80 { column += 1 }
    }
}
