/// Finds where reading can go on behind something that is no record.
struct Recovery {
    /// The bytes.
    let window: UnsafeRawBufferPointer
    /// Where the thing begins.
    let start: Int
    /// How far records are indented; `Int.max` when that is not known.
    let indent: Int
    /// Whether the records stand in an array, whose `]` must not be lost; outside of one, its `[` must not be.
    let isInArray: Bool
    /// Whether the file ends with the window.
    let isLast: Bool
    /// Whether nothing is given up beyond the line.
    var endsWithLine = false

    /// Where reading goes on behind what begins here; `nil` when that cannot be told without reading on.
    var next: Int? { window[start] == UInt8(ascii: "{") ? endOfObject : endOfStrayText }

    // MARK: - Objects

    private var endOfObject: Int? {
        var object = FaultyObject(indent: indent, isInArray: isInArray)
        switch object.follow(window, from: start, endsWithLine: endsWithLine, isLast: isLast) {
        case .found(let place): return place
        case .needsMore: return isLast ? window.count : nil
        }
    }

    // MARK: - Other text

    /// The end of a stretch that does not begin with `{`: before the next record that is no part of it. What a comment holds
    /// is no record.
    private var endOfStrayText: Int? {
        if isInArray, let element = Self.elementEnd(in: window, from: start), element < window.count || isLast {
            return element
        }
        var line = LinePosition()
        var nesting = StrayNesting()
        var place = start
        while place < window.count {
            let byte = window[place]
            if byte == 0x0A {
                if endsWithLine { return place }
                nesting.endLine()
            }
            defer { place += 1 }
            guard line.visit(byte) else { continue }
            if line.isFirst || place == start, Self.isComment(window, place) {
                guard let newline = lineEnd(from: place) else { return nil }
                place = newline - 1
                continue
            }
            if byte == UInt8(ascii: "{"), place > start {
                switch isRecord(place, line, nesting) {
                case true?: return place
                case false?: break
                case nil: return nil
                }
            }
            if place > start, isBracket(place, line, nesting) { return place }
            if byte != UInt8(ascii: "{") || beginsObject(place) { nesting.visit(byte, behind: line.previousInk) }
            line.take(byte)
        }
        return isLast ? window.count : nil
    }

    private func isRecord(_ place: Int, _ line: LinePosition, _ nesting: StrayNesting) -> Bool? {
        if line.isFirst, indent != .max, line.indent <= indent { return true }
        let isMember = line.previousInk == UInt8(ascii: ":") && line.inkBefore == UInt8(ascii: "\"")
        if nesting.depth > 0 || isMember { return false }
        return line.isFirst ? true : ObjectOpening.isOne(in: window, at: place, isLast: isLast, isBounded: false)
    }

    /// Whether what follows a brace can stand in an object.
    private func beginsObject(_ brace: Int) -> Bool {
        let next = SpreadJSONFormat.firstInk(in: window, from: brace + 1)
        return next == window.count || "\"}".utf8.contains(window[next])
    }

    /// Whether a bracket ends the array here, or begins one.
    private func isBracket(_ place: Int, _ line: LinePosition, _ nesting: StrayNesting) -> Bool {
        guard nesting.depth == 0 else { return false }
        if isInArray, window[place] == UInt8(ascii: "]") { return line.isFirst || isLastOnLine(place) }
        guard window[place] == UInt8(ascii: "["), line.isFirst else { return false }
        return isInArray ? Self.arrayStart(in: window, at: place) : ArrayOpening.isOne(in: window, at: place)
    }

    private func isLastOnLine(_ place: Int) -> Bool {
        let rest = window[(place + 1)...].prefix { $0 != 0x0A }
        return rest.allSatisfy { $0 <= 0x20 }
    }

    static func isComment(_ window: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        let head = window[start...].prefix(2)
        return head.first == UInt8(ascii: "#") || head.elementsEqual("//".utf8) || head.elementsEqual("/*".utf8)
    }

    private func lineEnd(from place: Int) -> Int? {
        SpreadJSONFormat.lineEnd(in: window, from: place) ?? (isLast ? window.count : nil)
    }

    // MARK: - Places

    /// Whether an array of records begins at a place, at the very start of a line.
    static func arrayStart(in window: UnsafeRawBufferPointer, at place: Int) -> Bool {
        guard place > 0, place < window.count, window[place - 1] == 0x0A, window[place] == UInt8(ascii: "[") else {
            return false
        }
        let first = SpreadJSONFormat.firstInk(in: window, from: place + 1)
        return first < window.count && window[first] == UInt8(ascii: "{")
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
}
