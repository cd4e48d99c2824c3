/// Objects that stand one after another, in arrays or outside of any, wherever lines and commas come between them.
///
/// Arrays are read element by element: how long one is does not matter. What is no object is given up as far as the next
/// place where a record can begin; see ``Recovery``.
struct ObjectSequence {
    /// Whether an array has begun that has not ended.
    private(set) var isInArray = false
    /// Whether a bracket or a comma stands before what comes next, so that it can be an element of an array.
    private var isElementDue = false
    /// How far records are indented: a line that begins so with `{` begins a record.
    private var indent = Int.max
    /// How far the last record was indented that began a line; a single one that differs changes nothing.
    private var lastIndent = Int.max
    private var isAtStart = true
    /// How far the record is indented that waits for more of the file, which no longer can be seen.
    private var pendingIndent: Int??
    /// The record that is given up because it is too long.
    private var givenUp = FaultyObject(indent: .max, isInArray: false)

    /// How much of the blanks at the end of a window is kept, so that the indentation of what follows can be told.
    private static let keptBlanks = 256

    /// Finds the next record and scans it.
    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        var start = 0
        while true {
            start = SpreadJSONFormat.firstInk(in: window, from: start)
            guard start < window.count else { return end(of: window, isLast: isLast) }
            switch window[start] {
            case UInt8(ascii: ","):
                isElementDue = true
            case UInt8(ascii: "[") where !isInArray && ArrayOpening.isOne(in: window, at: start):
                begin(isInArray: true)
            case UInt8(ascii: "[") where isInArray && beginsAnotherArray(window, start, isLast: isLast):
                isElementDue = true
                return .malformed(start..<start, Self.unclosed(at: start), next: start + 1)
            case UInt8(ascii: "]") where isInArray:
                begin(isInArray: false)
            default:
                return record(in: window, at: start, isLast: isLast, fields: &fields)
            }
            isAtStart = false
            start += 1
        }
    }

    /// Where the next record can begin behind the start of one that is given up.
    ///
    /// - Parameter isNew: whether the window begins with that record.
    mutating func restart(in window: UnsafeRawBufferPointer, isNew: Bool, isLast: Bool) -> Restart {
        if isNew { givenUp = FaultyObject(indent: searchIndent(pendingIndent ?? nil), isInArray: isInArray) }
        pendingIndent = nil
        return givenUp.follow(window, isLast: isLast, isBounded: true)
    }

    // MARK: - Inside

    private mutating func record(
        in window: UnsafeRawBufferPointer,
        at start: Int,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        let own = (start == 0 ? pendingIndent : nil) ?? indentation(of: window, start)
        pendingIndent = nil
        var scanner = JSONScanner(window, from: start, to: window.count)
        do {
            try scanner.scanObject(into: &fields)
            note(indent: own)
            settle()
            return .record(start..<scanner.index, next: scanner.index)
        } catch {
            let recovery = Recovery(
                window: window,
                start: start,
                indent: searchIndent(own),
                isInArray: isInArray,
                isLast: isLast
            )
            guard error.code != .truncated || isLast, let next = recovery.next else {
                pendingIndent = .some(own)
                return .needsMore(from: start)
            }
            // Where the file or another array comes next, the reject of the record says already that this one was cut off.
            let isAtEnd = next == window.count && isLast
            if isAtEnd || Recovery.arrayStart(in: window, at: next) { isInArray = false }
            settle()
            return .malformed(start..<next, error, next: next)
        }
    }

    private mutating func settle() {
        isElementDue = false
        isAtStart = false
    }

    /// How far the next records may be indented, at most; `Int.max` when nothing is known of it.
    private func searchIndent(_ own: Int?) -> Int { indent == .max ? own ?? indent : max(indent, own ?? 0) }

    /// Begins an array or what stands behind one.
    private mutating func begin(isInArray: Bool) {
        self.isInArray = isInArray
        isElementDue = isInArray
        indent = .max
        lastIndent = .max
    }

    private mutating func note(indent own: Int?) {
        guard let own else { return }
        if indent == .max || own == lastIndent { indent = own }
        lastIndent = own
    }

    /// How far a record is indented that is the first thing on its line; `nil` for others.
    private func indentation(of window: UnsafeRawBufferPointer, _ start: Int) -> Int? {
        guard window[start] == UInt8(ascii: "{") else { return nil }
        var lineStart = start
        while lineStart > 0, window[lineStart - 1] == 0x20 || window[lineStart - 1] == 0x09 { lineStart -= 1 }
        let isFirst = lineStart == 0 ? isAtStart : window[lineStart - 1] == 0x0A
        return isFirst ? start - lineStart : nil
    }

    /// Whether a bracket inside an array begins another one because nobody closed the first: records follow, and it is no
    /// element behind a comma, which another comma or the end of the array would follow.
    private func beginsAnotherArray(_ window: UnsafeRawBufferPointer, _ start: Int, isLast: Bool) -> Bool {
        let first = SpreadJSONFormat.firstInk(in: window, from: start + 1)
        guard first < window.count, window[first] == UInt8(ascii: "{") else { return false }
        guard isElementDue, !Recovery.arrayStart(in: window, at: start) else { return true }
        guard let end = Recovery.elementEnd(in: window, from: start) else { return true }
        let next = SpreadJSONFormat.firstInk(in: window, from: end)
        return next < window.count ? !",]".utf8.contains(window[next]) : isLast
    }

    private mutating func end(of window: UnsafeRawBufferPointer, isLast: Bool) -> Framing {
        guard isLast else { return .needsMore(from: startOfLastLine(in: window)) }
        guard isInArray else { return .end }
        isInArray = false
        return .malformed(window.count..<window.count, Self.unclosed(at: window.count), next: window.count)
    }

    private func startOfLastLine(in window: UnsafeRawBufferPointer) -> Int {
        let newline = window.suffix(Self.keptBlanks).lastIndex(of: 0x0A)
        return newline ?? window.count
    }

    private static func unclosed(at offset: Int) -> JSONFault {
        let message = "the array ends without ']'; the file may have been cut off"
        return JSONFault(code: .truncated, message: message, offset: offset)
    }
}

/// A format that is nothing but a sequence of objects.
protocol ObjectSequenceFormat: SourceFormat {
    /// Reads them.
    var sequence: ObjectSequence { get set }
}

extension ObjectSequenceFormat {
    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        sequence.nextRecord(in: window, isLast: isLast, fields: &fields)
    }

    mutating func restart(in window: UnsafeRawBufferPointer, isNew: Bool, isLast: Bool) -> Restart {
        sequence.restart(in: window, isNew: isNew, isLast: isLast)
    }
}
