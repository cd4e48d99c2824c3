import Foundation
import Postgres
import TestSupport
import Testing

/// Servers that cannot be used, and passwords, which nothing ever prints.
@Suite("Servers and passwords")
struct ServerTests {
    @Test("A server that cannot be reached ends with 3 and is named")
    func unreachable() async throws {
        let data = try SampleData()
        let end = try await plumb("load", data.path, "--database", "host=127.0.0.1 port=1 dbname=mart")
        #expect(end.code == 3)
        #expect(end.problems.hasPrefix("plumb: exit code 3: cannot connect to database 'mart' on 127.0.0.1:1: "))
        #expect(end.problems.split(separator: "\n").count == 1)
        let audit = try await plumb("audit", sparkifyRules, "--database", "dbname=plumb_test_no_such_database")
        #expect(audit.code == 3)
        #expect(audit.lastProblem.hasSuffix("database \"plumb_test_no_such_database\" does not exist"))
        #expect(audit.output == "")
    }

    @Test("A wrong password ends with 3 and is not printed")
    func wrongPassword() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            try await connecting(to: database) { connection in
                try await connection.execute(
                    script: """
                        DO $$ BEGIN CREATE ROLE plumb_locked LOGIN PASSWORD 'the right one';
                        EXCEPTION WHEN duplicate_object THEN NULL; END $$
                        """
                )
            }
            let target = "dbname=\(database) user=plumb_locked"
            let variable = try await plumb(
                "load",
                data.path,
                "--database",
                target,
                environment: ["PGPASSWORD": "geheim-7"]
            )
            let host = try #require(ProcessInfo.processInfo.environment["PGHOST"])
            let address = host.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
            let url = "postgresql://plumb_locked:geheim-7@\(address)/\(database)"
            for end in [variable, try await plumb("load", data.path, environment: ["DATABASE_URL": url])] {
                #expect(end.code == 3)
                #expect(end.problems.contains("cannot connect to database '\(database)'"))
                #expect(end.problems.contains("password authentication failed for user \"plumb_locked\""))
                #expect(!end.problems.contains("geheim"))
            }
            let none = try await plumb("load", data.path, "--database", target)
            #expect(none.code == 3)
            #expect(none.problems.contains("no password supplied"))
        }
    }

    @Test(
        "A password in --database is refused and not repeated",
        arguments: [
            "postgresql://me:geheim-7@host/mart", "host=h password=geheim-7 dbname=mart",
            "dbname=m sslpassword=geheim-7",
        ]
    )
    func passwordInArguments(target: String) async throws {
        for command in [["load", "/tmp"], ["audit", sparkifyRules], ["rules", "check", sparkifyRules]] {
            let end = try await ProgramRun(command + ["--database", target]).end()
            #expect(end.code == 64)
            #expect(end.lastProblem.hasPrefix("plumb: exit code 64: --database must not hold a password"))
            #expect(!end.problems.contains("geheim"))
        }
    }

    @Test(
        "A malformed connection string is refused and not repeated",
        arguments: [
            "postgresql://me:geheim-7@@host/mart", "postgresql://me:geheim-7@[host/mart", "geheim-7", "host=h geheim-7",
        ]
    )
    func malformed(target: String) async throws {
        let variable = try await plumb("load", "/tmp", environment: ["DATABASE_URL": target])
        #expect(variable.lastProblem.hasPrefix("plumb: exit code 64: DATABASE_URL: the connection string "))
        let option = try await plumb("load", "/tmp", "--database", target)
        #expect(option.lastProblem.hasPrefix("plumb: exit code 64: --database: the connection string "))
        for end in [variable, option] {
            #expect(end.code == 64)
            #expect(!end.problems.contains("gehe"))
        }
    }

    @Test("--database counts before DATABASE_URL, and that before the PG* variables")
    func precedence() async throws {
        let data = try SampleData()
        try await TestDatabase.withDatabase { database in
            let wrong = "postgresql:///plumb_test_wrong"
            let option = try await plumb(
                "load",
                data.path,
                "--database",
                "dbname=\(database)",
                environment: ["DATABASE_URL": wrong, "PGDATABASE": "plumb_test_wrong"]
            )
            #expect(option.code == 0)
            let url = try await plumb("load", data.path, environment: ["DATABASE_URL": wrong, "PGDATABASE": database])
            #expect(url.code == 3)
            #expect(url.problems.contains("plumb_test_wrong"))
            let variables = try await plumb("load", data.path, environment: ["PGDATABASE": database])
            #expect(variables.code == 0)
            #expect(variables.output.hasPrefix("Nothing new"))
        }
    }
}
