/// A record that could not be taken, with the place and the reason.
public struct Reject: Error, Sendable, Equatable {
    /// What was wrong, as a stable code.
    public var code: RejectCode
    /// What was wrong, in words.
    public var message: String
    /// The line of the fault, from 1.
    public var line: Int
    /// The column of the fault, in characters from 1.
    public var column: Int
    /// Where in the file the fault stands, in bytes from 0.
    public var byteOffset: Int
    /// The record as it stands in the file, cut at ``rawLimit`` bytes. Not always valid UTF-8.
    public var raw: [UInt8]

    /// How many bytes of a record are kept.
    public static let rawLimit = 8 << 10

    /// Creates a reject.
    public init(code: RejectCode, message: String, line: Int, column: Int, byteOffset: Int, raw: [UInt8]) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
        self.raw = raw
    }
}

/// Why a record was rejected, as a stable code in lower snake case.
public struct RejectCode: RawRepresentable, Hashable, Sendable, Codable {
    /// The code.
    public var rawValue: String

    /// Creates a code.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// The text is not JSON.
    public static let malformedJSON = RejectCode(rawValue: "malformed_json")
    /// The record ends before it is complete.
    public static let truncated = RejectCode(rawValue: "truncated")
    /// The text is not a JSON object.
    public static let notAnObject = RejectCode(rawValue: "not_an_object")
    /// The bytes are not UTF-8.
    public static let invalidUTF8 = RejectCode(rawValue: "invalid_utf8")
    /// A string holds the character NUL, which PostgreSQL cannot hold.
    public static let nulCharacter = RejectCode(rawValue: "nul_character")
    /// A string holds half of a surrogate pair, which is no character.
    public static let loneSurrogate = RejectCode(rawValue: "lone_surrogate")
    /// Arrays and objects stand too deep in one another.
    public static let nestingTooDeep = RejectCode(rawValue: "nesting_too_deep")
    /// A number has more digits or a larger exponent than is read.
    public static let numberOutOfRange = RejectCode(rawValue: "number_out_of_range")
    /// An object names a key twice.
    public static let duplicateKey = RejectCode(rawValue: "duplicate_key")
    /// The record is longer than is read.
    public static let recordTooLong = RejectCode(rawValue: "record_too_long")
    /// The gzip data that holds the records was damaged.
    public static let corruptGzip = RejectCode(rawValue: "corrupt_gzip")
    /// The gzip data that holds the records ends before it is complete.
    public static let truncatedGzip = RejectCode(rawValue: "truncated_gzip")
    /// The file is what Git LFS keeps in the place of the real one.
    public static let gitLFSPointer = RejectCode(rawValue: "git_lfs_pointer")
    /// The file is an HTML or XML page.
    public static let webPage = RejectCode(rawValue: "web_page")
    /// The file is an archive or packed in a way that is not read.
    public static let archive = RejectCode(rawValue: "archive")
    /// The file is text in UTF-16 or UTF-32.
    public static let otherEncoding = RejectCode(rawValue: "other_encoding")
    /// The file is no text.
    public static let binaryFile = RejectCode(rawValue: "binary_file")
}
