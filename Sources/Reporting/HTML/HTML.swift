/// A piece of HTML or inline SVG.
///
/// A literal is markup, what is put into it is text: `"<p>\(title)</p>"` escapes the title, for an element's content and
/// for an attribute in quotation marks alike. Only a value of this type goes in as it is, so that a text of the data
/// cannot become markup by being forgotten.
struct HTML: ExpressibleByStringInterpolation, Sendable {
    /// The markup.
    private(set) var markup: String

    /// Nothing.
    static let none = HTML(stringLiteral: "")

    /// Takes a literal, which is markup.
    init(stringLiteral markup: String) {
        self.markup = markup
    }

    /// Takes a literal with its escaped values.
    init(stringInterpolation: StringInterpolation) {
        markup = stringInterpolation.markup
    }

    /// The pieces one after the other, each on a line of its own.
    static func lines(_ pieces: [HTML]) -> HTML {
        HTML(unchecked: pieces.map(\.markup).filter { !$0.isEmpty }.joined(separator: "\n"))
    }

    /// Style sheet or script of this module, which the page's policy knows by checksum.
    init(unchecked markup: String) {
        self.markup = markup
    }

    /// Text with everything escaped that could end it, and with what is invisible or reorders made visible.
    static func escaped(_ text: String) -> String {
        // Most texts are short and plain, and there may be 500,000 of them.
        guard text.utf8.contains(where: { !isPlain($0) }) else { return text }
        var escaped = ""
        escaped.reserveCapacity(text.utf8.count + 16)
        for scalar in text.withVisibleControls.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            case "`": escaped += "&#96;"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""), UInt8(ascii: "'"),
            UInt8(ascii: "`"):
            false
        default: byte >= 0x20 && byte < 0x7F
        }
    }

    /// Collects markup and escaped values.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var markup = ""

        /// Makes room.
        init(literalCapacity: Int, interpolationCount: Int) {
            markup.reserveCapacity(literalCapacity + interpolationCount * 16)
        }

        /// Appends markup.
        mutating func appendLiteral(_ literal: String) {
            markup += literal
        }

        /// Appends a text, escaped.
        mutating func appendInterpolation(_ text: String) {
            markup += HTML.escaped(text)
        }

        /// Appends a whole number.
        mutating func appendInterpolation(_ number: Int) {
            markup += String(number)
        }

        /// Appends a coordinate with one decimal.
        mutating func appendInterpolation(_ coordinate: Double) {
            let tenths = coordinate.isFinite ? Int((coordinate * 10).rounded()) : 0
            markup += tenths.isMultiple(of: 10) ? String(tenths / 10) : String(Double(tenths) / 10)
        }

        /// Appends a piece.
        mutating func appendInterpolation(_ piece: HTML) {
            markup += piece.markup
        }

        /// Appends pieces, each on a line of its own.
        mutating func appendInterpolation(_ pieces: [HTML]) {
            markup += HTML.lines(pieces).markup
        }
    }
}
