import ArgumentParser
import Audit
import AuditModel
import Foundation
import RuleFiles

/// Which rules a command works with.
struct RuleOptions: ParsableArguments {
    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("Gives a variable of the rule files a value; repeatable.", valueName: "name=value")
    )
    var variables: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The schema of tables named without one; sets PLUMB_SCHEMA and PLUMB_STAGING_SCHEMA for the rules too.",
            valueName: "name"
        )
    )
    var schema: String?

    /// The variables that the options set.
    func values() throws -> [String: String] {
        var values: [String: String] = [:]
        if let schema {
            values["PLUMB_SCHEMA"] = schema
            values["PLUMB_STAGING_SCHEMA"] = schema == "public" ? "staging" : schema + "_staging"
        }
        for variable in variables {
            let parts = variable.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty else {
                throw ValidationError("--set takes name=value, not '\(variable)'")
            }
            values[String(parts[0])] = String(parts[1])
        }
        return values
    }

    /// Reads the rules, printing warnings to standard error.
    ///
    /// - Throws: `RuleFileError` with every problem.
    func load(_ paths: [String]) throws -> RuleSet {
        let reading = try read(paths)
        let rules = try reading.get()
        for warning in reading.problems { Console.problem(warning.description) }
        return rules
    }

    /// Reads the rules and keeps what is wrong beside them.
    func read(_ paths: [String]) throws -> RuleReading {
        try RuleFiles.read(
            paths.isEmpty ? Self.defaultPaths() : paths.map(Self.relative),
            variables: values(),
            environment: ProcessInfo.processInfo.environment,
            schema: schema,
            today: Date.now.formatted(.iso8601.year().month().day())
        )
    }

    /// A path below the working directory without the directory: the report of the same rules is the same however they were
    /// named, and its places can be found in the repository.
    private static func relative(_ path: String) -> String {
        let folder = FileManager.default.currentDirectoryPath + "/"
        guard path.hasPrefix("/") else { return path }
        let absolute = URL(filePath: path).standardizedFileURL.path
        return absolute.hasPrefix(folder) ? String(absolute.dropFirst(folder.count)) : path
    }

    /// The folder `rules` of the working directory.
    private static func defaultPaths() throws -> [String] {
        guard FileManager.default.fileExists(atPath: "rules") else {
            throw ValidationError("name the rule files or folders to use; there is no folder 'rules' here")
        }
        return ["rules"]
    }
}
