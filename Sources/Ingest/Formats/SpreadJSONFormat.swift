/// JSON objects that are spread over several lines: one in a file, or one after another.
///
/// What is no object is given up as far as the next line that begins with `{` in its first column.
struct SpreadJSONFormat: SourceFormat {
    static let name = "JSON objects over several lines"

    /// The file begins with an object that does not end on its first line, and no line is an object by itself unless
    /// it stands inside that one.
    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        let start = firstInk(in: head)
        guard start < head.count, head[start] == UInt8(ascii: "{"), let firstEnd = lineEnd(in: head, from: start),
            !isObject(head, start..<firstEnd)
        else { return false }
        var fields = ContiguousArray<JSONField>()
        var scanner = JSONScanner(head, from: start, to: head.count)
        if (try? scanner.scanObject(into: &fields)) != nil { return true }
        var lineStart = firstEnd + 1
        while lineStart < head.count {
            let end = lineEnd(in: head, from: lineStart) ?? head.count
            if isObject(head, min(firstInk(in: head, from: lineStart), end)..<end) { return false }
            lineStart = end + 1
        }
        return true
    }

    init() {}

    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        let start = Self.firstInk(in: window)
        guard start < window.count else { return isLast ? .end : .needsMore(from: start) }
        var scanner = JSONScanner(window, from: start, to: window.count)
        do {
            try scanner.scanObject(into: &fields)
            return .record(start..<scanner.index, next: scanner.index)
        } catch {
            if error.code == .truncated, !isLast { return .needsMore(from: start) }
            let rest = UnsafeRawBufferPointer(rebasing: window[start...])
            let next = restart(in: rest).map { start + $0 }
            guard let next = next ?? (isLast ? window.count : nil) else { return .needsMore(from: start) }
            return .malformed(start..<next, error, next: next)
        }
    }

    func restart(in window: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        while let newline = Self.lineEnd(in: window, from: place) {
            place = newline + 1
            if place < window.count, window[place] == UInt8(ascii: "{") { return place }
        }
        return nil
    }
}
