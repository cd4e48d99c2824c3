import Postgres
import Testing

@Suite("A connection target")
struct ConnectionTargetTests {
    @Test("A URL and a conninfo string are read by libpq's rules")
    func parsing() throws {
        let url = try ConnectionTarget(parsing: "postgresql://ada@db.example.org:5433/mart")
        #expect(url.parameters == ["user": "ada", "host": "db.example.org", "port": "5433", "dbname": "mart"])
        #expect(url.description == "database 'mart' on db.example.org:5433 as 'ada'")
        #expect(try ConnectionTarget(parsing: "dbname=mart").parameters == ["dbname": "mart"])
    }

    @Test(
        "A password never shows",
        arguments: ["postgresql://ada:s3cret@127.0.0.1:1/mart", "host=127.0.0.1 port=1 password=s3cret dbname=mart"]
    )
    func password(text: String) async throws {
        let target = try ConnectionTarget(parsing: text)
        #expect(target.holdsPassword)
        #expect(!target.description.contains("s3cret"))
        let error = await #expect(throws: PostgresError.self) { try await Connection.open(target) }
        #expect(error?.kind == .connection)
        #expect(error?.description.contains("s3cret") == false)
        #expect(error?.description.contains("127.0.0.1") == true)
    }

    @Test(
        "A string that cannot be read is refused without being repeated",
        arguments: [
            "postgresql://ada:s3cr@et@host/db", "s3cret", "password=s3cret host", "postgresql://[s3cret",
            "password='s3cret",
        ]
    )
    func malformed(text: String) {
        let error = #expect(throws: PostgresError.self) { try ConnectionTarget(parsing: text) }
        #expect(error?.description.contains("s3c") == false)
    }
}
