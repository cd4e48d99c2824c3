import Postgres

/// Finds and repairs text whose UTF-8 was taken for Windows-1252 or Latin-1 and encoded again: `BjÃ¶rk` for `Björk`.
///
/// Each character of such a text stands for one byte. A run of them is repaired only if its bytes are valid UTF-8, so
/// that decoding cannot fail; and only if it does not look like honest text, such as `CAFÉ»` in a quotation.
enum DoubleEncoding {
    /// How many rounds of damage are undone.
    static let rounds = 3

    /// The text after one round is undone; the text itself where there is nothing to undo.
    static func undone(_ value: String) -> String {
        """
        CASE WHEN octet_length(\(value)) > char_length(\(value)) AND \(value) ~ \(literal(surely)) THEN (
                SELECT string_agg(CASE WHEN m[1] IS NULL THEN m[2] ELSE \(decoded("m[1]")) END, '' ORDER BY o)
                FROM regexp_matches(\(value), CASE WHEN \(value) ~ \(literal("^(?:\(ascii)|\(possibly))*$"))
                    THEN \(literal("((?:\(possibly))+)|(\(ascii)+)")) ELSE \(literal("((?:\(surely))+)|(.)")) END, 'g')
                    WITH ORDINALITY AS r(m, o)) ELSE \(value) END
        """
    }

    private static func literal(_ pattern: String) -> String { SQL.quoted(literal: pattern) }

    private static func decoded(_ run: String) -> String {
        let bytes = special.map { "\\u" + hexadecimal($0.byte) }.joined()
        let letters = SQL.quoted(literal: String(String.UnicodeScalarView(special.map(\.scalar))))
        return "convert_from(convert_to(translate(\(run), \(letters), E'\(bytes)'), 'LATIN1'), 'UTF8')"
    }

    /// What Windows-1252 shows for the bytes 80 to 9F; the bytes that it leaves out appear as control characters.
    private static let special: [(scalar: Unicode.Scalar, byte: UInt32)] = zip(
        "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ".unicodeScalars,
        Array(0x80...0x9F).filter { ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains($0) }
    ).map { ($0, $1) }

    private static func hexadecimal(_ number: UInt32) -> String {
        let digits = String(number, radix: 16, uppercase: true)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }

    /// A class of characters: a range of bytes and what Windows-1252 shows for those among them.
    private static func characters(_ bytes: ClosedRange<UInt32>, but left: String = "") -> String {
        let scalars = special.filter { bytes.contains($0.byte) && !left.unicodeScalars.contains($0.scalar) }
        let letters = scalars.map { "\\u" + hexadecimal($0.scalar.value) }.joined()
        return "[\\u\(hexadecimal(bytes.lowerBound))-\\u\(hexadecimal(bytes.upperBound))\(letters)]"
    }

    private static let ascii = #"[\u0001-\u007F]"#
    private static let follower = characters(0x80...0xBF)
    /// Marks that stand behind capitals and accented letters in honest text.
    private static let marks = "“”‘’‚„‹›…–—•"

    /// Three and four bytes of UTF-8; only the ranges that are valid.
    private static let longer =
        #"(?:\u00E0[\u00A0-\u00BF]|\u00ED"# + characters(0x80...0x9F) + #"|[\u00E1-\u00EC\u00EE\u00EF]"# + follower
        + ")"
        + follower
    private static let longest =
        #"(?:\u00F0"# + characters(0x90...0xBF) + #"|[\u00F1-\u00F3]"# + follower + #"|\u00F4"#
        + characters(0x80...0x8F) + ")" + follower + follower

    /// Any valid sequence: enough in a text that has one that is sure, if nothing else beyond ASCII is there.
    private static let possibly = #"(?:[\u00C2-\u00DF]"# + follower + "|" + longer + "|" + longest + ")"

    /// Sequences that honest text does not have.
    ///
    /// A round accented letter before a quotation mark or a dash is honest; `Ã` or `Â` before such a mark is not.
    private static let surely: String = {
        let quoting = marks.unicodeScalars.map { "\\u" + hexadecimal($0.value) }.joined() + #"\u00A0\u00AB\u00BB"#
        return [
            #"(?:[\u00C2\u00C3]"# + follower,
            #"[\u00C4\u00C5]"# + characters(0x80...0xBF, but: marks),
            #"[\u00C6-\u00DF][\u0080-\u009F]"#,
            #"(?:[\u00CE-\u00D1\u00D7-\u00D9]"# + follower + "){2,}",
            #"(?![\u00E0\u00E1\u00E3-\u00EF]["# + quoting + "]{2})" + longer,
            longest + ")",
        ].joined(separator: "|")
    }()
}
