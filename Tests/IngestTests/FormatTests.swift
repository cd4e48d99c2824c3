import Foundation
import Testing

@testable import Ingest

@Suite("Source formats")
struct FormatTests {
    @Test(
        "The same records come out of every layout",
        arguments: [
            "{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n",
            "{\"a\":1}\r\n{\"a\":2}\r\n{\"a\":3}",
            "{\"a\":1}{\"a\":2} {\"a\":3}",
            "{\"a\":1}\n{\"a\":2}{\"a\":3}\n",
            "{\"a\":1}\n{\"a\":2} , {\"a\":3},\r\n",
            "{\"a\":1},\n{\"a\":2},\n{\"a\":3},\n",
            "{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}\n{\n  \"a\": 3\n}\n",
            "{\n  \"a\": 1\n},\n{\n  \"a\": 2\n},\n{\n  \"a\": 3\n}",
            "{\n  \"a\": 1\n}, {\n  \"a\": 2\n}{\n  \"a\": 3\n}",
            "{\r\n  \"a\": 1\r\n},\r\n  {\"a\":2,\r\n\"b\":[{},\r\n{}\r\n]}\r\n{\r\n  \"a\": 3\r\n}",
            "[{\"a\":1},{\"a\":2},{\"a\":3}]",
            "[\n  {\n    \"a\": 1\n  },\n  {\n    \"a\": 2\n  },\n  {\n    \"a\": 3\n  }\n]\n",
            " [ {\"a\":1}\n, {\"a\":2}\n, {\"a\":3} ] ",
            "[{\"a\":1},{\"a\":2}]\n[{\"a\":3}]\n[]\n",
        ]
    )
    func layouts(_ text: String) throws {
        #expect(try outcomes(of: text) == ["a=1", "a=2", "a=3"])
        #expect(try outcomes(of: "\u{FEFF}" + text) == ["a=1", "a=2", "a=3"])
        #expect(try outcomes(of: text + "\n\u{FEFF}" + text) == ["a=1", "a=2", "a=3", "a=1", "a=2", "a=3"])
    }

    @Test("Files without records hold none, whatever they look like")
    func nothing() throws {
        for text in ["", " \r\n\t", "[]", "[\n]\n", "\u{FEFF}", "[][]"] {
            #expect(try outcomes(of: text) == [], "\(text)")
        }
    }

    @Test("A stray line between records is rejected by itself, and the records around it are read")
    func strayLines() throws {
        for stray in ["//LOG", "# 1", "2018-11-01 INFO start", "[INFO] {x}", "nul", "\"text\"", "}", "//{\"a\":9}"] {
            #expect(
                try readings(of: "{\n\"a\": 1\n}\n\(stray)\n{\n\"a\": 2\n}\n".utf8).map { $0.prefix { $0 != "+" } }
                    == ["a=1@1", "not_an_object@4:1", "a=2@5"],
                "\(stray)"
            )
            #expect(
                try readings(of: "{\"a\":1}\n\(stray)\n{\"a\":2}".utf8)
                    == ["a=1@1", "not_an_object@2:1+8", "a=2@3"],
                "\(stray)"
            )
            #expect(
                try readings(of: "[\n  {\n    \"a\": 1\n  },\n\(stray)\n  {\n    \"a\": 2\n  }\n]".utf8).map {
                    $0.prefix { $0 != "+" }
                } == ["a=1@2", "not_an_object@5:1", "a=2@6"],
                "\(stray)"
            )
        }
    }

    @Test("A stray line before the first record or behind the last one does not hide the format")
    func strayEnds() throws {
        #expect(
            try outcomes(of: "//LOG\n{\n\"a\": 1\n}\n{\n\"a\": 2\n}\n//END")
                == ["not_an_object", "a=1", "a=2", "not_an_object"]
        )
        #expect(try outcomes(of: "\"b\": 3}\n{\"a\":1}\n") == ["not_an_object", "a=1"])
        #expect(try outcomes(of: "//LOG\n[{\"a\":1},\n{\"a\":2}]") == ["not_an_object", "a=1", "a=2"])
        #expect(try outcomes(of: "[{\"a\":1}\n//END\n]") == ["a=1", "not_an_object"])
        #expect(try outcomes(of: "[{\"a\":1}]\n//END") == ["a=1", "not_an_object"])
    }

    @Test("What stands before a record on its line is rejected without it, unless it is a comment")
    func prefixes() throws {
        #expect(
            try readings(of: "{\n\"a\": 1\n}\nINFO: {\n\"a\": 2\n}\n{\n\"a\": 3\n}".utf8)
                == ["a=1@1", "not_an_object@4:1+11", "a=2@4", "a=3@7"]
        )
        #expect(
            try outcomes(of: "{\n\"a\": 1\n}\n// {\n\"a\": 2\n}\n{\n\"a\": 3\n}") == ["a=1", "not_an_object", "a=3"]
        )
    }

    @Test("Behind a record on its line, another one is a record or a reject of its own")
    func gluedLines() throws {
        #expect(
            try readings(of: "{\"a\":1}\n{\"a\":2}{\"a\":3}\n{\"a\":4}".utf8) == ["a=1@1", "a=2@2", "a=3@2", "a=4@3"]
        )
        let behind = try readings(of: "{\"a\":1}\n{\"a\":2}{\"a\":}\n{\"a\":4}".utf8)
        #expect(behind == ["a=1@1", "a=2@2", "malformed_json@2:13+20", "a=4@3"])
        #expect(try outcomes(of: "{\"a\":1}\n{\"a\":2} x\n{\"a\":4}") == ["a=1", "a=2", "not_an_object", "a=4"])
    }

    @Test("A record that was cut off is rejected alone, also when the next one follows on its line")
    func cutOff() throws {
        #expect(
            try readings(of: "{\n\"a\": 1,\n\"b\": \"x\n{\n\"a\": 2\n}\n".utf8)
                == ["malformed_json@3:8+17", "a=2@4"]
        )
        #expect(
            try readings(of: "{\"a\":1}\n{\"a\":2,\"b\":\"x{\"a\":3,\"b\":\"y\"}\n{\"a\":4}".utf8)
                == ["a=1@1", "malformed_json@2:16+23", "a=3@2", "a=4@3"]
        )
        #expect(try outcomes(of: "{\"a\":{\"b\":1}\n{\"a\":4}") == ["truncated", "a=4"])
        #expect(
            try outcomes(of: "[{\"a\":1},{\"a\":2,{\"a\":3},{\"a\":4}]") == ["a=1", "malformed_json", "a=3", "a=4"]
        )
        #expect(
            try outcomes(of: "[{\"a\":1},{\"a\":2,\"b\":\"x,{\"a\":3},{\"a\":4}]")
                == ["a=1", "malformed_json", "a=3", "a=4"]
        )
        #expect(
            try outcomes(of: "[\n  {\n    \"a\": 1,\n  {\n    \"a\": 2\n  }\n]") == ["malformed_json", "a=2"]
        )
    }

    @Test("An array that was cut off is rejected once, behind its records")
    func cutOffArray() throws {
        #expect(try readings(of: "[{\"a\":1},\n{\"a\":2}".utf8) == ["a=1@1", "a=2@2", "truncated@2:8+17"])
        #expect(try readings(of: "[{\"a\":1},\n{\"a\":2".utf8) == ["a=1@1", "truncated@2:7+16"])
        #expect(try readings(of: "[{\"a\":1},\n".utf8) == ["a=1@1", "truncated@2:1+10"])
    }

    @Test("A wrong value spoils only its own record")
    func wrongValues() throws {
        for wrong in ["tru", "NaN", "-Infinity", "01", "\"\\x\"", "\"\\u0000\"", "\"\t\"", "[1,{\"a\":nul}]"] {
            let bad = "{\"a\":\(wrong),\"b\":{\"c\":[{\"a\":5}]}}"
            for text in [
                "[{\"a\":1},\(bad),{\"a\":3}]", "{\"a\":1}{\"b\":\n2}\(bad){\"a\":3}", "{\"a\":1}\n\(bad)\n{\"a\":3}",
            ] {
                let found = try outcomes(of: text).filter { $0 != "a=-" }
                #expect(found.count == 3 && found.first == "a=1" && found.last == "a=3", "\(text): \(found)")
            }
        }
    }

    @Test("Latin-1 spoils only its own record, in every layout")
    func latin1() throws {
        let bad = Array("{\"a\":\"caf".utf8) + [0xE9] + Array("\"}".utf8)
        for (head, between, tail) in [("", "\n", "\n"), ("[", ",", "]"), ("{\"a\":0},\n", ",\n", "")] {
            let text = Array((head + "{\"a\":1}" + between).utf8) + bad + Array((between + "{\"a\":2}" + tail).utf8)
            let found = try readings(of: text).map { $0.prefix { $0 != "@" } }.filter { $0 != "a=0" }
            #expect(found == ["a=1", "invalid_utf8", "a=2"])
        }
    }

    @Test("An element of an array that is no object is rejected by itself")
    func otherElements() throws {
        #expect(
            try readings(of: "[1, {\"a\":1}, \"x]\", null, [{\"a\":5}], {\"a\":2}, true]".utf8) == [
                "not_an_object@1:2+1", "a=1@1", "not_an_object@1:14+13", "not_an_object@1:20+19",
                "not_an_object@1:26+25", "a=2@1", "not_an_object@1:46+45",
            ]
        )
    }

    @Test("An array far larger than a chunk is read in flat memory, on one line or many")
    func largeArray() throws {
        let filler = String(repeating: "x", count: 1000)
        for separator in [",", ",\n  "] {
            let elements = (0..<5000).map { "{\"a\":\($0),\"b\":\"\(filler)\"}" }.joined(separator: separator)
            let found = try outcomes(of: "[\(elements)]")
            #expect(found.count == 5000)
            #expect(found.last == "a=4999")
        }
    }

    @Test("Formats are told by content")
    func names() throws {
        func name(_ text: String) -> String? {
            Array(text.utf8).withUnsafeBytes { bytes in
                SourceFormats.format(of: bytes, isWhole: true).map { type(of: $0).name }
            }
        }
        #expect(name("{\"a\":1}") == LineJSONFormat.name)
        #expect(name("{\"a\":\n1}") == SpreadJSONFormat.name)
        #expect(name("{\"a\": nul\n}") == nil)
        #expect(name("{\n\"a\": nul\n}") == SpreadJSONFormat.name)
        #expect(name("[{}]") == ArrayJSONFormat.name)
        #expect(name("[INFO] x\n{\"a\":1}") == LineJSONFormat.name)
        #expect(name("nonsense") == nil)
    }
}
