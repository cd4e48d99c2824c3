/// Follows an object that is no record, byte by byte, to where reading can go on: behind the brace that closes it, or before
/// the record that begins in its midst because it was cut off. What begins otherwise has no brace that closes it.
struct FaultyObject {
    /// What a byte means.
    private enum Step {
        /// The object goes on.
        case inside
        /// Reading goes on at this byte.
        case endsBefore
        /// Reading goes on behind this byte.
        case endsBehind
        /// The window ends too early to tell.
        case needsMore
    }

    /// How far records are indented; `Int.max` when that is not known.
    let indent: Int
    /// Whether the object is an element of an array, whose `]` must not be lost.
    let isInArray: Bool

    private var nesting = Nesting()
    private var line = LinePosition()
    private var hasBegun = false
    private var isObject = false
    /// How far the first member that begins a line is indented.
    private var memberIndent: Int?

    init(indent: Int, isInArray: Bool) {
        self.indent = indent
        self.isInArray = isInArray
    }

    /// Goes on through a window to where reading goes on.
    ///
    /// - Parameters:
    ///   - endsWithLine: whether nothing is given up beyond the line.
    ///   - isLast: whether nothing comes behind the window.
    ///   - isBounded: whether what cannot be told without reading far is decided by what is there.
    mutating func follow(
        _ window: UnsafeRawBufferPointer,
        from start: Int = 0,
        endsWithLine: Bool = false,
        isLast: Bool,
        isBounded: Bool = false
    ) -> Restart {
        for place in start..<window.count {
            if endsWithLine, window[place] == 0x0A { return .found(place) }
            switch visit(window, place, isLast: isLast, isBounded: isBounded) {
            case .inside: break
            case .endsBefore: return .found(place)
            case .endsBehind: return .found(place + 1)
            case .needsMore: return .needsMore(from: place)
            }
        }
        return .needsMore(from: window.count)
    }

    private mutating func visit(_ window: UnsafeRawBufferPointer, _ place: Int, isLast: Bool, isBounded: Bool) -> Step {
        let byte = window[place]
        if byte == 0x0A { nesting.endLine() }
        guard line.visit(byte) else { return .inside }
        if hasBegun {
            if byte == UInt8(ascii: "{") {
                switch isRecord(window, place, isLast: isLast, isBounded: isBounded) {
                case true?: return .endsBefore
                case false?: break
                case nil: return .needsMore
                }
            }
            if byte == UInt8(ascii: "["), line.isFirst, Recovery.arrayStart(in: window, at: place) {
                return .endsBefore
            }
            if byte == UInt8(ascii: "\""), line.isFirst, memberIndent == nil { memberIndent = line.indent }
        }
        if !hasBegun { isObject = byte == UInt8(ascii: "{") }
        hasBegun = true
        line.take(byte)
        switch nesting.visit(byte) {
        case .inside: return .inside
        case .closed: return isObject ? .endsBehind : .inside
        case .foreignBracket: return isInArray ? .endsBefore : .inside
        }
    }

    /// Whether a brace in the midst of the object begins a record; `nil` when the window ends too early to tell.
    private func isRecord(_ window: UnsafeRawBufferPointer, _ place: Int, isLast: Bool, isBounded: Bool) -> Bool? {
        if line.isFirst {
            let isInformative = memberIndent.map { $0 > indent } ?? true
            if indent != .max ? line.indent <= indent && isInformative : line.indent < memberIndent ?? 1 { return true }
        }
        let before = line.previousInk
        switch before {
        case UInt8(ascii: ":"): return false
        case UInt8(ascii: ",") where nesting.isInArray: return false
        // An array begins where a value can stand.
        case UInt8(ascii: "[") where ":,[".utf8.contains(line.inkBefore): return false
        default: break
        }
        if "}]".utf8.contains(before), nesting.isInArray { return false }
        return ObjectOpening.isOne(in: window, at: place, isLast: isLast, isBounded: isBounded)
    }
}
