/// Text made safe for XML 1.0.
enum XMLText {
    /// The text for an element's content or a quoted attribute.
    ///
    /// XML 1.0 cannot hold most control characters, not even as references: they are shown by number, like characters that
    /// hide or reorder others. A line end is one line feed, as a parser would make it.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.replacing("\r\n", with: "\n").withVisibleControls.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
