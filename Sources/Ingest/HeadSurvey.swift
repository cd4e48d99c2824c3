/// Finds the first record in the head of a file and says from it how the file holds its records.
///
/// Lines before that record that are no JSON, such as a comment or the end of a record that was cut off, do not matter.
struct HeadSurvey {
    /// How records lie in a file.
    enum Layout {
        /// Each on its line.
        case lines
        /// Over several lines, or several on one.
        case spread
        /// In an array.
        case array
    }

    /// How records lie; `nil` when the head holds nothing that looks like one.
    private(set) var layout: Layout?

    /// How many lines are looked at.
    private static let lineCount = 1000

    /// Surveys the head of a file.
    init(_ head: UnsafeRawBufferPointer, isWhole: Bool) {
        var lineStart = 0
        for _ in 0..<Self.lineCount {
            let ink = LineJSONFormat.firstInk(in: head, from: lineStart)
            guard ink < head.count else { return }
            let lineEnd = LineJSONFormat.lineEnd(in: head, from: ink) ?? head.count
            if head[ink] == UInt8(ascii: "["), ArrayOpening.isOne(in: head, at: ink) {
                layout = layout ?? .array
                return
            }
            if head[ink] == UInt8(ascii: "{"), !visitObject(head, ink..<lineEnd, isWhole: isWhole) { return }
            lineStart = lineEnd
        }
    }

    /// Looks at a line that begins with `{`.
    ///
    /// - Returns: whether what follows may still say better.
    private mutating func visitObject(_ head: UnsafeRawBufferPointer, _ line: Range<Int>, isWhole: Bool) -> Bool {
        var fields = ContiguousArray<JSONField>()
        var scanner = JSONScanner(head, from: line.lowerBound, to: head.count)
        do {
            try scanner.scanObject(into: &fields)
            let isOneLine = LineJSONFormat.firstInk(in: head, from: scanner.index) >= line.upperBound
            layout = isOneLine && scanner.index <= line.upperBound ? .lines : .spread
            return false
        } catch {
            if line.upperBound == head.count, !isWhole, layout == nil {
                layout = .lines
                return false
            }
            // It goes on behind its line, so it is no record of one line; unless others are, it is one of several.
            if error.offset > line.upperBound { layout = .spread }
            return true
        }
    }
}
