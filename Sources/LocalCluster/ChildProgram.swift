import Foundation
import Subprocess

/// Runs other programs, each with a time limit and a small environment of its own.
///
/// The caller's environment is not handed on: `PGPORT`, `PGDATA` or `LC_MESSAGES` would change what PostgreSQL does.
/// Only default options of swift-subprocess are used: with its user and group options it was seen to hang.
enum ChildProgram {
    /// Runs a program and waits for its end.
    ///
    /// - Parameters:
    ///   - program: The program's name, looked up in the system's folders.
    ///   - arguments: What follows the name.
    ///   - limit: How long it may take; then it is killed.
    /// - Returns: Its exit code; one that a signal ended has 128 plus the signal's number, as in a shell.
    /// - Throws: ``LocalClusterError/toolMissing(name:)``, ``LocalClusterError/timedOut(program:seconds:)`` or
    ///   `CancellationError`.
    static func run(_ program: String, _ arguments: [String], limit: Duration) async throws -> Int32 {
        try await limited(program, limit) {
            let result = try await Subprocess.run(
                .name(program),
                arguments: Arguments(arguments),
                environment: environment,
                output: .discarded
            )
            return code(of: result.terminationStatus)
        }
    }

    /// Runs a program by its path and returns what it printed, without white space around it; nil when it failed.
    ///
    /// - Throws: As ``run(_:_:limit:)``.
    static func output(of path: String, _ arguments: [String]) async throws -> String? {
        try await limited(path, .seconds(20)) {
            let result = try await Subprocess.run(
                .name("env"),
                arguments: Arguments([path] + arguments),
                environment: environment,
                output: .string(limit: 64 * 1024)
            )
            guard result.terminationStatus.isSuccess else { return nil }
            return result.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    private static let environment = Environment.custom([
        "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C",
    ])

    private static func code(of status: TerminationStatus) -> Int32 {
        switch status {
        case .exited(let code): code
        case .signaled(let signal): 128 + signal
        }
    }

    private static func limited<Value: Sendable>(
        _ program: String,
        _ limit: Duration,
        _ body: @escaping @Sendable () async throws -> Value
    ) async throws -> Value {
        do {
            return try await withThrowingTaskGroup(of: Value.self) { group in
                group.addTask { try await body() }
                group.addTask {
                    try await Task.sleep(for: limit)
                    throw LocalClusterError.timedOut(program: program, seconds: Int(limit.components.seconds))
                }
                defer { group.cancelAll() }
                guard let value = try await group.next() else { throw CancellationError() }
                try Task.checkCancellation()
                return value
            }
        } catch let error as SubprocessError where error.code == .executableNotFound {
            throw LocalClusterError.toolMissing(name: program)
        }
    }
}
