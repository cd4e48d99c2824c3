import ArgumentParser
import AuditModel
import Foundation
import Reporting
import Subprocess

/// Whom to tell about an audit, and when.
struct NotifyOptions: ParsableArguments {
    /// When a message is sent.
    enum Occasion: String, ExpressibleByArgument, CaseIterable {
        /// After every audit.
        case always
        /// When the status of a rule is another than in the run before, or no run before is known.
        case changed
        /// When the gate does not let the data pass.
        case failing
    }

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Posts a short message to this webhook; better set PLUMB_NOTIFY_URL, others see the command line.",
            valueName: "address"
        )
    )
    var notify: String?

    @Option(
        name: .customLong("notify-when"),
        help: ArgumentHelp(
            "When to post: 'changed' if a rule has another status than in the last run, 'failing', or 'always'.",
            valueName: "occasion"
        )
    )
    var occasion = Occasion.changed

    @Option(
        name: .customLong("notify-link"),
        help: ArgumentHelp("Where people find the report; without it, the path is told.", valueName: "address")
    )
    var link: String?

    /// Checks the address before any work is done.
    func validate() throws {
        _ = try webhook()
    }

    /// Tells about a report if there is reason to. A message that cannot be delivered is no failure of the audit.
    ///
    /// - Parameter files: the reports that were written.
    func tell(about report: AuditReport, files: [String]) async {
        do {
            guard let webhook = try webhook(), isWanted(report) else { return }
            let message = try AuditMessage(about: report, place: link ?? files.first).json()
            if let problem = await webhook.post(message) {
                Console.problem("plumb: the message to \(webhook.host) was not delivered: \(problem)")
            }
        } catch {
            Console.problem("plumb: no message was sent: \(Failure(from: error).reason)")
        }
    }

    private func isWanted(_ report: AuditReport) -> Bool {
        switch occasion {
        case .always: true
        case .changed: AuditMessage.isNews(report)
        case .failing: report.gate.status != .pass
        }
    }

    private func webhook() throws -> Webhook? {
        let address = notify ?? ProcessInfo.processInfo.environment["PLUMB_NOTIFY_URL"] ?? ""
        guard !address.isEmpty else { return nil }
        guard let webhook = Webhook(address) else {
            // The address is a secret: whoever knows it can post.
            throw ValidationError("the address to notify must begin with https:// or http:// and name a host")
        }
        return webhook
    }
}

/// An address that takes messages.
///
/// curl delivers them: Foundation's networking would be loaded at every start of the program, most of which notify nobody.
struct Webhook {
    /// The host, which is all that is ever told of the address.
    let host: String
    private let address: String

    /// How long a delivery may take, in seconds.
    private static let limit = 10

    /// Takes an address of http or https; `nil` for anything else.
    init?(_ address: String) {
        let isPlain = address.unicodeScalars.allSatisfy { $0.isASCII && $0.value > 0x20 && $0.value != 0x7F }
        guard isPlain, let url = URL(string: address), ["http", "https"].contains(url.scheme?.lowercased()),
            let host = url.host(), !host.isEmpty
        else { return nil }
        self.address = address
        self.host = host
    }

    /// Posts JSON.
    ///
    /// - Returns: why that did not work, without the address; `nil` when it did.
    func post(_ json: Data) async -> String? {
        let settings = [
            ("url", address), ("data-binary", String(decoding: json, as: UTF8.self)),
            ("header", "Content-Type: application/json"), ("max-time", String(Self.limit)), ("connect-timeout", "5"),
            ("proto", "=http,https"), ("output", "/dev/null"), ("write-out", "%{http_code}"),
        ]
        // By standard input: other users see the arguments of a program.
        let configuration = settings.map { "\($0.0) = \"\(Self.quoted($0.1))\"\n" }.joined() + "silent\n"
        do {
            let result = try await Subprocess.run(
                .name("curl"),
                arguments: ["-q", "--config", "-"],
                input: .string(configuration),
                output: .string(limit: 64),
                error: .discarded
            )
            guard case .exited(let code) = result.terminationStatus else { return "curl was ended by a signal" }
            guard code == 0 else { return Self.reason(ofExitCode: code) }
            let answer = result.standardOutput
            return answer.hasPrefix("2") ? nil : "the host answered with status \(answer.prefix(3))"
        } catch let error as SubprocessError where error.code == .executableNotFound {
            return "the program curl, which delivers messages, is not installed"
        } catch {
            return "curl could not be run"
        }
    }

    private static func quoted(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    private static func reason(ofExitCode code: Int32) -> String {
        switch code {
        case 5, 6: "the host is not known"
        case 7: "the host could not be reached"
        case 28: "the host did not answer within \(limit) seconds"
        case 35, 51, 58, 60, 77: "the connection could not be made safe (certificate or encryption)"
        default: "curl ended with code \(code)"
        }
    }
}
