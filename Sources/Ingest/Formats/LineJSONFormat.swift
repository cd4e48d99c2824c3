/// One JSON object per line. Blank lines are nothing; every other line is a record or a reject.
struct LineJSONFormat: SourceFormat {
    static let name = "one JSON object per line"

    /// Every file is made of lines: this is the format of those that no other knows.
    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool { true }

    init() {}

    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        let start = Self.firstInk(in: window)
        guard start < window.count else { return isLast ? .end : .needsMore(from: start) }
        guard let lineEnd = Self.lineEnd(in: window, from: start) ?? (isLast ? window.count : nil) else {
            return .needsMore(from: start)
        }
        let next = min(lineEnd + 1, window.count)
        var scanner = JSONScanner(window, from: start, to: lineEnd)
        do {
            try scanner.scanObject(into: &fields)
            let recordEnd = scanner.index
            guard scanner.isAtEnd() else {
                let fault = JSONFault.malformed("unexpected text after the object", at: scanner.index)
                return .malformed(start..<lineEnd, fault, next: next)
            }
            return .record(start..<recordEnd, next: next)
        } catch {
            return .malformed(start..<lineEnd, error, next: next)
        }
    }

    func restart(in window: UnsafeRawBufferPointer) -> Int? {
        Self.lineEnd(in: window, from: 0)
    }
}
