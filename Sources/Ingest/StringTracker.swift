/// Tells which bytes stand in a string. No string goes on behind its line.
struct StringTracker {
    private var isInString = false
    private var isEscaped = false

    mutating func endLine() {
        isInString = false
        isEscaped = false
    }

    /// Looks at the next byte.
    ///
    /// - Returns: whether it belongs to a string, its quotes included.
    mutating func visit(_ byte: UInt8) -> Bool {
        guard isInString else {
            isInString = byte == UInt8(ascii: "\"")
            return isInString
        }
        isInString = byte != UInt8(ascii: "\"") || isEscaped
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        return true
    }
}
