import AuditModel
import Foundation
import Reporting
import Testing

@Suite("The JSON Schema of reports")
struct ReportSchemaTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        .standardizedFileURL

    /// Whether the independent validator is there; `make packages` installs it.
    static let hasValidator = (try? python(["-c", "import jsonschema"]).code) == 0

    /// With PLUMB_UPDATE_GOLDENS=1 both files are rewritten and the test fails.
    @Test("is what the model's own source says, in docs/report.schema.json and in the program")
    func isCurrent() throws {
        let writer = try ReportSchemaWriter(sources: Self.root.appending(path: "Sources/AuditModel"))
        let schema = try writer.schema(of: "AuditReport", version: AuditReport.currentSchemaVersion)
        var pretty = try JSONSerialization.data(
            withJSONObject: schema,
            options: [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        )
        pretty.append(0x0A)
        let line = try JSONSerialization.data(withJSONObject: schema, options: [.sortedKeys, .withoutEscapingSlashes])
        let page = Self.root.appending(path: "docs/report.schema.json")
        let source = Self.root.appending(path: "Sources/Reporting/ReportSchema.swift")
        let text = Self.source(String(decoding: line, as: UTF8.self))
        let isUpdate = ProcessInfo.processInfo.environment["PLUMB_UPDATE_GOLDENS"] == "1"
        if isUpdate {
            try pretty.write(to: page)
            try Data(text.utf8).write(to: source)
        }
        #expect(try Data(contentsOf: page) == pretty, "write docs/report.schema.json with PLUMB_UPDATE_GOLDENS=1")
        #expect(try String(contentsOf: source, encoding: .utf8) == text)
        #expect(!isUpdate, "the schema was rewritten; look at the change and run again without PLUMB_UPDATE_GOLDENS")
    }

    private static func source(_ json: String) -> String {
        """
        // swift-format-ignore-file
        // Written by a test from the model's own source; do not edit it by hand.

        /// The JSON Schema (draft 2020-12) of reports.
        public enum ReportSchema {
            /// The schema on one line.
            public static let json = ##"\(json)"##
        }

        """
    }

    @Test(
        "lets every golden report through, and nothing that lacks a key or has one too many",
        .enabled(if: hasValidator, "python3-jsonschema is missing; 'make packages' installs it")
    )
    func goldens() throws {
        let folder = Self.root.appending(path: "Tests/ReportingTests/Goldens/json")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".json") }
        #expect(names.count >= 4)
        #expect(try Self.refused(names.sorted().map { folder.appending(path: $0).path }) == "")
        let object = try #require(
            try JSONSerialization.jsonObject(
                with: Data(contentsOf: folder.appending(path: "sparkify.json"))
            ) as? [String: Any]
        )
        for change in ["lacks", "extra", "status"] {
            var changed = object
            switch change {
            case "lacks": changed["run"] = nil
            case "extra": changed["more"] = 1
            default:
                var results = object["results"] as? [[String: Any]] ?? []
                results[0]["status"] = "passed"
                changed["results"] = results
            }
            let file = FileManager.default.temporaryDirectory.appending(path: "plumb-schema-\(UUID().uuidString).json")
            try JSONSerialization.data(withJSONObject: changed).write(to: file)
            #expect(try Self.refused([file.path]) != "", "\(change)")
            try FileManager.default.removeItem(at: file)
        }
    }

    /// What the validator has against some reports.
    private static func refused(_ files: [String]) throws -> String {
        let script = root.appending(path: "Tests/validate-reports.py").path
        return try python([script, root.appending(path: "docs/report.schema.json").path] + files).output
    }

    /// Runs a script of Python.
    static func python(_ arguments: [String]) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
