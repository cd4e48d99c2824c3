public import Audit
public import AuditModel

/// Reads files that hold waivers alone, for judging a stored report again:
///
/// ```yaml
/// version: 1
/// waivers:
///   - rule: songs.year.present
///     reason: The catalogue is being rebuilt.
///     approved_by: music-data-governance
///     expires: 2027-01-31
/// ```
public enum WaiverFile {
    /// What came of reading such a file.
    public struct Reading: Sendable {
        /// The waivers by rule; `nil` when there is a problem.
        public var waivers: [String: Waiver]?
        /// Everything that is wrong.
        public var problems: [RuleProblem]

        /// The waivers.
        ///
        /// - Throws: ``RuleFileError`` with every problem when there is one.
        public func get() throws(RuleFileError) -> [String: Waiver] {
            guard let waivers else { throw RuleFileError(problems: problems) }
            return waivers
        }
    }

    /// Reads a file.
    public static func read(_ path: String) -> Reading {
        let (files, problems) = RuleFileFinder.files(at: [path])
        var all = problems
        var waivers: [String: Waiver] = [:]
        for file in files {
            do throws(RuleFileError) {
                let text = try SourceText(file.bytes, file: file.name)
                let (setting, found) = YAMLDocument.read(text, variables: Variables(declared: [:], environment: [:]))
                all += found
                if let setting { all += read(setting, into: &waivers) }
            } catch {
                all += error.problems
            }
        }
        let isWrong = all.contains { $0.level == .error }
        return Reading(waivers: isWrong ? nil : waivers, problems: all)
    }

    private static func read(_ root: Setting, into waivers: inout [String: Waiver]) -> [RuleProblem] {
        guard case .mapping(let entries) = root.content else {
            return [RuleProblem(at: root.location, "a file of waivers is a mapping with the keys version and waivers")]
        }
        let reader = SettingReader(entries, of: "the file", at: root.location, defaultSchema: "")
        reader.refuseKeys(otherThan: ["version", "waivers"], hints: ["waiver": "waivers"])
        if reader.required("version").map({ $0.value != "1" }) ?? false {
            reader.report("this Plumb reads version 1 of files of waivers")
        }
        guard case .list(let items)? = reader.setting("waivers")?.content else {
            reader.report("'waivers' must be a list whose items begin with '- rule:'")
            return reader.distinctProblems
        }
        for item in items { read(item, in: reader, into: &waivers) }
        return reader.distinctProblems
    }

    private static func read(_ item: Setting, in reader: SettingReader, into waivers: inout [String: Waiver]) {
        guard case .mapping(let entries) = item.content else {
            reader.report("a waiver is a mapping with the key 'rule'", at: item.location)
            return
        }
        let inner = SettingReader(entries, of: "the waiver", at: item.location, defaultSchema: "")
        defer { reader.adopt(inner) }
        inner.refuseKeys(otherThan: ["rule", "reason", "approved_by", "ticket", "expires", "up_to"], hints: [:])
        let rule = inner.required("rule")
        let waiver = RuleMetadata.waiver(of: inner, kind: nil)
        guard let rule, let waiver else { return }
        if waivers[rule.value] != nil { inner.report("there is another waiver for '\(rule.value)'", at: rule.location) }
        waivers[rule.value] = waiver.value
    }
}
