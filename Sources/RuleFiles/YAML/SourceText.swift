import AuditModel

/// The text of one rule file, checked to be text that YAML allows.
///
/// Kept as Unicode scalars, because libyaml counts columns so.
struct SourceText {
    /// The file as the user named it.
    let file: String
    /// The text without a byte order mark.
    private(set) var scalars: [Unicode.Scalar]

    /// The largest file that is read, in bytes: far above ten thousand rules.
    static let maximumBytes = 4 << 20

    /// Checks the bytes of a file.
    ///
    /// - Throws: ``RuleFileError`` with the first place that is not UTF-8 or not allowed.
    init(_ bytes: some Collection<UInt8>, file: String) throws(RuleFileError) {
        self.file = file
        scalars = []
        guard bytes.count <= Self.maximumBytes else {
            throw RuleFileError(place(of: 0), "the file is larger than \(Self.maximumBytes >> 20) MiB; split it")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            scalars = Self.validBeginning(of: bytes)
            throw RuleFileError(place(of: scalars.count), "the file is not UTF-8 text; save it as UTF-8")
        }
        scalars = Self.withoutByteOrderMark(Array(text.unicodeScalars))
        if let index = scalars.firstIndex(where: { !Self.isAllowed($0) }) {
            let name = Self.name(of: scalars[index])
            throw RuleFileError(place(of: index), "the character \(name) is not allowed; remove it")
        }
    }

    private init(file: String, scalars: [Unicode.Scalar]) {
        self.file = file
        self.scalars = scalars
    }

    /// The text as a string.
    var string: String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    /// The same text with one scalar in place of another everywhere, so that no place moves.
    func replacing(_ scalar: Unicode.Scalar, with other: Unicode.Scalar) -> SourceText {
        SourceText(file: file, scalars: scalars.map { $0 == scalar ? other : $0 })
    }

    /// Puts a scalar in the place of the one at an index.
    mutating func replace(at index: Int, with scalar: Unicode.Scalar) {
        scalars[index] = scalar
    }

    /// Where a place lies among the scalars; `nil` beyond the end.
    func index(ofLine line: Int, column: Int) -> Int? {
        var index = 0
        var current = 1
        while current < line, index < scalars.count {
            if endsLine(at: index) { current += 1 }
            index += 1
        }
        let found = index + column - 1
        return current == line && found < scalars.count ? found : nil
    }

    /// The text of a line without its end; empty beyond the last one.
    func line(_ number: Int) -> String {
        guard var index = index(ofLine: number, column: 1) else { return "" }
        var view = String.UnicodeScalarView()
        while index < scalars.count, !Self.lineEnds.contains(scalars[index]) {
            view.append(scalars[index])
            index += 1
        }
        return String(view)
    }

    private func endsLine(at index: Int) -> Bool {
        let isHalfOfPair = scalars[index] == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
        return Self.lineEnds.contains(scalars[index]) && !isHalfOfPair
    }

    private func place(of index: Int) -> Location {
        var place = Location(file: file, line: 1, column: 1)
        for previous in 0..<index {
            place.column += 1
            if endsLine(at: previous) {
                place.line += 1
                place.column = 1
            }
        }
        return place
    }

    private static func validBeginning(of bytes: some Collection<UInt8>) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        while case .scalarValue(let scalar) = decoder.decode(&iterator) { scalars.append(scalar) }
        return withoutByteOrderMark(scalars)
    }

    private static func withoutByteOrderMark(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        scalars.first == byteOrderMark ? Array(scalars.dropFirst()) : scalars
    }

    private static let byteOrderMark: Unicode.Scalar = "\u{FEFF}"

    /// What ends a line for libyaml.
    private static let lineEnds: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]

    /// The printable characters of YAML 1.1, less those that ``YAMLDocument`` needs for itself.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD: true
        case 0x10000..<YAMLDocument.firstPlaceholder: true
        default: false
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}
