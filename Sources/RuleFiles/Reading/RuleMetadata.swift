import Audit
import AuditModel

/// What a rule says beside its kind: what it means for people and how it is handled.
struct RuleMetadata {
    /// What the rule asks, in one line.
    let title: String?
    /// The quality dimension, if it is not the kind's.
    let dimension: Dimension?
    /// The identifier of the policy that it checks.
    let policy: Located<String>?
    /// The decision to live with a failure, at the place of its last day.
    let waiver: Located<Waiver>?

    private let description: String?
    private let filter: String?
    private let whenEmpty: WhenEmpty
    private let ratchet: Ratchet?
    private let segments: Segments?
    private let timeout: Duration?
    private let severity: Severity
    private let owner: String?
    private let steward: String?
    private let tags: [String]
    private let links: [String]
    private let impact: String?
    private let remediation: String?
    private let sampleRows: Int?
    private let disabledReason: String?

    /// Reads the keys; what is wrong is noted by the reader.
    init(reading reader: SettingReader, kind: KindDescription?, defaults: RuleFile.Defaults) {
        title = reader.lineOfText("title")
        description = reader.text("description")
        filter = reader.sql("where")?.value
        whenEmpty = reader.choice("when_empty", WhenEmpty.self) ?? .notApplicable
        ratchet = reader.ratchet()
        segments = reader.segments()
        timeout = reader.timeout()
        severity = reader.choice("severity", Severity.self, hints: Hints.severity) ?? defaults.severity?.value ?? .error
        dimension = reader.choice("dimension", Dimension.self, hints: Hints.dimension)
        owner = reader.lineOfText("owner") ?? defaults.owner?.value
        steward = reader.lineOfText("steward")
        policy = reader.setting("policy") == nil ? nil : reader.required("policy")
        tags = reader.labels("tags")
        links = reader.labels("links")
        impact = reader.text("impact")
        remediation = Self.remediation(in: reader)
        waiver = Self.waiver(in: reader, kind: kind)
        sampleRows = reader.sampleRows() ?? defaults.sampleRows?.value
        disabledReason = Self.disabledReason(in: reader)
    }

    /// Writes everything but title and dimension into a rule.
    func fill(_ rule: inout Rule) {
        rule.description = description
        rule.filter = filter
        rule.whenEmpty = whenEmpty
        rule.ratchet = ratchet
        rule.segments = segments
        rule.timeout = timeout
        rule.severity = severity
        rule.owner = owner
        rule.steward = steward
        rule.policy = policy?.value
        rule.tags = tags
        rule.links = links
        rule.impact = impact
        rule.remediation = remediation
        rule.waiver = waiver?.value
        rule.sampleRows = sampleRows ?? rule.sampleRows
        rule.disabledReason = disabledReason
    }

    /// A text, or a mapping with `text`.
    private static func remediation(in reader: SettingReader) -> String? {
        guard let setting = reader.setting("remediation") else { return nil }
        guard case .mapping = setting.content else { return reader.text("remediation") }
        guard let inner = reader.mapping("remediation", keys: ["text"]) else { return nil }
        defer { reader.adopt(inner) }
        return inner.requiredText("text")
    }

    private static func waiver(in reader: SettingReader, kind: KindDescription?) -> Located<Waiver>? {
        guard
            let inner = reader.mapping("waiver", keys: RuleFileKeys.waiver.map(\.name))
        else { return nil }
        defer { reader.adopt(inner) }
        return waiver(of: inner, kind: kind)
    }

    /// A waiver from its own keys.
    static func waiver(of inner: SettingReader, kind: KindDescription?) -> Located<Waiver>? {
        let reason = inner.requiredText("reason")
        let approvedBy = inner.requiredText("approved_by")
        let ticket = inner.text("ticket")
        let expires = inner.required("expires") == nil ? nil : inner.day("expires")
        let upTo = inner.waiverLimit("up_to", for: kind)
        guard let reason, let approvedBy, let expires else { return nil }
        let waiver = Waiver(
            reason: reason,
            approvedBy: approvedBy,
            ticket: ticket,
            expires: expires.value,
            upTo: upTo
        )
        return Located(waiver, at: expires.location)
    }

    /// Why a rule is off: `enabled: false` takes a reason under `disabled_because`, and only then.
    private static func disabledReason(in reader: SettingReader) -> String? {
        let isEnabled = reader.flag("enabled")
        let reason = reader.text("disabled_because")
        if isEnabled == false, reason == nil, reader.setting("disabled_because") == nil {
            reader.report(
                "\(reader.subject) is switched off; say why under 'disabled_because'",
                at: reader.setting("enabled")?.location
            )
        }
        if isEnabled != false, let place = reader.setting("disabled_because")?.location {
            reader.report("'disabled_because' goes with 'enabled: false'", at: place)
        }
        return isEnabled == false ? reason : nil
    }
}
