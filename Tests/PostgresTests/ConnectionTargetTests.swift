import Foundation
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
            "password='s3cret", "postgresql://ada:s3c/ret@host/db", "postgresql://ada:s3cret/db",
            "postgresql://ada:s3cret",
            "postgresql://ada%3As3cret@host/db", "postgresql://u:@host,ada:s3cret@other/db",
        ]
    )
    func malformed(text: String) {
        let error = #expect(throws: PostgresError.self) { try ConnectionTarget(parsing: text) }
        #expect(error?.description.contains("s3c") == false)
    }

    @Test("A server that takes the connection and says nothing is given up, at once when the task is cancelled")
    func silentServer() async throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress!.assumingMemoryBound(to: sockaddr.self)
            #expect(bind(listener, pointer, length) == 0 && listen(listener, 5) == 0)
            #expect(getsockname(listener, pointer, &length) == 0)
        }
        let port = String(UInt16(bigEndian: address.sin_port))
        func target(timeout: String) -> ConnectionTarget {
            ConnectionTarget(parameters: [
                "host": "127.0.0.1", "port": port, "dbname": "d", "user": "u", "connect_timeout": timeout,
            ])
        }
        let late = await #expect(throws: PostgresError.self) { try await Connection.open(target(timeout: "1")) }
        #expect(late?.kind == .connection)
        #expect(late?.description.hasSuffix("no answer within 1 s") == true, "\(late?.description ?? "")")

        let start = ContinuousClock.now
        let attempt = Task { try await Connection.open(target(timeout: "60")) }
        try await Task.sleep(for: .milliseconds(50))
        attempt.cancel()
        let cancelled = await #expect(throws: PostgresError.self) { try await attempt.value }
        #expect(cancelled?.kind == .cancelled)
        #expect(ContinuousClock.now - start < .seconds(20))
    }
}
