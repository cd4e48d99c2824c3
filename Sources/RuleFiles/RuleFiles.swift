public import Audit
import AuditModel
import Foundation

/// Reads YAML rule files into one ``RuleSet``.
///
/// Several files make one set. What they share:
/// - `audit` and `defaults.schema` hold for the whole set, whichever file says them; files must not disagree.
/// - `policies` and `datasets` may stand in any file.
/// - `include` adds files, named relative to the file that includes them; each file is read once.
/// - `defaults.owner`, `severity` and `samples` hold for the rules of their file. In a file without `rules`, a file of
///   shared settings, they hold for all files; a file's own win.
///
/// Without any of them the audit is called like the first path, the schema is `public`, the severity `error`, five
/// samples are shown, and there is no owner.
public enum RuleFiles {
    /// Reads files and folders.
    ///
    /// - Parameters:
    ///   - paths: files, or folders that stand for all `.yaml` and `.yml` files below them.
    ///   - variables: values for `${NAME}`, which count before those of the environment.
    ///   - environment: the environment of the process.
    ///   - schema: the schema of datasets that are named without one, whatever the files say.
    ///   - today: the day that decides whether a waiver has expired, `yyyy-mm-dd` in UTC; a time behind it is ignored.
    /// - Returns: the rules, and everything that is wrong with any of the files.
    public static func read(
        _ paths: [String],
        variables: [String: String] = [:],
        environment: [String: String] = [:],
        schema: String? = nil,
        today: String
    ) -> RuleReading {
        let variables = Variables(declared: variables, environment: environment)
        var reading = RuleSetBuilder(
            of: RuleFileLoader(paths, variables: variables),
            name: RuleSetBuilder.name(for: paths),
            schema: schema,
            today: String(today.prefix(10))
        ).reading()
        reading.ruleSet?.paths = paths.map { URL(filePath: $0).standardizedFileURL.path }
        return reading
    }
}

/// What came of reading rule files.
public struct RuleReading: Sendable {
    /// The rules; `nil` when a problem is an error.
    public var ruleSet: RuleSet?
    /// Errors and warnings, in the order of files, lines and columns, each once.
    public var problems: [RuleProblem]

    /// The rules.
    ///
    /// - Throws: ``RuleFileError`` with every error when there is one.
    public func get() throws(RuleFileError) -> RuleSet {
        guard let ruleSet else { throw RuleFileError(problems: problems.filter { $0.level == .error }) }
        return ruleSet
    }
}
