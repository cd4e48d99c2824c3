/// JSON objects that are spread over several lines: one in a file, or one after another, with or without commas.
struct SpreadJSONFormat: SourceFormat {
    static let name = "JSON objects over several lines"

    private var sequence = ObjectSequence()

    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        HeadSurvey(head, isWhole: isWhole).layout == .spread
    }

    init() {}

    mutating func nextRecord(
        in window: UnsafeRawBufferPointer,
        isLast: Bool,
        fields: inout ContiguousArray<JSONField>
    ) -> Framing {
        let start = sequence.firstInk(in: window, from: 0)
        guard start < window.count else { return isLast ? .end : .needsMore(from: start) }
        return sequence.record(in: window, at: start, isLast: isLast, fields: &fields)
    }

    func restart(in window: UnsafeRawBufferPointer) -> Int? { sequence.restart(in: window) }
}
