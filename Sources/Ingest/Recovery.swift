import Foundation

/// Finds where reading can go on behind something that is no record.
struct Recovery {
    /// The bytes.
    let window: UnsafeRawBufferPointer
    /// Where the thing begins.
    let start: Int
    /// How far records are indented.
    let indent: Int
    /// Whether the records stand in an array, whose `]` must not be lost; outside of one, its `[` must not be.
    let isInArray: Bool
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
                if Self.arrayStart(in: window, at: place + 1) { return place + 1 }
            } else {
                switch nesting.visit(window[place]) {
                case .inside: break
                case .closed: return place + 1
                case .foreignBracket where isInArray: return gluedRecord(upTo: place) ?? place
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
        Self.object(in: window, start + 1..<end) { !Self.isValue(in: window, $0, from: start) }
    }

    /// Whether an object is a value of the text it stands in: a colon stands before it, or a bracket that is a value.
    ///
    /// A bracket without a colon, a comma or a bracket before it begins another array, of records.
    static func isValue(in window: UnsafeRawBufferPointer, _ place: Int, from start: Int) -> Bool {
        let before = previousInk(in: window, place, from: start)
        guard window[before] == UInt8(ascii: "["), before > start else { return ":[".utf8.contains(window[before]) }
        return ":,[".utf8.contains(window[previousInk(in: window, before, from: start)])
    }

    /// Whether an object in a line that does not begin with one is the value of a key: `"b": {"c": 1}`.
    static func isMember(in window: UnsafeRawBufferPointer, _ place: Int, from start: Int) -> Bool {
        let colon = previousInk(in: window, place, from: start)
        guard window[colon] == UInt8(ascii: ":"), colon > start else { return false }
        return window[previousInk(in: window, colon, from: start)] == UInt8(ascii: "\"")
    }

    private static func previousInk(in window: UnsafeRawBufferPointer, _ place: Int, from start: Int) -> Int {
        var before = place - 1
        while before > start, window[before] <= 0x20 { before -= 1 }
        return before
    }

    // MARK: - Other text

    /// The end of a stretch that does not begin with `{`: before the record that follows on its line or begins a later
    /// line. What a comment holds is no record.
    ///
    /// `nil` when that cannot be told without reading on.
    var endOfStrayText: Int? {
        if isInArray, let end = Self.elementEnd(in: window, from: start), end < window.count || isLast { return end }
        guard let lineEnd = lineEnd(from: start) else { return nil }
        if !Self.isComment(window, start) {
            let record = Self.object(in: window, start + 1..<lineEnd) { !Self.isMember(in: window, $0, from: start) }
            if let record { return record }
            if isInArray, let bracket = closingBracket(before: lineEnd) { return bracket }
        }
        var newline = lineEnd
        while newline < window.count {
            let line = newline + 1
            if let record = Self.recordStart(in: window, line: line, indent: indent) { return record }
            let ink = Self.firstInk(in: window, line: line)
            if ink < window.count, isBracket(ink) { return ink }
            guard let next = self.lineEnd(from: line) else { return nil }
            newline = next
        }
        return window.count
    }

    /// Whether a bracket ends the array here, or begins one.
    private func isBracket(_ place: Int) -> Bool {
        if isInArray, window[place] == UInt8(ascii: "]") { return true }
        guard window[place] == UInt8(ascii: "[") else { return false }
        return isInArray ? Self.arrayStart(in: window, at: place) : ArrayOpening.isOne(in: window, at: place)
    }

    static func isComment(_ window: UnsafeRawBufferPointer, _ start: Int) -> Bool {
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

    /// Whether an array of records begins at a place, at the very start of a line.
    static func arrayStart(in window: UnsafeRawBufferPointer, at place: Int) -> Bool {
        guard place > 0, place < window.count, window[place - 1] == 0x0A, window[place] == UInt8(ascii: "[") else {
            return false
        }
        let first = SpreadJSONFormat.firstInk(in: window, from: place + 1)
        return first < window.count && window[first] == UInt8(ascii: "{")
    }

    /// The first byte of a line that is no blank.
    static func firstInk(in window: UnsafeRawBufferPointer, line: Int) -> Int {
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
