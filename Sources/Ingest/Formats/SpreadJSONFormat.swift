/// JSON objects that are spread over several lines: one in a file, or one after another, with or without commas.
struct SpreadJSONFormat: ObjectSequenceFormat {
    static let name = "JSON objects over several lines"

    var sequence = ObjectSequence()

    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        HeadSurvey(head, isWhole: isWhole).layout == .spread
    }

    init() {}
}
