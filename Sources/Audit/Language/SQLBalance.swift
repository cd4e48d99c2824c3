/// Whether an author's piece of SQL is one whole, so that it cannot change the meaning of the query around it.
struct SQLBalance {
    /// What does not fit together; `nil` for a whole.
    private(set) var problem: String?

    private let bytes: [UInt8]
    private var position = 0

    /// Reads a piece as PostgreSQL's scanner does, with `standard_conforming_strings` on: texts, names, dollar quotes and
    /// comments (which can be nested) are passed over.
    ///
    /// - Source: PostgreSQL 15, chapter 4.1, lexical structure.
    init(of piece: String) {
        bytes = Array(piece.utf8)
        problem = firstProblem()
    }

    private mutating func firstProblem() -> String? {
        var depth = 0
        while position < bytes.count {
            let rest = bytes[position...]
            switch rest.first {
            case UInt8(ascii: "("):
                depth += 1
                position += 1
            case UInt8(ascii: ")"):
                depth -= 1
                position += 1
                if depth < 0 { return "closes a parenthesis that it does not open" }
            case UInt8(ascii: "'"):
                let escapes = isEscaping
                guard passQuoted(by: UInt8(ascii: "'"), escapes: escapes) else { return "does not close a quote (')" }
            case UInt8(ascii: "\""):
                guard passQuoted(by: UInt8(ascii: "\""), escapes: false) else {
                    return "does not close a quoted name (\")"
                }
            case UInt8(ascii: "$") where !isInsideWord:
                guard passDollarQuoted() else { return "does not close a dollar quote" }
            case UInt8(ascii: "-") where rest.starts(with: "--".utf8):
                position = rest.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            case UInt8(ascii: "/") where rest.starts(with: "/*".utf8):
                guard passComment() else { return "does not close a comment (/*)" }
            default: position += 1
            }
        }
        return depth > 0 ? "does not close a parenthesis that it opens" : nil
    }

    /// Whether the quote here begins a text with backslash escapes: `E'…'`.
    private var isEscaping: Bool {
        guard position > 0, bytes[position - 1] | 0x20 == UInt8(ascii: "e") else { return false }
        return position == 1 || !Self.isWordByte(bytes[position - 2])
    }

    private var isInsideWord: Bool { position > 0 && Self.isWordByte(bytes[position - 1]) }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "$")
            || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// Passes over a text or a name; a doubled quote is part of it.
    private mutating func passQuoted(by quote: UInt8, escapes: Bool) -> Bool {
        position += 1
        while position < bytes.count {
            if escapes, bytes[position] == UInt8(ascii: "\\") {
                position += 2
            } else if bytes[position...].starts(with: [quote, quote]) {
                position += 2
            } else if bytes[position] == quote {
                position += 1
                return true
            } else {
                position += 1
            }
        }
        return false
    }

    private mutating func passDollarQuoted() -> Bool {
        let begin = position
        position += 1
        while position < bytes.count, Self.isWordByte(bytes[position]), bytes[position] != UInt8(ascii: "$") {
            position += 1
        }
        // A parameter or an operator with a dollar sign is no quote.
        guard position < bytes.count, bytes[position] == UInt8(ascii: "$"),
            !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[begin + 1])
        else { return true }
        let tag = bytes[begin...position]
        position += 1
        while position + tag.count <= bytes.count {
            if bytes[position..<position + tag.count].elementsEqual(tag) {
                position += tag.count
                return true
            }
            position += 1
        }
        return false
    }

    private mutating func passComment() -> Bool {
        var depth = 0
        repeat {
            let rest = bytes[position...]
            if rest.isEmpty { return false }
            if rest.starts(with: "/*".utf8) {
                depth += 1
                position += 2
            } else if rest.starts(with: "*/".utf8) {
                depth -= 1
                position += 2
            } else {
                position += 1
            }
        } while depth > 0
        return true
    }
}
