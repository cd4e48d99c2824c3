/// One JSON object per line. Blank lines are nothing; every other line is a record or a reject.
///
/// Where files without a last newline were put together, the first record of one stands behind the last of another on the same
/// line; each is a record, and what stands between them is a reject. A comma between records is passed over. Where a file goes on
/// in another layout, with an object over several lines or with an array, its records are read as well.
struct LineJSONFormat: SourceFormat {
    static let name = "one JSON object per line"

    /// Reads what is not laid out in lines.
    private var sequence = ObjectSequence()
    /// Whether it does so at present.
    private var isReadingOn = false
    /// The record that is given up because it is too long.
    private var givenUp = FaultyObject(indent: .max, isInArray: false)

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
        isReadingOn = start == window.count || sequence.isInArray
        if isReadingOn {
            return sequence.nextRecord(in: window, isLast: isLast, fields: &fields)
        }
        var scanner = JSONScanner(window, from: start, to: window.count)
        do {
            try scanner.scanObject(into: &fields)
            return .record(start..<scanner.index, next: Self.lineStart(in: window, behind: scanner.index))
        } catch {
            return giveUp(error, in: window, at: start, isLast: isLast, fields: &fields)
        }
    }

    /// The start of the next line where a record ends its line, so that its columns need not be counted; else the record's end.
    @inline(__always)
    private static func lineStart(in window: UnsafeRawBufferPointer, behind end: Int) -> Int {
        let newline = end < window.count && window[end] == 0x0D ? end + 1 : end
        return newline < window.count && window[newline] == 0x0A ? newline + 1 : end
    }

    /// What follows where no record begins. Lines are looked for no further than the fault: one can be as long as the file.
    private mutating func giveUp(
        _ fault: JSONFault,
        in window: UnsafeRawBufferPointer,
        at start: Int,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        let scanned = UnsafeRawBufferPointer(rebasing: window[..<min(fault.offset + 1, window.count)])
        let lineEnd = Self.lineEnd(in: scanned, from: start)
        if isOfAnotherLayout(window, start, lineEnd, fault: fault, isLast: isLast) {
            isReadingOn = true
            return sequence.nextRecord(in: window, isLast: isLast, fields: &fields)
        }
        if fault.code == .truncated, lineEnd == nil, !isLast { return .needsMore(from: start) }
        let recovery = Recovery(
            window: window,
            start: start,
            indent: .max,
            isInArray: false,
            isLast: isLast,
            endsWithLine: true
        )
        guard let next = recovery.next else { return .needsMore(from: start) }
        guard let lineEnd else { return .malformed(start..<next, fault, next: next) }
        // What is wrong is that the line ends, not how the next one begins.
        var line = JSONScanner(window, from: start, to: lineEnd)
        do {
            try line.scanObject(into: &fields)
            return .malformed(start..<next, fault, next: next)
        } catch {
            return .malformed(start..<next, error, next: next)
        }
    }

    mutating func restart(in window: UnsafeRawBufferPointer, isNew: Bool, isLast: Bool) -> Restart {
        if isReadingOn { return sequence.restart(in: window, isNew: isNew, isLast: isLast) }
        if isNew { givenUp = FaultyObject(indent: .max, isInArray: false) }
        return givenUp.follow(window, endsWithLine: true, isLast: isLast, isBounded: true)
    }

    /// Whether a line that is no record begins an object of several lines, or an array.
    ///
    /// - Parameter lineEnd: where the line ends, if that is before the fault.
    private func isOfAnotherLayout(
        _ window: UnsafeRawBufferPointer,
        _ start: Int,
        _ lineEnd: Int?,
        fault: JSONFault,
        isLast: Bool
    ) -> Bool {
        if window[start] == UInt8(ascii: "[") { return ArrayOpening.isOneOfRecords(in: window, at: start) }
        guard let lineEnd, window[start] == UInt8(ascii: "{") else { return false }
        // A line that was cut off fails where the next one begins, which may not be in the window yet.
        if fault.code == .truncated, !isLast { return true }
        let ink = Self.firstInk(in: window, from: lineEnd)
        return fault.offset > ink && window[ink] != UInt8(ascii: "{")
    }
}
