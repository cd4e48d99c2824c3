/// Counts braces and brackets outside of strings. No string goes on behind its line.
struct Nesting {
    enum Step {
        /// The object goes on.
        case inside
        /// The object ends with this byte.
        case closed
        /// A bracket closes what is not the object's.
        case foreignBracket
    }

    private var braces = 0
    private var brackets = 0
    private var string = StringTracker()

    /// Whether an array of the object has begun that has not ended.
    var isInArray: Bool { brackets > 0 }

    mutating func endLine() { string.endLine() }

    mutating func visit(_ byte: UInt8) -> Step {
        if string.visit(byte) { return .inside }
        switch byte {
        case UInt8(ascii: "{"): braces += 1
        case UInt8(ascii: "["): brackets += 1
        case UInt8(ascii: "]"):
            guard brackets > 0 else { return .foreignBracket }
            brackets -= 1
        case UInt8(ascii: "}"):
            braces -= 1
            return braces == 0 ? .closed : .inside
        default: break
        }
        return .inside
    }
}
