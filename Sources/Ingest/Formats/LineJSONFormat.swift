/// One JSON object per line. Blank lines are nothing; every other line is a record or a reject.
///
/// Where files without a last newline were put together, the first record of one stands behind the last of another on the same
/// line; each is a record. A comma between records is passed over.
struct LineJSONFormat: SourceFormat {
    static let name = "one JSON object per line"

    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        HeadSurvey(head, isWhole: isWhole).layout == .lines
    }

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
                if let follower = Self.follower(in: window, scanner.index..<lineEnd) {
                    return .record(start..<recordEnd, next: follower < lineEnd ? follower : next)
                }
                let fault = JSONFault.malformed("unexpected text after the object", at: scanner.index)
                return .malformed(start..<lineEnd, fault, next: next)
            }
            return .record(start..<recordEnd, next: next)
        } catch {
            if let record = Self.gluedRecord(in: window, start..<lineEnd) {
                return .malformed(start..<record, error, next: record)
            }
            return .malformed(start..<lineEnd, error, next: next)
        }
    }

    func restart(in window: UnsafeRawBufferPointer) -> Int? {
        Self.lineEnd(in: window, from: 0)
    }

    /// Where another record begins in what is left of a line, or its end if there is just a comma; `nil` for anything else.
    private static func follower(in window: UnsafeRawBufferPointer, _ rest: Range<Int>) -> Int? {
        let line = UnsafeRawBufferPointer(rebasing: window[..<rest.upperBound])
        var place = firstInk(in: line, from: rest.lowerBound)
        if place < rest.upperBound, line[place] == UInt8(ascii: ",") { place = firstInk(in: line, from: place + 1) }
        return place == rest.upperBound || line[place] == UInt8(ascii: "{") ? place : nil
    }

    /// Where the record begins that was written behind one that had been cut off, on the same line.
    ///
    /// It ends with the line; a part of a record that is wrong elsewhere cannot.
    private static func gluedRecord(in window: UnsafeRawBufferPointer, _ line: Range<Int>) -> Int? {
        guard window[line.lowerBound] == UInt8(ascii: "{") else { return nil }
        let slice = UnsafeRawBufferPointer(rebasing: window[..<line.upperBound])
        return Recovery.object(in: slice, line.lowerBound + 1..<line.upperBound) { place in
            var before = place - 1
            while before > line.lowerBound, window[before] <= 0x20 { before -= 1 }
            return window[before] != UInt8(ascii: ":") && window[before] != UInt8(ascii: "[")
                && isObject(window, place..<line.upperBound)
        }
    }
}
