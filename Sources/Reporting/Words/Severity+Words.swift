import AuditModel

extension Severity {
    /// How much a failure matters, for people; the names in rule files would be mistaken for statuses.
    var word: String {
        switch self {
        case .critical: "critical"
        case .error: "serious"
        case .warn: "minor"
        case .info: "for information"
        }
    }

    /// What the word means, one sentence.
    var meaning: String {
        switch self {
        case .critical: "Do not use the data for what the rule protects until this is mended."
        case .error: "Results drawn from the data can be wrong; mend this soon."
        case .warn: "The data can be used with care; plan the mending."
        case .info: "Good to know; nothing has to be done."
        }
    }
}
