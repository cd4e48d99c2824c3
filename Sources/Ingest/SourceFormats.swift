/// The formats that are understood. The first that recognises a file reads it.
enum SourceFormats {
    /// One line per format.
    static let all: [any SourceFormat.Type] = [
        ArrayJSONFormat.self,
        LineJSONFormat.self,
        SpreadJSONFormat.self,
    ]

    /// The format of a file that begins with these bytes; `nil` when nobody recognises it.
    static func format(of head: UnsafeRawBufferPointer, isWhole: Bool) -> (any SourceFormat)? {
        all.first { $0.recognizes(head, isWhole: isWhole) }?.init()
    }
}
