/// Why a text is not a condition: a sentence part for the user, such as `unknown unit 'furlongs'`.
public struct ConditionSyntaxError: Error, Sendable, Equatable {
    /// What is wrong, in lower case and without a full stop.
    public var message: String
}

extension Condition {
    /// Reads a condition in the threshold grammar.
    ///
    /// - Throws: ``ConditionSyntaxError`` when the text does not follow the grammar.
    public init(parsing text: String) throws(ConditionSyntaxError) {
        let words = Self.words(in: text)
        self = words.starts(with: ["not", "between"]) ? try Self.range(words) : try Self.single(words)
        self.text = Self.folded(text)
    }

    private static let example = "write for example '> 5%', '> 10 rows', '> 24 hours' or 'not between 1 and 100'"

    private static func single(_ words: [String]) throws(ConditionSyntaxError) -> Condition {
        guard let word = words.first, let compare = operators[word] else {
            throw ConditionSyntaxError(
                message: "a condition starts with >, >=, <, <=, =, != or 'not between'; \(example)"
            )
        }
        guard words.count >= 2 else {
            throw ConditionSyntaxError(message: "a number is missing after '\(word)'; \(example)")
        }
        guard let bound = ExactDecimal(words[1]) else {
            throw ConditionSyntaxError(
                message: "'\(words[1])' is not a number of at most 18 digits, nine of them behind the point; \(example)"
            )
        }
        return Condition(comparison: compare(bound), unit: try unit(words.dropFirst(2)), text: "")
    }

    private static func range(_ words: [String]) throws(ConditionSyntaxError) -> Condition {
        guard
            words.count >= 5, words[3] == "and",
            let lower = ExactDecimal(words[2]), let upper = ExactDecimal(words[4])
        else { throw ConditionSyntaxError(message: "a range reads 'not between 1 and 100'") }
        guard lower <= upper else {
            throw ConditionSyntaxError(message: "\(lower) is more than \(upper); the smaller bound comes first")
        }
        return Condition(comparison: .notBetween(lower, upper), unit: try unit(words.dropFirst(5)), text: "")
    }

    private static func unit(_ words: ArraySlice<String>) throws(ConditionSyntaxError) -> Unit {
        guard let word = words.first else { return .rows }
        let plural = word == "%" || word.hasSuffix("s") ? word : word + "s"
        guard words.count == 1, let unit = Unit(rawValue: plural) else {
            let known = Unit.allCases.map(\.rawValue).joined(separator: ", ")
            throw ConditionSyntaxError(
                message: "unknown unit '\(words.joined(separator: " "))'; the units are \(known)"
            )
        }
        return unit
    }

    private static let operators: [String: @Sendable (ExactDecimal) -> Comparison] = [
        ">": { .above($0) }, ">=": { .atLeast($0) }, "<": { .below($0) },
        "<=": { .atMost($0) }, "=": { .equal($0) }, "!=": { .notEqual($0) },
    ]

    /// Splits at white space and where the kind of character changes, so that `>5%` reads as `> 5 %`.
    private static func words(in text: String) -> [String] {
        enum Class { case sign, number, letters, space }
        func kind(of character: Character) -> Class {
            if character.isWhitespace { return .space }
            if character.isNumber || character == "." || character == "-" { return .number }
            return character.isLetter ? .letters : .sign
        }
        var words: [String] = []
        var previous = Class.space
        for character in text.lowercased() {
            let current = kind(of: character)
            if current != .space {
                if current == previous {
                    words[words.count - 1].append(character)
                } else {
                    words.append(String(character))
                }
            }
            previous = current
        }
        return words
    }

    private static func folded(_ text: String) -> String {
        text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
}
