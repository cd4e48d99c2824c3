import AuditModel

/// How loudly a machine reports a finding; the raw values are the words of SARIF.
enum Alarm: String {
    case note, warning, error
}

extension Severity {
    /// How loudly a failure of this severity is reported.
    var alarm: Alarm {
        switch self {
        case .critical, .error: .error
        case .warn: .warning
        case .info: .note
        }
    }
}

extension RuleResult {
    /// How loudly the finding is reported: what could not be checked is an error however little it matters.
    var alarm: Alarm {
        switch status {
        case .error: .error
        case .warn where severity > .info: .warning
        default: severity.alarm
        }
    }
}
