import Foundation
import TestSupport
import Testing

@testable import Ingest

/// Files that were put together from others, or that programs with different habits have added to.
@Suite("Mixed layouts")
struct MixedLayoutTests {
    /// How a piece of a file holds its records.
    private enum Layout: CaseIterable {
        case lines, pretty, commas, oneLineArray, linesInArray, prettyArray

        func text(of numbers: Range<Int>) -> String {
            let flat = numbers.map { "{\"a\":\($0),\"b\":{\"c\":[{\"a\":-1},{}]}}" }
            let pretty = numbers.map {
                "{\n  \"a\": \($0),\n  \"b\": {\n    \"c\": [\n      {\n        \"a\": -1\n      }\n    ]\n  }\n}"
            }
            switch self {
            case .lines: return flat.joined(separator: "\n")
            case .pretty: return pretty.joined(separator: "\n")
            case .commas: return pretty.joined(separator: ",\n") + ","
            case .oneLineArray: return "[" + flat.joined(separator: ",") + "]"
            case .linesInArray: return "[\n" + flat.joined(separator: ",\n") + "\n]"
            case .prettyArray:
                let indented = pretty.map { "    " + $0.replacingOccurrences(of: "\n", with: "\n    ") }
                return "[\n" + indented.joined(separator: ",\n") + "\n]"
            }
        }
    }

    private func expect(_ text: String, _ expected: [String]) throws {
        let found = try outcomes(of: text)
        #expect(found == expected, "\(text)")
    }

    @Test("Records of all layouts in one file are read, packed or not, wherever chunks end")
    func mixed() throws {
        var random = SeededGenerator(state: 7)
        for round in 0..<300 {
            var count = 0
            var text = ""
            for _ in 0..<Int.random(in: 2...6, using: &random) {
                let layout = Layout.allCases.randomElement(using: &random) ?? .lines
                let end = count + Int.random(in: 1...4, using: &random)
                text += layout.text(of: count..<end) + ["\n", "\r\n", "\n\n"][Int.random(in: 0..<3, using: &random)]
                count = end
            }
            let bytes = round % 3 == 0 ? gzip(Array(text.utf8)) : Array(text.utf8)
            let found = try readings(of: bytes).map { String($0.prefix { $0 != "@" }) }
            #expect(found == (0..<count).map { "a=\($0)" }, "\(text)")
        }
    }

    @Test("A record that is cut off costs no other, whatever follows it")
    func cutOff() throws {
        var random = SeededGenerator(state: 8)
        for _ in 0..<600 {
            let first = Layout.allCases.randomElement(using: &random) ?? .lines
            let second = Layout.allCases.randomElement(using: &random) ?? .lines
            let whole = first.text(of: 0..<3)
            guard let last = whole.range(of: "\"a\":", options: .backwards)?.lowerBound else { continue }
            // The last record begins before "a": -1, which is nested in it.
            let record = whole[..<last].range(of: "{", options: .backwards)?.lowerBound ?? last
            let outer = whole[..<record].range(of: "2,")?.lowerBound ?? record
            let cut = whole.index(outer, offsetBy: Int.random(in: 0...8, using: &random))
            let text = whole[..<cut] + "\n" + second.text(of: 3..<6) + "\n"
            let found = try outcomes(of: String(text))
            #expect(found.filter { $0.hasPrefix("a=") } == ["a=0", "a=1", "a=3", "a=4", "a=5"], "\(text)")
            #expect(found.count <= 7, "\(text) \(found)")
        }
    }

    @Test("An array that nobody closed is rejected where the next begins, and no record is lost")
    func unclosedArrays() throws {
        let places = try readings(of: "[{\"a\":1},{\"a\":2}\n[{\"a\":3},\n{\"a\":4}]\n".utf8)
        #expect(places == ["a=1@1", "a=2@1", "truncated@2:1+17", "a=3@2", "a=4@3"])
        try expect("[{\"a\":1},\n[{\"a\":2}]\n", ["a=1", "truncated", "a=2"])
        try expect("[{\"a\":1}[{\"a\":2}]", ["a=1", "truncated", "a=2"])
        try expect("[{\"a\":1},{\"a\":2,\n[{\"a\":3},{\"a\":4}]\n", ["a=1", "malformed_json", "a=3", "a=4"])
        try expect("[{\"a\":1},{\"a\":2,\"b[{\"a\":3},{\"a\":4}]", ["a=1", "malformed_json", "a=3", "a=4"])
        try expect("[\n{\"a\":1}\n[\n{\"a\":2}\n]\n", ["a=1", "truncated", "a=2"])
        try expect("[[{\"a\":1}], {\"a\":2}]", ["not_an_object", "a=2"])
    }

    @Test("A stray line behind the bracket that begins an array is rejected at its place")
    func strayBehindBracket() throws {
        for bracket in ["[", "[ "] {
            #expect(
                try readings(of: "\(bracket)\n//LOG\n  {\n    \"a\": 1\n  },\n  {\"a\": 2}\n]\n".utf8).map {
                    $0.prefix { $0 != "+" }
                } == ["not_an_object@2:1", "a=1@3", "a=2@6"]
            )
        }
        try expect("[ // made by hand\n{\"a\":1}]", ["not_an_object", "a=1"])
    }

    @Test("A stray object at another indentation costs no record")
    func strayObject() throws {
        let text = "[\n    {\n        \"a\": 1\n    },\n{\"a\": 8}}\n    {\n        \"a\": 2\n    }\n]\n"
        try expect(text, ["a=1", "a=8", "not_an_object", "a=2"])
        let faulty = "[\n    {\n        \"a\": 1\n    },\n{\"a\": x}}\n    {\n        \"a\": 2\n    }\n]\n"
        try expect(faulty, ["a=1", "malformed_json", "not_an_object", "a=2"])
    }

    @Test("A record behind other words on its line is read, and the words are rejected")
    func prefixes() throws {
        for prefix in ["2018-11-01 12:00:00 INFO ", "INFO: ", "[42] ", "[INFO] ", "web-1 | "] {
            #expect(
                try readings(of: "{\"a\":1}\n\(prefix){\"a\":2}\n{\"a\":3}\n".utf8).map { $0.prefix { $0 != "+" } }
                    == ["a=1@1", "not_an_object@2:1", "a=2@2", "a=3@3"],
                "\(prefix)"
            )
            #expect(
                try outcomes(of: "\(prefix){\"a\":2}\n\(prefix){\"a\":3}\n").count { $0 == "a=2" || $0 == "a=3" } == 2
            )
        }
        for part in ["\"b\": {\"a\":2}", "//{\"a\":2}", "# {\"a\":2}"] {
            #expect(try outcomes(of: "{\"a\":1}\n\(part)\n{\"a\":3}\n") == ["a=1", "not_an_object", "a=3"], "\(part)")
            #expect(
                try outcomes(of: "{\n\"a\":1\n}\n\(part)\n{\n\"a\":3\n}\n") == ["a=1", "not_an_object", "a=3"],
                "\(part)"
            )
        }
    }

    @Test("A record that is too long costs no other, even on its line", arguments: [0, 1, 2])
    func tooLong(layout: Int) throws {
        let long = "{\"a\":0,\"b\":\"\(String(repeating: "}{\\\"", count: 1 << 20))\"}"
        let text = [
            "[{\"a\":1},\(long),{\"a\":2},{\"a\":3}]",
            "{\"a\":1}\n\(long){\"a\":2}\n{\"a\":3}\n",
            "{\n\"a\":1\n}\n\(long) {\n\"a\":2\n} {\"a\":3}",
        ][layout]
        let found = try readings(of: text.utf8, longestRecord: 2 << 20).map { String($0.prefix { $0 != "@" }) }
        #expect(found == ["a=1", "record_too_long", "a=2", "a=3"])
    }

    @Test("What an outside user found: no record is lost, and no part of one is taken for a record")
    func findings() throws {
        // Commas and deeper indentation behind a stray line.
        try expect("[\n{\"a\":1}\n//x\n,{\"a\":2}\n,{\"a\":3}\n]\n", ["a=1", "not_an_object", "a=2", "a=3"])
        for stray in ["//x", "]", "]["] {
            try expect("{\n\"a\":1}\n\(stray)\n {\"a\":2}\n {\"a\":3}\n", ["a=1", "not_an_object", "a=2", "a=3"])
        }
        try expect("{\n\"a\":1}\n]\n\n]{\"a\":2}\n{\"a\":3}\n", ["a=1", "not_an_object", "a=2", "a=3"])
        let pretty = (2...3).map { "  {\n    \"a\": \($0)\n  }\n" }.joined()
        try expect("{\n  \"a\": 1,\n  \"b\": \"Home\n\(pretty){\n\"a\":4}\n", ["malformed_json", "a=2", "a=3", "a=4"])
        // Records that never begin a line.
        let nested = "[{\n \"a\":x,\n \"b\":[\n  {\"a\":9}\n ],\n \"c\":1\n}, {\n \"a\":2\n}, {\n \"a\":3\n}]\n"
        try expect(nested, ["malformed_json", "a=2", "a=3"])
        try expect(
            "[{\n \"a\":1},\n \"c\":1\n}, {\n \"a\":2\n}, {\n \"a\":3\n}]\n",
            ["a=1", "not_an_object", "a=2", "a=3"]
        )
        // Several records behind a bad one on its line.
        try expect("{\"a\":x} {\"a\":2} {\"a\":3} {\"a\":4}\n", ["malformed_json", "a=2", "a=3", "a=4"])
        try expect(
            "{\"a\":1}\n{\"a\":x}{\"a\":2}{\"a\":y}{\"a\":4}\n",
            ["a=1", "malformed_json", "a=2", "malformed_json", "a=4"]
        )
        // Files that end in the midst of a record with records in it.
        try expect("[\n{\"a\":1},\n{\"a\":2,\"b\":[1,{\"a\":9},2],\"c\":\"x\n]\n", ["a=1", "malformed_json"])
        try expect(
            "{\n \"a\":1}\n{\n \"a\":2,\n \"b\":[\n  {\"a\":8},\n  {\"a\":9}\n ],\n \"c\":\"tr",
            ["a=1", "truncated"]
        )
        // Text behind a record.
        for text in ["]", ",,;", "}", " //x"] {
            try expect("{\"a\":1}\n{\"a\":2}\(text)\n{\"a\":3}\n", ["a=1", "a=2", "not_an_object", "a=3"])
        }
        try expect("{\"a\":1}\n{\"a\":2}x{\"a\":3}\n", ["a=1", "a=2", "not_an_object", "a=3"])
        // A record over several lines behind other words.
        try expect("{\"a\":1}\nLOG {\n\"a\":2,\n\"b\":1\n}\n", ["a=1", "not_an_object", "a=2"])
        // A record over several lines behind one that was cut off.
        for cut in ["{\n\"a\":2,", "{\n\"a\":2,\"pa"] {
            try expect("{\n\"a\":1}\n\(cut){\n\"a\":3}\n{\n\"a\":4}\n", ["a=1", "malformed_json", "a=3", "a=4"])
        }
        try expect("[\n{\"a\":1,\"b\":[1\n]{\"a\":2}\n{\"a\":3}\n", ["malformed_json", "a=2", "a=3", "truncated"])
        try expect("[{\"a\":1},[{\"a\":2},{\"a\":3}]\n", ["a=1", "truncated", "a=2", "a=3"])
    }

    @Test("Of a long record that comes first, no part is taken for a record")
    func longFirst() throws {
        let parts = (0..<3000).map { "  {\"a\":\($0),\"b\":\"\(String(repeating: "z", count: 900))\"}" }.joined(
            separator: ",\n"
        )
        for (before, after) in [("", "\n"), ("[", ","), ("", "")] {
            let text = "\(before){\n \"a\":1,\n \"b\":[\n\(parts)\n ]\n}\(after){\n \"a\":2\n}\n{\"a\":3}"
            let found = try readings(of: text.utf8, longestRecord: 2 << 20).map { String($0.prefix { $0 != "@" }) }
            #expect(found.prefix(3) == ["record_too_long", "a=2", "a=3"])
        }
    }
}
