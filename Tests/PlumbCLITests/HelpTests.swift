import Testing

@Suite("Help")
struct HelpTests {
    @Test(
        "Every command explains itself on standard output",
        arguments: [
            [], ["run"], ["load"], ["audit"], ["rules"], ["rules", "check"], ["rules", "list"], ["report"],
            ["generate"],
            ["db"], ["db", "start"], ["db", "stop"], ["db", "status"], ["db", "psql"], ["db", "destroy"],
        ]
    )
    func everyCommand(command: [String]) async throws {
        let end = try await ProgramRun(command + ["--help"], environment: ["COLUMNS": "100"]).end()
        #expect(end.code == 0)
        #expect(end.problems == "")
        #expect(end.output.hasPrefix("OVERVIEW: "))
        #expect(end.output.contains("USAGE: " + (["plumb"] + command).joined(separator: " ")))
        #expect(end.output.split(separator: "\n").allSatisfy { $0.count <= 100 || $0.hasPrefix("USAGE") })
    }

    @Test(
        "The commands that do the work name their exit codes",
        arguments: [[], ["run"], ["load"], ["audit"], ["report"]]
    )
    func exitCodes(command: [String]) async throws {
        let end = try await ProgramRun(command + ["--help"]).end()
        #expect(end.output.contains("Exit") && end.output.contains("codes: 0 "))
    }

    @Test("Defaults are shown")
    func defaults() async throws {
        let wide = ["COLUMNS": "300"]
        let audit = try await plumb("audit", "--help", environment: wide)
        for text in ["(default: reports)", "Without: json, markdown", "default: error)"] {
            #expect(audit.output.contains(text))
        }
        #expect(try await plumb("load", "--help", environment: wide).output.contains("(default: public)"))
    }

    @Test("The version and the list of commands go to standard output")
    func version() async throws {
        let version = try await plumb("--version")
        #expect(version.code == 0 && version.problems == "")
        #expect(version.output.contains(/^\d+\.\d+\.\d+\n$/))
        let nothing = try await ProgramRun([]).end()
        #expect(nothing.code == 0 && nothing.output.contains("SUBCOMMANDS:"))
    }
}
