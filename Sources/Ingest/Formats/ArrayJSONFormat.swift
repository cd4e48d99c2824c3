/// A JSON array of objects, on one line or many; several such arrays may follow one another.
///
/// The array is read element by element: how long it is does not matter. An element that is no object is rejected by
/// itself, and an array that nobody closes is rejected at its end, behind its records.
struct ArrayJSONFormat: SourceFormat {
    static let name = "a JSON array of objects"

    private var sequence = ObjectSequence()
    private var isInside = false

    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        let start = firstInk(in: head)
        guard start < head.count, head[start] != UInt8(ascii: "{") else { return false }
        return HeadSurvey(head, isWhole: isWhole).layout == .array
    }

    init() {}

    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        var start = 0
        while true {
            start = sequence.firstInk(in: window, from: start)
            guard start < window.count else { return end(of: window, isLast: isLast) }
            switch window[start] {
            case UInt8(ascii: "[") where !isInside: isInside = true
            case UInt8(ascii: "]") where isInside: isInside = false
            default:
                let bracket = UInt8(ascii: isInside ? "]" : "[")
                let framing = sequence.record(in: window, at: start, bracket: bracket, isLast: isLast, fields: &fields)
                // The reject of a record that was cut off says already that the array was.
                if case .malformed(_, _, next: window.count) = framing, isLast { isInside = false }
                return framing
            }
            start += 1
        }
    }

    private mutating func end(of window: UnsafeRawBufferPointer, isLast: Bool) -> Framing {
        guard isLast else { return .needsMore(from: window.count) }
        guard isInside else { return .end }
        isInside = false
        let fault = JSONFault(
            code: .truncated,
            message: "the array ends without ']'; the file may have been cut off",
            offset: window.count
        )
        return .malformed(window.count..<window.count, fault, next: window.count)
    }

    func restart(in window: UnsafeRawBufferPointer) -> Int? { sequence.restart(in: window) }
}
