/// One member of an object, as places in the scanned bytes.
struct JSONField {
    /// The key, without its quotes.
    var key: Span
    /// The value: a string without its quotes, anything else as it stands.
    var value: Span
    /// What the value is.
    var kind: JSONValue.Kind

    /// A stretch of bytes.
    struct Span {
        /// The first byte.
        var start: Int32
        /// One behind the last byte.
        var end: Int32
        /// Whether there is a backslash in it.
        var hasEscapes: Bool

        /// Creates a stretch; a window is far smaller than 2 GiB.
        init(_ start: Int, _ end: Int, hasEscapes: Bool = false) {
            self.start = Int32(truncatingIfNeeded: start)
            self.end = Int32(truncatingIfNeeded: end)
            self.hasEscapes = hasEscapes
        }
    }
}
