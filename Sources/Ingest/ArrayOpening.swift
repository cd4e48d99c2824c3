/// Tells the bracket that begins an array from one that begins a word of a log, such as `[INFO]`.
enum ArrayOpening {
    /// Whether a bracket begins an array: a value, the end of the line or a comment follows.
    static func isOne(in bytes: UnsafeRawBufferPointer, at bracket: Int) -> Bool {
        if isOneOfRecords(in: bytes, at: bracket) { return true }
        let first = LineJSONFormat.firstInk(in: bytes, from: bracket + 1)
        return bytes[first] == UInt8(ascii: "]") || Recovery.isComment(bytes, first)
            || Recovery.elementEnd(in: bytes, from: first) != nil
    }

    /// Whether a record or the end of the line follows a bracket.
    static func isOneOfRecords(in bytes: UnsafeRawBufferPointer, at bracket: Int) -> Bool {
        let first = LineJSONFormat.firstInk(in: bytes, from: bracket + 1)
        guard first < bytes.count, bytes[first] != UInt8(ascii: "{") else { return true }
        return bytes[bracket..<first].contains(0x0A)
    }
}
