import Foundation
import TestSupport
import Testing

@testable import Ingest

@Suite("The JSON scanner")
struct JSONScannerTests {
    /// The fault that a text has, `nil` for a good object.
    private func fault(_ text: [UInt8]) -> JSONFault? {
        text.withUnsafeBytes { (bytes) -> JSONFault? in
            var fields = ContiguousArray<JSONField>()
            var scanner = JSONScanner(bytes, from: 0, to: bytes.count)
            scanner.skipBlanks()
            do throws(JSONFault) {
                try scanner.scanObject(into: &fields)
                return scanner.isAtEnd() ? nil : .malformed("rest", at: scanner.index)
            } catch {
                return error
            }
        }
    }

    private func fault(_ text: String) -> JSONFault? { fault(Array(text.utf8)) }

    @Test(
        "Every object of RFC 8259 is taken",
        arguments: [
            "{}", "{ }", "{\"\":0}", #"{"a":-0}"#, #"{"a":0.0e-0,"b":1E+9}"#,
            " {}".trimmingCharacters(in: .whitespaces),
            #"{"a":{"b":[{},[],[[1,"x"]],null,true,false]}}"#, "{\"a\"\t:\r\n1 , \"b\":2}\r",
            #"{"a":"\"\\\/\b\f\n\r\t\u00e9"}"#,
            #"{"a":"\ud83d\uDE00"}"#, "{\"a\":\"é€😀\u{7F}\"}", #"{"twelve bytes":"twelve bytes"}"#, #"{"a":1,"a":2}"#,
        ]
    )
    func taken(_ text: String) {
        #expect(fault(text) == nil)
    }

    @Test(
        "What is no object of RFC 8259 is refused where it goes wrong",
        arguments: [
            ("{}e", 2, RejectCode.malformedJSON), ("{} {}", 3, .malformedJSON), ("[]", 0, .notAnObject),
            ("", 0, .notAnObject), ("{\"a\":1,}", 7, .malformedJSON), ("{,}", 1, .malformedJSON),
            ("{\"a\" 1}", 5, .malformedJSON), ("{'a':1}", 1, .malformedJSON), ("{\"a\":01}", 5, .malformedJSON),
            ("{\"a\":+1}", 5, .malformedJSON), ("{\"a\":1.}", 5, .malformedJSON), ("{\"a\":.5}", 5, .malformedJSON),
            ("{\"a\":1e}", 5, .malformedJSON), ("{\"a\":-}", 5, .malformedJSON), ("{\"a\":NaN}", 5, .malformedJSON),
            ("{\"a\":nul}", 5, .malformedJSON), ("{\"a\":truex}", 9, .malformedJSON),
            ("{\"a\":[1,]}", 8, .malformedJSON),
            ("{\"a\":\"\t\"}", 6, .malformedJSON), ("{\"a\":\"\\x\"}", 6, .malformedJSON),
            ("{\"a\":\"\\u00g0\"}", 6, .malformedJSON), ("{\"a\":[1}", 7, .malformedJSON),
            ("{\"a\":\"12345678\n\"}", 14, .malformedJSON), ("{\"a\":1 \"b\":2}", 7, .malformedJSON),
            ("{\"a\":\"b", 7, .truncated), ("{\"a\":", 5, .truncated), ("{", 1, .truncated),
            ("{\"a\":tr", 7, .truncated),
            ("{\"a\":\"\\u0000\"}", 6, .nulCharacter), ("{\"\\u0000\":1}", 2, .nulCharacter),
            ("{\"a\":\"\\ud800\"}", 6, .loneSurrogate), ("{\"a\":\"\\udc00\"}", 6, .loneSurrogate),
            ("{\"a\":\"\\ud800\\u0041\"}", 6, .loneSurrogate), ("{\"a\":[\"\\ud800x\"]}", 7, .loneSurrogate),
            ("{\"a\":1e10000}", 5, .numberOutOfRange),
        ]
    )
    func refused(_ text: String, _ offset: Int, _ code: RejectCode) throws {
        let found = fault(text)
        let fault = try #require(found)
        #expect(fault.offset == offset)
        #expect(fault.code == code)
    }

    @Test(
        "Bytes that are not UTF-8 are refused",
        arguments: [
            [0x80], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x9F, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF],
            [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE9, 0x22], [0xE2, 0x82, 0x41], [0xFF],
        ] as [[UInt8]]
    )
    func notUTF8(_ bytes: [UInt8]) {
        for padding in 0..<9 {
            let text = Array("{\"a\":\"".utf8) + Array(repeating: 0x61, count: padding) + bytes + Array("\"}".utf8)
            #expect(fault(text)?.code == .invalidUTF8, "after \(padding) bytes")
        }
    }

    @Test("Nesting has a limit, and numbers too")
    func limits() {
        func nested(_ depth: Int) -> String {
            "{\"a\":" + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        }
        #expect(fault(nested(511)) == nil)
        #expect(fault(nested(512))?.code == .nestingTooDeep)
        #expect(fault(nested(1_000_000))?.code == .nestingTooDeep)
        #expect(fault("{\"a\":\(String(repeating: "1", count: 4096))}") == nil)
        #expect(fault("{\"a\":\(String(repeating: "1", count: 4097))}")?.code == .numberOutOfRange)
    }

    /// Differences to Foundation that are meant to be: what PostgreSQL cannot hold is refused here, and Foundation
    /// takes a comma behind the last member and encodings other than UTF-8 (told by NUL bytes); it refuses numbers
    /// beyond a floating-point number, which are exact here.
    @Test("Mutated records get the verdict of Foundation's strict parser, but for the listed differences")
    func differential() {
        let seeds = [
            #"{"artist":null,"length":269.58322,"ts":1541105830796,"userAgent":"\"Mozilla\/5.0\"","x":[1,{"y":[]}]}"#,
            #"{"title":"Caf\u00e9 \ud83d\ude00 é€😀","duration":-1.5e+3,"ok":true,"no":false,"nested":{"a":{"b":"c"}}}"#,
        ].map { Array($0.utf8) }
        let tokens = ["\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e", ".", "\\u", "\\ud8", "null", " ", "é"]
        let letters = tokens.map { Array($0.utf8) } + [[0], [0x1F], [0x80], [0xFF], [0xED], [0x0A]]
        var random = SeededGenerator(state: 20_181_101)
        for _ in 0..<20_000 {
            var text = seeds[Int.random(in: 0..<seeds.count, using: &random)]
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<text.count, using: &random)
                let end = min(text.count, place + Int.random(in: 0...3, using: &random))
                text.replaceSubrange(place..<end, with: letters[Int.random(in: 0..<letters.count, using: &random)])
                if text.isEmpty { text = [0x7B, 0x7D] }
            }
            let ours = fault(text)
            let theirs = try? JSONSerialization.jsonObject(with: Data(text))
            guard (ours == nil) != (theirs is [String: Any]) else { continue }
            #expect(isListed(ours, text), "\(String(decoding: text, as: UTF8.self)): \(String(describing: ours))")
        }
    }

    private func isListed(_ fault: JSONFault?, _ text: [UInt8]) -> Bool {
        guard let fault else { return String(decoding: text, as: UTF8.self).contains(/[eE]\+?[0-9]{3}/) }
        if [.nulCharacter, .loneSurrogate, .numberOutOfRange].contains(fault.code) { return true }
        if text.contains(0) { return true }
        // A comma that is followed by the end of its container.
        let rest = text[..<fault.offset].reversed().drop { [0x20, 0x09, 0x0A, 0x0D].contains($0) }
        let next = text[fault.offset...].first
        return rest.first == UInt8(ascii: ",") && (next == UInt8(ascii: "}") || next == UInt8(ascii: "]"))
    }
}
