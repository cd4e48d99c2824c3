/// Makes names of artists, songs, people and places out of syllables; none of them is taken from a real data set.
///
/// Each numbered thing of one kind gets its own five syllables, so two names of a kind never agree, not even when case,
/// white space, punctuation and accents are ignored.
struct InventedNames {
    /// How many things of one kind can be named: 2^30.
    static let capacity = 1 << 30

    private static let onsets: [[UInt8]] = [
        "b", "d", "f", "j", "l", "m", "n", "r", "s", "t", "v", "y", "br", "st", "tr", "dr",
    ].map { Array($0.utf8) }
    private static let vowels: [UInt8] = Array("aeio".utf8)

    private let shift: UInt64

    /// Makes the names of one kind of thing; each kind has its own stream.
    init(seed: UInt64, stream: UInt64) {
        shift = SplitMix64.mixed(seed &+ SplitMix64.mixed(stream))
    }

    /// The five syllables of a thing as 30 bits, one to one with its number.
    ///
    /// Adding, multiplying by an odd number and folding the high bits down are each one to one on 30 bits.
    func code(of number: Int) -> UInt64 {
        let mask = UInt64(Self.capacity - 1)
        var code = (UInt64(number) &+ shift) & mask
        code = (code &* 0x2C1B_3C6D) & mask
        code ^= code >> 15
        code = (code &* 0x297A_2D39) & mask
        return code ^ (code >> 13)
    }

    /// Appends `count` syllables of a code, from syllable `first`, as one word with a capital.
    static func appendWord(_ code: UInt64, first: Int, count: Int, to text: inout [UInt8]) {
        let start = text.count
        for place in first..<(first + count) {
            let syllable = Int(truncatingIfNeeded: code >> (6 * UInt64(place))) & 63
            text.append(contentsOf: onsets[syllable >> 2])
            text.append(vowels[syllable & 3])
        }
        text[start] -= 32
    }

    /// The name of an artist: two words, some with an article, an ampersand, a slash or an accent.
    func artist(_ number: Int, accented: Bool = false) -> [UInt8] {
        let code = code(of: number)
        var style = SplitMix64.mixed(code ^ 0xA47) % 16
        // An accent at the end would make a name of its own of what stands behind the slash.
        if accented, style == 3 { style = 5 }
        var text: [UInt8] = []
        text.reserveCapacity(40)
        if style == 0 || style == 1 { text.append(contentsOf: Array("The ".utf8)) }
        Self.appendWord(code, first: 0, count: 2, to: &text)
        switch style {
        case 2: text.append(contentsOf: Array(" & ".utf8))
        default: text.append(UInt8(ascii: " "))
        }
        // A slash that separates no two artists, as in AC/DC.
        Self.appendWord(code, first: 2, count: style == 3 ? 2 : 3, to: &text)
        if style == 3 {
            text.append(UInt8(ascii: "/"))
            Self.appendWord(code, first: 4, count: 1, to: &text)
        }
        if accented || style == 4 { text.append(contentsOf: [0xC3, 0xA9]) }
        return text
    }

    /// The title of a song: two words, some with a preposition, quotation marks, a slash or an accent.
    func title(_ number: Int) -> [UInt8] {
        let code = code(of: number)
        let style = SplitMix64.mixed(code ^ 0x717) % 16
        var text: [UInt8] = []
        text.reserveCapacity(48)
        if style == 0 { text.append(UInt8(ascii: "\"")) }
        Self.appendWord(code, first: 0, count: 3, to: &text)
        switch style {
        case 0: text.append(contentsOf: Array("\" ".utf8))
        case 1: text.append(contentsOf: Array(" of ".utf8))
        case 2: text.append(contentsOf: Array(" / ".utf8))
        case 3: text.append(contentsOf: Array(" in the ".utf8))
        default: text.append(UInt8(ascii: " "))
        }
        Self.appendWord(code, first: 3, count: 2, to: &text)
        if style == 4 { text.append(contentsOf: [0xC3, 0xA9]) }
        return text
    }

    /// A place as events and artists name it: two towns and the letters of a state.
    func place(_ number: Int) -> [UInt8] {
        let code = code(of: number)
        var text: [UInt8] = []
        Self.appendWord(code, first: 0, count: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.appendWord(code, first: 2, count: 3, to: &text)
        text.append(contentsOf: Array(", ".utf8))
        text.append(65 + UInt8(code % 26))
        text.append(65 + UInt8(code / 26 % 26))
        return text
    }

    /// The same text with `é` as an `e` and a combining accent.
    static func decomposed(_ text: [UInt8]) -> [UInt8] {
        text.flatMap { byte -> [UInt8] in
            switch byte {
            case 0xC3: [UInt8(ascii: "e")]
            case 0xA9: [0xCC, 0x81]
            default: [byte]
            }
        }
    }

    /// The same text as someone sees who takes its UTF-8 for Latin-1 and encodes it again: `é` becomes `Ã©`.
    static func encodedAgain(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        for byte in text {
            if byte < 0x80 {
                result.append(byte)
            } else {
                result.append(contentsOf: [0xC0 | byte >> 6, 0x80 | byte & 0x3F])
            }
        }
        return result
    }
}
