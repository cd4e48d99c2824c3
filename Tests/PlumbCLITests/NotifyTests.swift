import Foundation
import Testing

@Suite("Telling people about an audit")
struct NotifyTests {
    private static let secret = "services/T000/B000/top-secret"

    private func audit(
        _ rules: String,
        _ arguments: String...,
        address: String?,
        in folder: TemporaryFolder
    ) async throws -> ProgramRun.End {
        try await Pipes.audit(rules, arguments, in: folder, environment: ["PLUMB_NOTIFY_URL": address])
    }

    @Test("The webhook gets the verdict as JSON that chats can show, and the address stands nowhere")
    func delivers() async throws {
        let folder = try TemporaryFolder()
        let receiver = try Receiver()
        let end = try await audit(
            Pipes.rules(Pipes.named),
            address: "http://127.0.0.1:\(receiver.port)/\(Self.secret)",
            in: folder
        )
        #expect(end.code == 1)
        let request = try receiver.request()
        #expect(request.hasPrefix("POST /\(Self.secret) HTTP/1.1\r\n"))
        let body = try #require(request.components(separatedBy: "\r\n\r\n").last)
        let message = try StoredReport(body)
        let text = try #require(message.fields["text"] as? String)
        #expect(text.hasPrefix("plumbing: the data does not pass. Of 1 rule, 1 fails."))
        #expect(text.contains("Report: reports/audit.json"))
        #expect(message.fields["exit_code"] as? Int == 1)
        #expect(message.list("findings").first?["id"] as? String == "pipes.name.present")
        try Self.expectSilence(about: end, in: folder)
    }

    @Test("A webhook that cannot be reached is told by its host and changes no exit code")
    func unreachable() async throws {
        let folder = try TemporaryFolder()
        let end = try await audit(Pipes.rules(Pipes.unique), address: "http://127.0.0.1:9/\(Self.secret)", in: folder)
        #expect(end.code == 0)
        #expect(end.problems.contains("the message to 127.0.0.1 was not delivered"))
        #expect(end.lastProblem == "plumb: exit code 0: no rule failed")
        try Self.expectSilence(about: end, in: folder)
    }

    @Test("An address that is none is refused before anything is measured, without being repeated")
    func noAddress() async throws {
        let folder = try TemporaryFolder()
        for address in ["ftp://host/\(Self.secret)", "\(Self.secret)", "http:///\(Self.secret)"] {
            let end = try await audit(Pipes.rules(Pipes.unique), address: address, in: folder)
            #expect(end.code == 64)
            try Self.expectSilence(about: end, in: folder)
        }
    }

    @Test("With 'failing', nothing is sent while the data passes")
    func onlyFailing() async throws {
        let folder = try TemporaryFolder()
        let address = "http://127.0.0.1:9/\(Self.secret)"
        let end = try await audit(
            Pipes.rules(Pipes.unique),
            "--notify-when",
            "failing",
            address: address,
            in: folder
        )
        #expect(end.problems == "plumb: exit code 0: no rule failed\n")
    }

    private static func expectSilence(about end: ProgramRun.End, in folder: TemporaryFolder) throws {
        #expect(!(end.output + end.problems).contains("top-secret"))
        for text in try folder.texts(below: "reports") { #expect(!text.contains("top-secret")) }
    }
}

extension TemporaryFolder {
    /// The contents of all files below a folder; none when there is no such folder.
    func texts(below name: String) throws -> [String] {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: "\(path)/\(name)")) ?? []
        return paths.compactMap { try? text(of: "\(name)/\($0)") }
    }
}

extension Pipes {
    /// Audits the pipes with rules in a file, from inside a folder.
    static func audit(
        _ rules: String,
        _ arguments: [String] = [],
        in folder: TemporaryFolder,
        environment: [String: String?] = [:]
    ) async throws -> ProgramRun.End {
        try folder.write(rules, to: "rules.yaml")
        var ended: ProgramRun.End?
        try await withDatabase { database, _ in
            let variables = environment.merging(["PGDATABASE": database]) { given, _ in given }
            let run = try ProgramRun(["audit", "rules.yaml"] + arguments, in: folder.path, environment: variables)
            ended = try await run.end()
        }
        return try #require(ended)
    }
}

/// A server on this machine that takes one request and answers it.
private final class Receiver {
    let port: Int
    private let listener: Int32

    struct Failed: Error {}

    init() throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                bind(listener, generic, length) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, generic, &length) == 0
            }
        }
        guard isListening else { throw Failed() }
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [received] in received.take(from: listener) }
    }

    deinit { close(listener) }

    /// The request, which has come when the program has ended.
    func request() throws -> String {
        for _ in 0..<500 {
            if let text = received.text { return text }
            usleep(10_000)
        }
        throw Failed()
    }

    private let received = Received()

    private final class Received: @unchecked Sendable {
        private let lock = NSLock()
        private var stored: String?

        var text: String? { lock.withLock { stored } }

        func take(from listener: Int32) {
            let connection = accept(listener, nil, nil)
            guard connection >= 0 else { return }
            var bytes: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 65_536)
            while !Self.isWhole(bytes) {
                let count = read(connection, &buffer, buffer.count)
                guard count > 0 else { break }
                bytes += buffer[..<count]
            }
            _ = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok".withCString {
                write(connection, $0, strlen($0))
            }
            close(connection)
            lock.withLock { stored = String(decoding: bytes, as: UTF8.self) }
        }

        /// Whether the body is as long as the head says.
        private static func isWhole(_ bytes: [UInt8]) -> Bool {
            let parts = String(decoding: bytes, as: UTF8.self).components(separatedBy: "\r\n\r\n")
            guard parts.count > 1, let length = parts[0].firstMatch(of: /Content-Length: (\d+)/) else { return false }
            return parts.dropFirst().joined(separator: "\r\n\r\n").utf8.count >= Int(length.1) ?? 0
        }
    }
}
