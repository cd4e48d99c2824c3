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
