/// What all charts share: a frame that tells readers without sight what is drawn.
enum Chart {
    /// An inline SVG with a title and a description.
    ///
    /// - Parameters:
    ///   - id: unique on the page; only letters, digits and hyphens.
    ///   - size: width and height of the coordinates; the picture takes the width that there is.
    static func frame(
        _ id: String,
        kind: String = "",
        size: (width: Double, height: Double),
        title: String,
        description: String,
        _ content: [HTML]
    ) -> HTML {
        """
        <svg class="chart \(kind)" viewBox="0 0 \(size.width) \(size.height)" role="img" \
        aria-labelledby="\(id)-title \(id)-text">
        <title id="\(id)-title">\(title)</title>
        <desc id="\(id)-text">\(description)</desc>
        \(content)
        </svg>
        """
    }

    /// A bar on its track.
    ///
    /// - Parameter share: 0 to 1; something above nothing is at least a line.
    static func bar(x: Double, y: Double, width: Double, height: Double, share: Double, style: String = "bar") -> HTML {
        let held = share.isFinite ? min(1, max(0, share)) : 0
        let length = held > 0 ? max(1.5, held * width) : 0
        return """
            <rect class="track" x="\(x)" y="\(y)" width="\(width)" height="\(height)" rx="2"/>\
            <rect class="\(style)" x="\(x)" y="\(y)" width="\(length)" height="\(height)" rx="2"/>
            """
    }

    /// A line of text.
    static func text(_ text: String, x: Double, y: Double, _ style: String = "") -> HTML {
        "<text class=\"\(style)\" x=\"\(x)\" y=\"\(y)\">\(text)</text>"
    }

    /// A text cut to a number of characters: SVG does not break lines.
    static func cut(_ text: String, to limit: Int) -> String {
        let line = text.onOneLine
        return line.count > limit ? line.prefix(limit - 1) + "…" : line
    }
}
