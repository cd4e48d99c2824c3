import Foundation
import Testing

/// One run of the built executable, or of another command: started with arguments, environment and working directory, ended within a time limit.
///
/// What it prints goes to files, so that no output is too big for a pipe.
final class ProgramRun {
    /// How a run ended.
    struct End {
        /// The exit code; 128 and the number of the signal when a signal ended it.
        var code: Int32
        /// What it wrote to standard output.
        var output: String
        /// What it wrote to standard error.
        var problems: String
        /// Standard output with one space in place of several.
        var squeezed: String { output.replacing(/[ ]+/, with: " ") }
        /// The last line on standard error.
        var lastProblem: String { problems.split(separator: "\n").last.map(String.init) ?? "" }
    }

    /// A run that did not end in time and was killed.
    struct TimedOut: Error, CustomStringConvertible {
        var description: String
    }

    private let process = Process()
    private let folder: TemporaryFolder

    /// Starts plumb.
    convenience init(
        _ arguments: [String],
        in workingFolder: String? = nil,
        environment: [String: String?] = [:]
    ) throws {
        try self.init(command: [Self.executable] + arguments, in: workingFolder, environment: environment)
    }

    /// Starts a command.
    ///
    /// - Parameter environment: variables to add to those of the tests; `nil` removes one. `HOME` is an empty folder.
    init(command: [String], in workingFolder: String? = nil, environment: [String: String?] = [:]) throws {
        folder = try TemporaryFolder()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        process.currentDirectoryURL = URL(fileURLWithPath: workingFolder ?? folder.path)
        var variables = ProcessInfo.processInfo.environment
        variables["HOME"] = folder.path
        for name in ["DATABASE_URL", "PLUMB_HOME", "PGDATABASE", "NO_COLOR"] { variables[name] = nil }
        for (name, value) in environment { variables[name] = value }
        process.environment = variables
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try folder.handle(writing: "output")
        process.standardError = try folder.handle(writing: "problems")
        try process.run()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The number of the process.
    var processID: Int32 { process.processIdentifier }

    /// Sends a signal.
    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Waits for the end.
    ///
    /// - Throws: ``TimedOut``.
    func end(within limit: Duration = .seconds(60)) async throws -> End {
        let deadline = ContinuousClock.now + limit
        while process.isRunning {
            if ContinuousClock.now > deadline {
                send(SIGKILL)
                let words = process.arguments ?? []
                throw TimedOut(description: "\(words) did not end within \(limit): \(try folder.text(of: "problems"))")
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let isSignal = process.terminationReason == .uncaughtSignal
        return End(
            code: process.terminationStatus + (isSignal ? 128 : 0),
            output: try folder.text(of: "output"),
            problems: try folder.text(of: "problems")
        )
    }

    /// Waits until a condition holds while the program runs.
    func wait(for what: String, _ condition: () async throws -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while try await !condition() {
            guard process.isRunning, ContinuousClock.now < deadline else {
                throw TimedOut(description: "waited in vain for \(what): \(try folder.text(of: "problems"))")
            }
            try await Task.sleep(for: .milliseconds(10))
        }
    }

    /// The program, which lies beside the executable of the tests.
    static var executable: String {
        get throws {
            let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
            let path = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("plumb").path
            try #require(FileManager.default.isExecutableFile(atPath: path), "build plumb first: it is not at \(path)")
            return path
        }
    }
}

/// Runs plumb to its end.
func plumb(
    _ arguments: String...,
    in workingFolder: String? = nil,
    environment: [String: String?] = [:]
) async throws -> ProgramRun.End {
    try await ProgramRun(arguments, in: workingFolder, environment: environment).end()
}
