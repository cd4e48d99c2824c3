/// The formats that are understood. The first that recognises a file reads it; the last takes what nobody recognises.
enum SourceFormats {
    /// One line per format.
    static let all: [any SourceFormat.Type] = [
        SpreadJSONFormat.self,
        LineJSONFormat.self,
    ]

    /// The format of a file that begins with these bytes.
    static func format(of head: UnsafeRawBufferPointer, isWhole: Bool) -> any SourceFormat {
        let found = all.first { $0.recognizes(head, isWhole: isWhole) }
        return found?.init() ?? LineJSONFormat()
    }
}
