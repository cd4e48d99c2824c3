/// One JSON object per line. Blank lines are nothing; every other line is a record or a reject.
///
/// Where files without a last newline were put together, the first record of one stands behind the last of another on the same
/// line; each is a record. A comma between records is passed over. Where a file goes on in another layout, with an object over
/// several lines or with an array, its records are read as well.
struct LineJSONFormat: SourceFormat {
    static let name = "one JSON object per line"

    /// Reads what is not laid out in lines.
    private var sequence = ObjectSequence()

    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        HeadSurvey(head, isWhole: isWhole).layout == .lines
    }

    init() {}

    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        var start = Self.firstInk(in: window)
        while start < window.count, window[start] == UInt8(ascii: ",") {
            start = Self.firstInk(in: window, from: start + 1)
        }
        guard start < window.count, !sequence.isInArray else {
            return sequence.nextRecord(in: window, isLast: isLast, fields: &fields)
        }
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
            if Self.isOfAnotherLayout(window, start..<lineEnd, fault: error, isLast: isLast) {
                return sequence.nextRecord(in: window, isLast: isLast, fields: &fields)
            }
            if let record = Self.recordWithin(window, start..<lineEnd) {
                return .malformed(start..<record, error, next: record)
            }
            return .malformed(start..<lineEnd, error, next: next)
        }
    }

    func restart(in window: UnsafeRawBufferPointer, nesting: inout Nesting) -> Restart {
        for place in window.indices {
            if window[place] == 0x0A { return .found(place) }
            if nesting.visit(window[place]) == .closed { return .found(place + 1) }
        }
        return .needsMore(from: window.count)
    }

    /// Where another record or an array of them begins in what is left of a line, or its end if there is just a comma; `nil`
    /// for anything else.
    private static func follower(in window: UnsafeRawBufferPointer, _ rest: Range<Int>) -> Int? {
        let line = UnsafeRawBufferPointer(rebasing: window[..<rest.upperBound])
        var place = firstInk(in: line, from: rest.lowerBound)
        if place < rest.upperBound, line[place] == UInt8(ascii: ",") { place = firstInk(in: line, from: place + 1) }
        guard place < rest.upperBound, line[place] != UInt8(ascii: "{") else { return place }
        return line[place] == UInt8(ascii: "[") && ArrayOpening.isOneOfRecords(in: window, at: place) ? place : nil
    }

    /// Whether a line that is no record begins an object of several lines, or an array.
    private static func isOfAnotherLayout(
        _ window: UnsafeRawBufferPointer,
        _ line: Range<Int>,
        fault: JSONFault,
        isLast: Bool
    ) -> Bool {
        if window[line.lowerBound] == UInt8(ascii: "[") {
            return ArrayOpening.isOneOfRecords(in: window, at: line.lowerBound)
        }
        guard fault.offset >= line.upperBound, line.upperBound < window.count else { return false }
        var fields = ContiguousArray<JSONField>()
        var scanner = JSONScanner(window, from: line.lowerBound, to: window.count)
        do {
            try scanner.scanObject(into: &fields)
            return true
        } catch {
            // A line that was cut off fails where the next one begins, which may not be in the window yet.
            if error.code == .truncated, !isLast { return true }
            let ink = firstInk(in: window, from: line.upperBound)
            return error.offset > ink && window[ink] != UInt8(ascii: "{")
        }
    }

    /// Where a record begins that ends its line, behind one that was cut off or behind other words, such as the time in a log.
    ///
    /// A part of a record that is wrong elsewhere does not end with its line.
    private static func recordWithin(_ window: UnsafeRawBufferPointer, _ line: Range<Int>) -> Int? {
        let start = line.lowerBound
        guard !Recovery.isComment(window, start) else { return nil }
        let isObject = window[start] == UInt8(ascii: "{")
        let slice = UnsafeRawBufferPointer(rebasing: window[..<line.upperBound])
        return Recovery.object(in: slice, start + 1..<line.upperBound) { place in
            let isPart =
                isObject
                ? Recovery.isValue(in: window, place, from: start) : Recovery.isMember(in: window, place, from: start)
            return !isPart && Self.isObject(window, place..<line.upperBound)
        }
    }
}
