/// How deep in parts of a record a place is, in text that is no record but may be the rest of one: a bracket counts where a
/// value can stand, and what ends without having begun does not.
struct StrayNesting {
    private(set) var depth = 0
    private var string = StringTracker()

    mutating func endLine() { string.endLine() }

    mutating func visit(_ byte: UInt8, behind previousInk: UInt8) {
        if string.visit(byte) { return }
        switch byte {
        case UInt8(ascii: "{"): depth += 1
        case UInt8(ascii: "[") where depth > 0 || ":,".utf8.contains(previousInk): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"): depth = max(0, depth - 1)
        default: break
        }
    }
}
