/// Where a byte stands on its line, and what stands before it.
struct LinePosition {
    /// How many blanks the line begins with.
    private(set) var indent = 0
    /// Whether the byte is the first on its line that is no blank.
    private(set) var isFirst = false
    /// The last byte before it that is no blank, and the one before that.
    private(set) var previousInk: UInt8 = 0
    private(set) var inkBefore: UInt8 = 0
    private var isBlank = true

    /// Moves on to a byte.
    ///
    /// - Returns: whether it is no blank.
    mutating func visit(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x0A:
            indent = 0
            isBlank = true
        case 0x00...0x20:
            if isBlank { indent += 1 }
        default:
            isFirst = isBlank
            isBlank = false
            return true
        }
        return false
    }

    /// Notes a byte that is no blank, before the next is visited.
    mutating func take(_ byte: UInt8) {
        inkBefore = previousInk
        previousInk = byte
    }
}
