import Foundation
import Testing

@testable import Ingest

@Suite("JSON values")
struct JSONValueTests {
    private func withValue<Result>(_ text: String, _ body: (JSONValue) throws -> Result) throws -> Result {
        let object = Array("{\"v\":\(text)}".utf8)
        return try object.withUnsafeBytes { bytes in
            var fields = ContiguousArray<JSONField>()
            var scanner = JSONScanner(bytes, from: 0, to: bytes.count)
            try scanner.scanObject(into: &fields)
            let field = try #require(fields.first)
            let range = Int(field.value.start)..<Int(field.value.end)
            let inside = UnsafeRawBufferPointer(rebasing: bytes[range])
            return try body(JSONValue(kind: field.kind, bytes: inside, hasEscapes: field.value.hasEscapes))
        }
    }

    @Test(
        "Whole numbers are read exactly, however they are written",
        arguments: [
            ("39", .value(39)), ("\"39\"", .value(39)), ("-0", .value(0)), ("39.0", .value(39)), ("3.9e1", .value(39)),
            ("1.541105830796E12", .value(1_541_105_830_796)), ("1540919166796.0", .value(1_540_919_166_796)),
            ("100e-2", .value(1)), ("0e9999", .value(0)), ("9223372036854775807", .value(.max)),
            ("-9223372036854775808", .value(.min)), ("9223372036854775808", .outOfRange), ("1e19", .outOfRange),
            ("1e9999", .outOfRange), ("39.5", .notWhole), ("1e-1", .notWhole), ("\"\"", .notWhole),
            ("\"039\"", .notWhole),
            ("\" 39\"", .notWhole), ("\"+39\"", .notWhole), ("true", .notWhole), ("[39]", .notWhole),
            ("\"3\\u0039\"", .notWhole), ("123456789012345678901234567890.5", .notWhole),
        ] as [(String, JSONValue.WholeNumber)]
    )
    func wholeNumbers(_ text: String, _ expected: JSONValue.WholeNumber) throws {
        #expect(try withValue(text) { $0.wholeNumber } == expected)
    }

    @Test(
        "Strings are decoded to what they stand for",
        arguments: [
            (#""""#, ""), (#""plain""#, "plain"), (#""\"Mozilla\/5.0\"""#, "\"Mozilla/5.0\""),
            (#""a\b\f\n\r\t\\z""#, "a\u{8}\u{C}\n\r\t\\z"), (#""Santaf\u00e8""#, "Santafè"),
            (#""\ud83d\ude00!""#, "😀!"),
            (#""\u20AC\u0041""#, "€A"),
        ]
    )
    func strings(_ text: String, _ expected: String) throws {
        #expect(try withValue(text) { $0.text } == expected)
        #expect(try withValue(text) { $0.bytes.count } >= expected.utf8.count)
    }
}
