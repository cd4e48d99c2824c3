/// Follows an object that is no record, byte by byte, to where reading can go on: behind the brace that closes it, or before
/// the record that begins in its midst because it was cut off. What begins otherwise has no brace that closes it.
struct FaultyObject {
    /// What a byte means.
    enum Step {
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

    /// Looks at the next byte.
    ///
    /// - Parameters:
    ///   - isLast: whether nothing comes behind the window.
    ///   - isBounded: whether what cannot be told without reading far is decided by what is there.
    mutating func visit(
        _ window: UnsafeRawBufferPointer,
        _ place: Int,
        isLast: Bool,
        isBounded: Bool = false
    ) -> Step {
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

/// Tells the brace that begins an object with members from any other.
enum ObjectOpening {
    /// How far behind the brace the first key has to end.
    private static let longestKey = 1024

    /// Whether an object begins with a brace that is not a part of another; `nil` when the window ends too early to tell.
    ///
    /// A part is followed by another member or by the brace that ends what it is a part of.
    static func isOne(in window: UnsafeRawBufferPointer, at brace: Int, isLast: Bool, isBounded: Bool) -> Bool? {
        guard let hasKey = hasKey(window, brace, isLast: isLast) else { return nil }
        guard hasKey else { return false }
        var fields = ContiguousArray<JSONField>()
        var scanner = JSONScanner(window, from: brace, to: window.count)
        do {
            try scanner.scanObject(into: &fields)
        } catch {
            return error.code == .truncated && !isLast && !isBounded ? nil : true
        }
        let next = SpreadJSONFormat.firstInk(in: window, from: scanner.index)
        guard next < window.count else { return isLast || isBounded ? true : nil }
        if window[next] == UInt8(ascii: "}") { return false }
        guard window[next] == UInt8(ascii: ",") else { return true }
        let further = SpreadJSONFormat.firstInk(in: window, from: next + 1)
        guard further < window.count else { return isLast || isBounded ? true : nil }
        return window[further] != UInt8(ascii: "\"")
    }

    /// Whether a key and its colon follow.
    private static func hasKey(_ window: UnsafeRawBufferPointer, _ brace: Int, isLast: Bool) -> Bool? {
        let end = min(window.count, brace + longestKey)
        func missing() -> Bool? { isLast || end < window.count ? false : nil }
        var place = SpreadJSONFormat.firstInk(in: window, from: brace + 1)
        guard place < end else { return missing() }
        guard window[place] == UInt8(ascii: "\"") else { return false }
        place += 1
        while place < end, window[place] != UInt8(ascii: "\"") {
            if window[place] < 0x20 { return false }
            place += window[place] == UInt8(ascii: "\\") ? 2 : 1
        }
        guard place < end else { return missing() }
        let colon = SpreadJSONFormat.firstInk(in: window, from: place + 1)
        guard colon < end else { return missing() }
        return window[colon] == UInt8(ascii: ":")
    }
}
