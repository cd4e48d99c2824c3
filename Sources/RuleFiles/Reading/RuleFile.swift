import Audit
import AuditModel

/// What one rule file says, with its rules not yet read: those need to know what all files share.
struct RuleFile {
    /// What `defaults` says beside the schema.
    struct Defaults {
        var owner: Located<String>?
        var severity: Located<Severity>?
        var sampleRows: Located<Int>?

        /// The same with what is missing taken from others.
        func completed(by others: Defaults) -> Defaults {
            Defaults(
                owner: owner ?? others.owner,
                severity: severity ?? others.severity,
                sampleRows: sampleRows ?? others.sampleRows
            )
        }
    }

    /// The version of the language that this module reads.
    private static let version = "1"
    private static let keys = RuleFileKeys.file.map(\.name)

    /// The name of the audit.
    private(set) var audit: Located<String>?
    /// The schema of datasets that are named without one.
    private(set) var schema: Located<String>?
    /// What its rules, or those of all files, have unless they say otherwise.
    private(set) var defaults = Defaults()
    /// How many rows a group must have to be shown.
    private(set) var smallestGroup: Int?
    /// The policies that could be read.
    private(set) var policies: [Policy] = []
    /// The identifiers of all its policies with their places.
    private(set) var policyIDs: [Located<String>] = []
    /// The other files that belong to it, relative to it.
    private(set) var includes: [Located<String>] = []
    /// The business questions as they could be read.
    private(set) var questions: [QuestionReader] = []
    /// The declarations of datasets.
    private(set) var datasets: [Setting.Entry] = []
    /// The rules as written; `nil` when the file has no `rules`, and so is one of shared settings.
    private(set) var rules: [Setting]?
    /// Everything that was wrong.
    private(set) var problems: [RuleProblem] = []

    /// Reads a file.
    init(_ root: Setting) {
        guard case .mapping(let entries) = root.content else {
            let isNothing = if case .null = root.content { true } else { false }
            let message =
                isNothing
                ? "the file is empty"
                : "a rule file is a mapping with the keys \(Self.keys.joined(separator: ", ")), not \(root.shape)"
            problems = [RuleProblem(at: root.location, message)]
            return
        }
        let reader = SettingReader(entries, of: "the file", at: root.location, defaultSchema: "")
        reader.refuseKeys(otherThan: Self.keys, hints: Hints.file)
        Self.checkVersion(in: reader)
        audit = Self.located(reader.lineOfText("audit"), under: "audit", in: reader)
        includes = reader.texts("include")
        readDefaults(in: reader)
        for item in items(of: "policies", in: reader) ?? [] { readPolicy(item, in: reader) }
        questions = (items(of: "questions", in: reader) ?? []).map(QuestionReader.init)
        datasets = Self.datasets(in: reader)
        rules = items(of: "rules", in: reader)
        if rules == nil, entries.contains(where: { $0.key == "rules" }) { rules = [] }
        problems = reader.distinctProblems + questions.flatMap(\.problems)
    }

    private static func checkVersion(in reader: SettingReader) {
        guard let version = reader.string("version") else {
            if reader.setting("version") == nil { reader.report("the file needs 'version: \(Self.version)'") }
            return
        }
        if version.value != Self.version {
            reader.report(
                "version '\(version.value)' of the rule language is not known; this Plumb reads version \(Self.version)",
                at: version.location
            )
        }
    }

    private mutating func readDefaults(in reader: SettingReader) {
        guard let inner = reader.mapping("defaults", keys: RuleFileKeys.defaults.map(\.name)) else { return }
        schema = Self.located(inner.text("schema"), under: "schema", in: inner)
        defaults.owner = Self.located(inner.lineOfText("owner"), under: "owner", in: inner)
        defaults.severity = Self.located(
            inner.choice("severity", Severity.self, hints: Hints.severity),
            under: "severity",
            in: inner
        )
        defaults.sampleRows = Self.located(inner.sampleRows(), under: "samples", in: inner)
        smallestGroup = inner.count("smallest_group")
        reader.adopt(inner)
    }

    private static func located<Value>(
        _ value: Value?,
        under key: String,
        in reader: SettingReader
    ) -> Located<Value>? {
        value.map { Located($0, at: reader.setting(key)?.location ?? reader.location) }
    }

    private mutating func readPolicy(_ item: Setting, in reader: SettingReader) {
        guard case .mapping(let entries) = item.content else {
            reader.report(
                "a policy is a mapping with the keys id, statement and owner, not \(item.shape)",
                at: item.location
            )
            return
        }
        let id = SettingReader(entries, of: "", at: item.location, defaultSchema: "").string("id")
        let subject = id.map { "policy '\($0.value)'" } ?? "the policy"
        let policy = SettingReader(entries, of: subject, at: item.location, defaultSchema: "")
        policy.refuseKeys(
            otherThan: RuleFileKeys.policy.map(\.name),
            hints: ["name": "title", "description": "statement", "text": "statement", "review_date": "review"]
        )
        defer { reader.adopt(policy) }
        let required = policy.required("id")
        let title = policy.lineOfText("title")
        let statement = policy.requiredText("statement")
        let owner = policy.requiredText("owner")
        let target = policy.text("target")
        let review = policy.day("review")
        guard let required else { return }
        policyIDs.append(required)
        guard let statement, let owner else { return }
        policies.append(
            Policy(
                id: required.value,
                title: title ?? required.value,
                statement: statement,
                owner: owner,
                target: target,
                review: review?.value,
                location: item.location
            )
        )
    }

    private static func datasets(in reader: SettingReader) -> [Setting.Entry] {
        guard let setting = reader.setting("datasets") else { return [] }
        if case .mapping(let entries) = setting.content { return entries }
        reader.report("'datasets' must be a mapping from names of tables, not \(setting.shape)", at: setting.location)
        return []
    }

    private func items(of key: String, in reader: SettingReader) -> [Setting]? {
        guard let setting = reader.setting(key) else { return nil }
        if case .list(let items) = setting.content { return items }
        reader.report(
            "'\(key)' must be a list whose items begin with '- id:', not \(setting.shape)",
            at: setting.location
        )
        return []
    }
}
