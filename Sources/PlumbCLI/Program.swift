import ArgumentParser
import AuditModel
import Foundation

/// The command line program: runs the command that the arguments name and turns its end into an exit code.
public enum Program {
    /// Name and version as they stand in reports.
    static let tool = Tool(name: "plumb", version: "0.1.0")

    /// Runs the program and ends the process.
    public static func main() async -> Never {
        let interruption = Interruption()
        let work = Task { await run(Array(CommandLine.arguments.dropFirst())) }
        interruption.cancels(work)
        let code = await work.value
        exit(code)
    }

    /// Runs a command; the result is the exit code of `RULES.md`.
    private static func run(_ arguments: [String]) async -> Int32 {
        do {
            var command = try Plumb.parseAsRoot(arguments)
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            if let reason = Console.lostResults {
                throw Ending(code: 3, reason: "standard output could not be written: \(reason)")
            }
            return 0
        } catch let ending as Ending {
            Console.problem(ending.description)
            return ending.code
        } catch {
            return complain(error)
        }
    }

    /// Help and usage errors are ArgumentParser's business; anything else is a failure to complete.
    private static func complain(_ error: any Error) -> Int32 {
        let code = Plumb.exitCode(for: error)
        let message = Plumb.fullMessage(for: error)
        if code.isSuccess {
            if !message.isEmpty { Console.result(message) }
            return 0
        }
        // ArgumentParser wraps what it finds wrong; a bare error of usage comes out of a command that ran.
        if code == .validationFailure, !(error is ValidationError) {
            Console.problem(message)
            return code.rawValue
        }
        let failure = Failure(from: error)
        for line in failure.details { Console.problem(line) }
        Console.problem(failure.ending.description)
        return failure.code
    }
}
