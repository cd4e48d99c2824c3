import Foundation

/// Finds where reading can go on behind something that is no record.
struct Recovery {
    /// The bytes.
    let window: UnsafeRawBufferPointer
    /// Where the thing begins.
    let start: Int
    /// How far records are indented.
    let indent: Int
    /// The bracket that must not be lost: `]` where the records stand in an array, `[` where one can begin.
    let bracket: UInt8?
    /// Whether the file ends with the window.
    let isLast: Bool

    /// How far behind a fault the end of the object is looked for before it is taken for one that was cut off.
    private static let reach = 64 << 10
    /// How many places are tried for a record; more braces than that are no text with a record in it.
    private static let longestSearch = 64

    // MARK: - Objects

    /// The end of an object that is faulty: behind the brace that closes it, or before the record that begins in its
    /// midst because it was cut off.
    ///
    /// - Parameter fault: where it is faulty.
    /// - Returns: `nil` when that cannot be told without reading on.
    func endOfObject(fault: Int) -> Int? {
        var nesting = Nesting()
        var place = start
        var isTried = false
        while place < window.count {
            if window[place] == 0x0A {
                nesting.endLine()
                if let record = Self.recordStart(in: window, line: place + 1, indent: indent) { return record }
            } else {
                switch nesting.visit(window[place]) {
                case .inside: break
                case .closed: return place + 1
                case .foreignBracket where isArray: return gluedRecord(upTo: place) ?? place
                case .foreignBracket: break
                }
            }
            place += 1
            if !isTried, place > fault + Self.reach {
                isTried = true
                if let record = gluedRecord(upTo: place) { return record }
            }
        }
        return isLast ? gluedRecord(upTo: window.count) ?? window.count : nil
    }

    /// Where a whole record begins in the midst of one that was cut off; not where a value can stand.
    private func gluedRecord(upTo end: Int) -> Int? {
        Self.object(in: window, start + 1..<end) { place in
            var before = place - 1
            while before > start, window[before] <= 0x20 { before -= 1 }
            return window[before] != UInt8(ascii: ":") && window[before] != UInt8(ascii: "[")
        }
    }

    // MARK: - Other text

    /// The end of a stretch that does not begin with `{`: before the record that follows on its line or begins a later
    /// line. What a comment holds is no record.
    ///
    /// `nil` when that cannot be told without reading on.
    var endOfStrayText: Int? {
        if isArray, let end = Self.elementEnd(in: window, from: start), end < window.count || isLast { return end }
        guard let lineEnd = lineEnd(from: start) else { return nil }
        if !isComment {
            if let record = Self.object(in: window, start + 1..<lineEnd, where: { _ in true }) { return record }
            if isArray, let bracket = closingBracket(before: lineEnd) { return bracket }
        }
        var newline = lineEnd
        while newline < window.count {
            let line = newline + 1
            if let record = Self.recordStart(in: window, line: line, indent: indent) { return record }
            let ink = Self.firstInk(in: window, line: line)
            if ink < window.count, window[ink] == bracket { return ink }
            guard let next = self.lineEnd(from: line) else { return nil }
            newline = next
        }
        return window.count
    }

    private var isArray: Bool { bracket == UInt8(ascii: "]") }

    private var isComment: Bool {
        let head = window[start...].prefix(2)
        return head.first == UInt8(ascii: "#") || head.elementsEqual("//".utf8) || head.elementsEqual("/*".utf8)
    }

    private func lineEnd(from place: Int) -> Int? {
        SpreadJSONFormat.lineEnd(in: window, from: place) ?? (isLast ? window.count : nil)
    }

    private func closingBracket(before lineEnd: Int) -> Int? {
        var place = lineEnd - 1
        while place > start, window[place] <= 0x20 { place -= 1 }
        return place > start && window[place] == UInt8(ascii: "]") ? place : nil
    }

    // MARK: - Places

    /// Where a record begins on a line, if it does so at the indentation of records.
    static func recordStart(in window: UnsafeRawBufferPointer, line: Int, indent: Int) -> Int? {
        let ink = firstInk(in: window, line: line)
        guard ink < window.count, window[ink] == UInt8(ascii: "{"), ink - line <= indent else { return nil }
        return ink
    }

    private static func firstInk(in window: UnsafeRawBufferPointer, line: Int) -> Int {
        var place = line
        while place < window.count, window[place] == 0x20 || window[place] == 0x09 { place += 1 }
        return place
    }

    /// The end of a JSON value that a comma, a bracket or a newline follows.
    static func elementEnd(in window: UnsafeRawBufferPointer, from start: Int) -> Int? {
        var scanner = JSONScanner(window, from: start, to: window.count)
        guard (try? scanner.scanElement()) != nil else { return nil }
        var place = scanner.index
        while place < window.count, window[place] == 0x20 || window[place] == 0x09 || window[place] == 0x0D {
            place += 1
        }
        guard place < window.count else { return scanner.index }
        return [0x0A, UInt8(ascii: ","), UInt8(ascii: "]")].contains(window[place]) ? scanner.index : nil
    }

    /// The first place of a range that begins a whole object with members and fulfils a condition.
    static func object(
        in window: UnsafeRawBufferPointer,
        _ range: Range<Int>,
        where condition: (Int) -> Bool
    ) -> Int? {
        guard let base = window.baseAddress else { return nil }
        var fields = ContiguousArray<JSONField>()
        var place = range.lowerBound
        for _ in 0..<longestSearch {
            guard place < range.upperBound,
                let brace = memchr(base + place, Int32(UInt8(ascii: "{")), range.upperBound - place)
            else { return nil }
            let found = UnsafeRawPointer(brace) - base
            var scanner = JSONScanner(window, from: found, to: window.count)
            if condition(found), (try? scanner.scanObject(into: &fields)) != nil, !fields.isEmpty { return found }
            place = found + 1
        }
        return nil
    }
}

/// Counts braces and brackets outside of strings. No string goes on behind its line.
private struct Nesting {
    enum Step {
        /// The object goes on.
        case inside
        /// The object ends with this byte.
        case closed
        /// A bracket closes what is not the object's.
        case foreignBracket
    }

    private var braces = 0
    private var brackets = 0
    private var isInString = false
    private var isEscaped = false

    mutating func endLine() {
        isInString = false
        isEscaped = false
    }

    mutating func visit(_ byte: UInt8) -> Step {
        if isInString {
            let isEnd = byte == UInt8(ascii: "\"") && !isEscaped
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
            isInString = !isEnd
            return .inside
        }
        switch byte {
        case UInt8(ascii: "\""): isInString = true
        case UInt8(ascii: "{"): braces += 1
        case UInt8(ascii: "["): brackets += 1
        case UInt8(ascii: "]"):
            guard brackets > 0 else { return .foreignBracket }
            brackets -= 1
        case UInt8(ascii: "}"):
            braces -= 1
            return braces == 0 ? .closed : .inside
        default: break
        }
        return .inside
    }
}
