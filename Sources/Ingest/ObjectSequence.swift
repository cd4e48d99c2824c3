/// Objects that stand one after another, wherever lines and commas come between them.
///
/// What is no object is given up as far as the next place where a record can begin; see ``Recovery``.
struct ObjectSequence {
    /// How far records are indented: a line that begins so with `{` begins a record.
    private var indent = Int.max
    private var isAtStart = true

    /// Where the first byte stands that is neither a blank nor a comma.
    func firstInk(in window: UnsafeRawBufferPointer, from start: Int) -> Int {
        var place = SpreadJSONFormat.firstInk(in: window, from: start)
        while place < window.count, window[place] == UInt8(ascii: ",") {
            place = SpreadJSONFormat.firstInk(in: window, from: place + 1)
        }
        return place
    }

    /// Scans the record at a place.
    ///
    /// - Parameter bracket: the bracket that ends or begins an array here, see ``Recovery/bracket``.
    mutating func record(
        in window: UnsafeRawBufferPointer,
        at start: Int,
        bracket: UInt8? = nil,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        noteIndent(window, start)
        let recovery = Recovery(window: window, start: start, indent: indent, bracket: bracket, isLast: isLast)
        var scanner = JSONScanner(window, from: start, to: window.count)
        do {
            try scanner.scanObject(into: &fields)
            return .record(start..<scanner.index, next: scanner.index)
        } catch {
            if error.code == .truncated, !isLast { return .needsMore(from: start) }
            let isObject = window[start] == UInt8(ascii: "{")
            guard let next = isObject ? recovery.endOfObject(fault: error.offset) : recovery.endOfStrayText else {
                return .needsMore(from: start)
            }
            return .malformed(start..<next, error, next: next)
        }
    }

    /// Where the next line begins that can begin a record.
    func restart(in window: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        while let newline = SpreadJSONFormat.lineEnd(in: window, from: place) {
            place = newline + 1
            if let start = Recovery.recordStart(in: window, line: place, indent: indent) { return start }
        }
        return nil
    }

    /// Notes the indentation of a record that is the first thing on its line.
    private mutating func noteIndent(_ window: UnsafeRawBufferPointer, _ start: Int) {
        defer { isAtStart = false }
        guard window[start] == UInt8(ascii: "{") else { return }
        var lineStart = start
        while lineStart > 0, window[lineStart - 1] == 0x20 || window[lineStart - 1] == 0x09 { lineStart -= 1 }
        if lineStart == 0 ? isAtStart : window[lineStart - 1] == 0x0A { indent = start - lineStart }
    }
}
