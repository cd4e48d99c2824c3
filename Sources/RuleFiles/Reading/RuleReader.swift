import Audit
import AuditModel

/// Reads one rule: the keys that every rule has, then those of its kind.
struct RuleReader {
    /// What a rule must know of the files around it.
    struct Surroundings {
        /// The schema of datasets that are named without one.
        var schema: String
        /// What the rule has unless it says otherwise.
        var defaults: RuleFile.Defaults
        /// The identifiers of the declared policies; `nil` when they are not all known.
        var policies: Set<String>?
        /// The day that decides whether a waiver has expired, `yyyy-mm-dd`.
        var today: String
    }

    private static let maximumIDLength = 200

    /// The identifier, if the rule has one.
    let id: Located<String>?
    /// The rule; `nil` when something is wrong with it that no default can stand for.
    private(set) var rule: Rule?
    /// Everything that was wrong, and what is to be looked at.
    private(set) var problems: [RuleProblem]

    private let reader: SettingReader
    private let surroundings: Surroundings

    /// Reads a rule.
    init(_ setting: Setting, in surroundings: Surroundings) {
        self.surroundings = surroundings
        guard case .mapping(let entries) = setting.content else {
            reader = SettingReader([], of: "the rule", at: setting.location, defaultSchema: surroundings.schema)
            id = nil
            problems = [
                RuleProblem(at: setting.location, "a rule is a mapping that begins with 'id:', not \(setting.shape)")
            ]
            return
        }
        id = SettingReader(entries, of: "", at: setting.location, defaultSchema: "").string("id")
        reader = SettingReader(
            entries,
            of: id.map { "rule '\($0.value)'" } ?? "the rule",
            at: setting.location,
            defaultSchema: surroundings.schema
        )
        problems = []
        rule = readRule()
        problems += reader.distinctProblems
    }

    private mutating func readRule() -> Rule? {
        checkID()
        let type = kindType()
        checkKeys(of: type?.description)
        let kind = type.flatMap { type -> (any RuleKind)? in
            let countBefore = reader.problems.count
            let kind = type.init(reading: reader)
            if kind == nil, reader.problems.count == countBefore {
                reader.report("\(reader.subject) cannot be read as kind '\(type.description.name)'")
            }
            return kind
        }
        let limits = reader.limits(for: type?.description, of: kind)
        let about = readMetadata(of: type?.description)
        if let type, let limits = limits ?? kind?.defaultLimits { warn(of: limits, about, kind: type.description) }
        guard let id, let kind, let type else { return nil }
        let description = type.description
        var rule = Rule(
            id: id.value,
            title: about.title ?? "\(id.value): \(description.summary)",
            kind: kind,
            dimension: about.dimension ?? description.dimension,
            location: reader.location
        )
        rule.limits = limits
        about.fill(&rule)
        return rule
    }

    // MARK: - Identity and keys

    private func checkID() {
        guard let id = reader.required("id") else { return }
        if id.value.count > Self.maximumIDLength {
            reader.report("an id has at most \(Self.maximumIDLength) characters", at: id.location)
        } else if !Self.isID(id.value) {
            let folded = id.value.lowercased().replacing(/[^a-z0-9_.]+/, with: "_")
            let example = Self.isID(folded) ? folded : "users.level.known"
            reader.report(
                "'\(id.value)' is not an id; write table.subject.property in lower case, such as '\(example)'",
                at: id.location
            )
        }
    }

    /// Whether a text is a letter and further characters in parts, with points between them.
    private static func isID(_ text: String) -> Bool {
        let (letters, digits) = (UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"))
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count > 1, let first = text.utf8.first, letters.contains(first) else { return false }
        return parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
        }
    }

    private func kindType() -> (any RuleKind.Type)? {
        guard let name = reader.required("kind") else { return nil }
        if let type = RuleKinds.named(name.value) { return type }
        let known = RuleKinds.all.map { $0.description.name }
        if let type = RuleKinds.named(elsewhere: name.value) {
            reader.report(
                "unknown kind '\(name.value)'; in Plumb this is '\(type.description.name)'",
                at: name.location
            )
        } else {
            let phrase = Suggestion.phrase(for: name.value, among: known)
            let rest = phrase.isEmpty ? "; the kinds are \(known.joined(separator: ", "))" : phrase
            reader.report("unknown kind '\(name.value)'\(rest)", at: name.location)
        }
        return nil
    }

    /// Notes keys that neither every rule nor the kind has; without a kind only those of later versions can be told.
    private func checkKeys(of kind: KindDescription?) {
        let own = kind?.keys.map(\.name) ?? []
        let known = RuleFileKeys.rule.map(\.name) + own
        for key in reader.keys where !known.contains(key.value) {
            if Hints.later.contains(key.value) {
                reader.report("'\(key.value)' is not known to this version of Plumb yet; remove it", at: key.location)
            } else if let kind {
                reader.reportUnknown(
                    key,
                    "for kind '\(kind.name)'",
                    known: known,
                    hints: Hints.rule.filter { known.contains($0.value) },
                    otherwise: "its own keys are \(own.joined(separator: ", "))"
                )
            }
        }
        if let kind, !own.contains("dataset") || !kind.looksAtRows { refuseRowKeys(of: kind) }
    }

    /// Notes the keys that say which rows to look at, for a kind that looks at none.
    private func refuseRowKeys(of kind: KindDescription) {
        let instead = kind.looksAtRows ? "; put the condition into its query" : "; remove it"
        let what = kind.looksAtRows ? "has no dataset" : "looks at no rows"
        if let filter = reader.setting("where") {
            reader.report(
                "kind '\(kind.name)' \(what) that 'where' could limit\(instead)",
                at: filter.location
            )
        }
        if let segments = reader.setting("segments") {
            reader.report(
                "kind '\(kind.name)' \(what) that could have 'segments'; remove them",
                at: segments.location
            )
        }
    }

    /// Notes what deserves a second look: limits, a waiver that never applies, a condition that no row fulfils.
    private mutating func warn(of limits: Limits, _ metadata: RuleMetadata, kind: KindDescription) {
        let warnings = LimitWarnings(limits, of: kind, in: reader)
        problems += warnings.problems
        if let waiver = metadata.waiver, let limit = waiver.value.upTo,
            let problem = warnings.problem(ofWaiver: limit, at: waiver.location)
        {
            problems.append(problem)
        }
        if let filter = reader.setting("where"), case .scalar(let condition) = filter.content,
            let reason = FilterWarnings.reason(for: condition.text)
        {
            problems.append(RuleProblem(.warning, at: filter.location, "no row fulfils this condition: \(reason)"))
        }
        if reader.string("severity")?.value == "info", let waiver = metadata.waiver {
            let message = "severity info never fails the gate, so the waiver changes nothing; remove one of the two"
            problems.append(RuleProblem(.warning, at: waiver.location, message))
        }
    }

    // MARK: - Metadata

    private mutating func readMetadata(of kind: KindDescription?) -> RuleMetadata {
        let metadata = RuleMetadata(reading: reader, kind: kind, defaults: surroundings.defaults)
        if let policy = metadata.policy, let known = surroundings.policies, !known.contains(policy.value) {
            if known.isEmpty {
                let message = "policy '\(policy.value)' is not declared; declare it under 'policies'"
                problems.append(RuleProblem(.warning, at: policy.location, message))
            } else {
                let phrase = Suggestion.phrase(for: policy.value, among: known.sorted())
                let rest = phrase.isEmpty ? "; declare it under 'policies'" : phrase
                reader.report("unknown policy '\(policy.value)'\(rest)", at: policy.location)
            }
        }
        if let waiver = metadata.waiver, waiver.value.expires < surroundings.today {
            problems.append(
                RuleProblem(
                    .warning,
                    at: waiver.location,
                    "the waiver of \(reader.subject) expired on \(waiver.value.expires); the rule counts again"
                )
            )
        }
        return metadata
    }
}
