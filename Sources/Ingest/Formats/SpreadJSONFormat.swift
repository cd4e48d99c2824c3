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
        sequence.nextRecord(in: window, isLast: isLast, fields: &fields)
    }

    mutating func restart(in window: UnsafeRawBufferPointer, isNew: Bool, isLast: Bool) -> Restart {
        sequence.restart(in: window, isNew: isNew, isLast: isLast)
    }
}
