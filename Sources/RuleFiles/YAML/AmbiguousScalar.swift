/// Values without quotes that readers of YAML take for different things.
///
/// Source: the types `bool`, `int` and `float` of YAML 1.1 (yaml.org/type), of which YAML 1.2 dropped most forms.
enum AmbiguousScalar {
    /// What to write instead of a value; `nil` when it means the same to everybody.
    static func message(for text: String) -> String? {
        switch text.lowercased() {
        case "yes", "on", "y": return advice(text, other: "true or false", instead: "true")
        case "no", "off", "n": return advice(text, other: "true or false", instead: "false")
        case "true" where text != "true": return advice(text, other: "true or false", instead: "true")
        case "false" where text != "false": return advice(text, other: "true or false", instead: "false")
        default: break
        }
        // Most values begin with a letter and need no further look.
        guard let first = text.utf8.first, first < UInt8(ascii: "A"), mayBeOddNumber(text) else { return nil }
        if text.wholeMatch(of: /[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?/) != nil {
            return advice(text, other: "a number to the base of 60", instead: nil)
        }
        let isNumber =
            text.wholeMatch(of: /[-+]?(0[\d_]+|0[xX][\dA-Fa-f_]+|0[oO][0-7_]+|0[bB][01_]+|\d+_[\d_]*)/) != nil
            || text.wholeMatch(of: /[-+]?(\d[\d_]*)?\.?[\d_]*[eE][-+]?\d+/) != nil
            || text.wholeMatch(of: /[-+]?0\d+\.\d*|[-+]?[\d_]+_[\d_]*\.[\d_]*|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)/)
                != nil
        return isNumber ? advice(text, other: "a number", instead: "the number in decimal digits") : nil
    }

    /// Whether a closer look is worth it, which takes longer than all else that is done with a value.
    private static func mayBeOddNumber(_ text: String) -> Bool {
        let isCommonNumber = Int(text).map { String($0) == text } ?? false
        return !isCommonNumber
            && text.utf8.allSatisfy { character in
                switch character {
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "a")...UInt8(ascii: "z"): true
                case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "_"): true
                default: false
                }
            }
    }

    private static func advice(_ text: String, other: String, instead: String?) -> String {
        "'\(text)' may be read as a text or as \(other); write '\(text)' in quotes for the text"
            + (instead.map { ", or \($0)" } ?? "")
    }
}
