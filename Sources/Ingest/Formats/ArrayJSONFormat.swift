/// A JSON array of objects, on one line or many; several such arrays may follow one another.
///
/// An element that is no object is rejected by itself, and an array that nobody closes is rejected at its end, behind its
/// records.
struct ArrayJSONFormat: ObjectSequenceFormat {
    static let name = "a JSON array of objects"

    var sequence = ObjectSequence()

    static func recognizes(_ head: UnsafeRawBufferPointer, isWhole: Bool) -> Bool {
        let start = firstInk(in: head)
        guard start < head.count, head[start] != UInt8(ascii: "{") else { return false }
        return HeadSurvey(head, isWhole: isWhole).layout == .array
    }

    init() {}
}
