/// What a scanner has against a text, and where.
struct JSONFault: Error, Equatable {
    /// The kind of fault.
    var code: RejectCode
    /// What was wrong, in words.
    var message: String
    /// Where, in bytes from the start of the scanned bytes.
    var offset: Int

    /// A fault in the grammar.
    static func malformed(_ message: String, at offset: Int) -> JSONFault {
        JSONFault(code: .malformedJSON, message: message, offset: offset)
    }

    /// The bytes end inside the object.
    static func truncated(at offset: Int) -> JSONFault {
        JSONFault(code: .truncated, message: "the record ends before it is complete", offset: offset)
    }
}
