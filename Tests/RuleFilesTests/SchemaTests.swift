import Audit
import Foundation
import RuleFiles
import Testing

/// Whether the independent validator is there; `make test` installs it.
private let hasValidator = (try? python(["-c", "import jsonschema, yaml"]).code) == 0

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
    .standardizedFileURL

private func python(_ arguments: [String]) throws -> (code: Int32, output: String) {
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

/// What the validator refuses, one line each.
private func refused(_ files: [String]) throws -> [String] {
    let script = root.appending(path: "Tests/RuleFilesTests/validate-rules.py").path(percentEncoded: false)
    let schema = root.appending(path: "docs/rules.schema.json").path(percentEncoded: false)
    let end = try python([script, schema] + files)
    #expect(end.code == 0, "\(end.output)")
    return end.output.split(separator: "\n").map(String.init)
}

@Suite("The JSON Schema of rule files")
struct SchemaTests {
    /// With PLUMB_UPDATE_GOLDENS=1 the file is rewritten and the test fails.
    @Test("is what the kinds say, in docs/rules.schema.json")
    func isCurrent() throws {
        let file = root.appending(path: "docs/rules.schema.json")
        let isUpdate = ProcessInfo.processInfo.environment["PLUMB_UPDATE_GOLDENS"] == "1"
        if isUpdate { try RuleFileSchema.json().write(to: file) }
        #expect(try Data(contentsOf: file) == RuleFileSchema.json())
        #expect(!isUpdate, "docs/rules.schema.json was rewritten; run again without PLUMB_UPDATE_GOLDENS")
    }

    @Test(
        "lets every rule file of the repository and every example of a kind through",
        .enabled(if: hasValidator, "python3-jsonschema or python3-yaml is missing; 'make packages' installs them")
    )
    func accepts() throws {
        let rules = root.appending(path: "rules").path(percentEncoded: false)
        let names = try FileManager.default.subpathsOfDirectory(atPath: rules).filter { $0.hasSuffix(".yaml") }
        #expect(names.count > 3)
        let examples = RuleKinds.all.enumerated().map { number, type in
            type.description.example.split(separator: "\n").reduce("  - id: example.number\(number)\n") {
                $0 + "    \($1)\n"
            }
        }
        let folder = try RuleFolder([
            "examples.yaml": "version: 1\nrules:\n" + examples.joined(), "everything.yaml": everything,
        ])
        #expect(folder.problems(folder.read(["examples.yaml"])).filter { $0.contains("error") } == [])
        #expect(folder.problems(folder.read(["everything.yaml"])).filter { $0.contains("error") } == [])
        let files =
            names.map { "\(rules)/\($0)" } + ["examples.yaml", "everything.yaml"].map { "\(folder.path)/\($0)" }
        #expect(try refused(files) == [])
    }

    @Test(
        "refuses what the reader refuses",
        .enabled(if: hasValidator, "python3-jsonschema or python3-yaml is missing; 'make packages' installs them"),
        arguments: [
            "colum: a", "severity: high", "fail_if: many", "fail_if: []", "where: [a]", "samples: { row: 1 }",
            "waiver: { reason: a, approved_by: b }", "waiver: { reason: a, approved_by: b, expires: soon }",
            "timeout: long", "ratchet: better", "segments: country", "missing: 0", "values: [a]",
        ]
    )
    func refuses(_ key: String) throws {
        let folder = try RuleFolder(["r.yaml": oneRule(key)])
        #expect(folder.read().ruleSet == nil)
        #expect(try !refused(["\(folder.path)/r.yaml"]).isEmpty)
    }
}

/// A file with every key that files and rules have beside those of the kinds.
private let everything = """
    version: 1
    audit: everything
    defaults: { schema: "${SCHEMA:-public}", owner: us, severity: warn, samples: { rows: 3 } }
    policies: [{ id: DG-1, title: One, statement: All is well., owner: us, target: all, review: 2027-01-31 }]
    datasets: { songs: { key: [id], sensitive: [name], noun: songs, time: at } }
    rules:
      - id: songs.year.present
        kind: not_null
        dataset: songs
        column: year
        missing: ['', 0, -1.5, "true"]
        title: Years
        description: More about it
        where: year > 0
        severity: info
        dimension: accuracy
        owner: us
        steward: anna
        policy: DG-1
        tags: [a]
        links: [https://example.org]
        impact: none
        remediation: { text: look }
        warn_if: ["> 5%", "not between 1 and 2.5 rows"]
        fail_if: '>= 50'
        ratchet: improve by 2.5%
        when_empty: pass
        segments: { columns: [level], min_population: 3 }
        timeout: 2 minutes
        waiver: { reason: a, approved_by: b, ticket: c, expires: 2999-01-31, up_to: 99.9% }
        samples: { rows: 5 }
        enabled: false
        disabled_because: a test
    """
