import Foundation
import Postgres
import TestSupport
import Testing

@Suite("plumb plan")
struct PlanCommandTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    private func run(_ arguments: String..., database: String) async throws -> ProgramRun.End {
        try folder.write(Pipes.rules(Pipes.unique, Pipes.named, Pipes.missing), to: "rules.yaml")
        return try await ProgramRun(
            arguments + ["rules.yaml"],
            in: folder.path,
            environment: ["PGDATABASE": database]
        ).end()
    }

    @Test("The plan says what is proved, what cannot be measured, and what each query is for and costs")
    func plans() async throws {
        try await Pipes.withDatabase { database, connection in
            try await connection.execute(script: "ALTER TABLE pipes ADD CONSTRAINT only_once UNIQUE (id)")
            let end = try await run("plan", database: database)
            #expect(end.code == 0)
            #expect(end.problems == "")
            #expect(end.output.contains("1 rule proved by a constraint, without reading a row:\n  pipes.id.unique"))
            #expect(end.output.contains("1 rule cannot be measured:\n  valves.id.present  there is no table or view"))
            #expect(end.output.contains(/1 query, expected cost \d+, over one connection/))
            #expect(end.output.contains(/1\. expected cost \d+, for 1 rule and the description of public\.pipes/))
            #expect(end.output.contains("rules: pipes.name.present"))
        }
    }

    @Test(
        "What would cost more than it may is refused with 2, by the plan and by the audit, which then measures nothing"
    )
    func maximumCost() async throws {
        try await Pipes.withDatabase { database, _ in
            for command in ["plan", "audit"] {
                let end = try await run(command, "--max-cost", "0.001", database: database)
                #expect(end.code == 2)
                #expect(end.problems.contains("and --max-cost allows 0; nothing was measured"))
            }
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/reports"))
            #expect(try await run("audit", "--max-cost", "-1", database: database).code == 64)
        }
    }
}
