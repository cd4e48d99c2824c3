extension String {
    /// The text with each character that is invisible or reorders others replaced by its number, as `⟨U+202E⟩`.
    ///
    /// Line feeds and tabs stay. Works on scalars: a combining mark must not hide the character that it follows.
    package var withVisibleControls: String {
        guard unicodeScalars.contains(where: \.isDeceptive) else { return self }
        var visible = ""
        for scalar in unicodeScalars {
            if scalar.isDeceptive {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                visible += "⟨U+\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)⟩"
            } else {
                visible.unicodeScalars.append(scalar)
            }
        }
        return visible
    }

    /// The text on one line, with white space folded and ``withVisibleControls``.
    package var onOneLine: String {
        guard !isPlainLine else { return self }
        return unicodeScalars.split(whereSeparator: \.endsWord).map { String($0) }.joined(separator: " ")
            .withVisibleControls
    }

    /// Whether the text is ASCII without controls and without white space to fold: nearly always, so worth a quick look.
    private var isPlainLine: Bool {
        var previous: UInt8 = 0x20
        for byte in utf8 {
            guard (0x20..<0x7F).contains(byte), byte != 0x20 || previous != 0x20 else { return false }
            previous = byte
        }
        return previous != 0x20 || utf8.isEmpty
    }
}

extension Unicode.Scalar {
    /// Whether the scalar is ASCII white space or ends a line in any script.
    fileprivate var endsWord: Bool {
        switch value {
        case 0x09...0x0D, 0x20, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }

    /// Whether a reader would be misled by the scalar: controls, direction marks and characters without a shape.
    ///
    /// The joiners U+200C and U+200D stay, since Persian, Indic scripts and emoji need them.
    fileprivate var isDeceptive: Bool {
        switch value {
        case 0x09, 0x0A: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        case 0x00AD, 0x200B, 0x2028, 0x2029, 0x2060...0x2065, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xFFFE...0xFFFF:
            true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}
