/// Text measured in the columns of a terminal.
struct TerminalText {
    /// The text on one line, without control characters.
    let text: String

    /// Neutralises a text: an escape character in a title must not steer the terminal.
    init(_ text: String) {
        self.text = text.onOneLine
    }

    /// How many columns the text takes.
    var width: Int { text.reduce(0) { $0 + Self.width(of: $1) } }

    /// The text cut to a width, the last column `…` when something is missing.
    func truncated(to limit: Int) -> String {
        guard width > limit else { return text }
        var kept = ""
        var used = 0
        for character in text {
            let width = Self.width(of: character)
            guard used + width < limit else { break }
            kept.append(character)
            used += width
        }
        return limit > 0 ? kept + "…" : ""
    }

    /// The text cut and filled up with spaces to exactly a width.
    func fitted(to width: Int, alignedRight: Bool = false) -> String {
        let cut = truncated(to: width)
        let padding = String(repeating: " ", count: max(0, width - TerminalText(cut).width))
        return alignedRight ? padding + cut : cut + padding
    }

    /// Two columns for East Asian wide characters and emoji (the common blocks of Unicode's UAX 11), else one.
    private static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }
}
