import Audit
import AuditModel

/// The keys that say how a rule is measured and held against its past.
extension SettingReader {
    /// The longest time that PostgreSQL can count in milliseconds, in whole seconds.
    private static var longestTimeout: Int { 2_147_483 }

    /// The promise not to get worse.
    func ratchet() -> Ratchet? {
        guard let text = string("ratchet") else { return nil }
        if let ratchet = Ratchet(text.value) { return ratchet }
        report("'\(text.value)' is not a ratchet; write no_worse, or for example improve by 10%", at: text.location)
        return nil
    }

    /// How long a query may take, from `timeout: 30 seconds`.
    func timeout() -> Duration? {
        guard let step = duration("timeout") else { return nil }
        guard let seconds = step.value.seconds, seconds <= Self.longestTimeout else {
            report("'timeout' must be at most 24 days", at: step.location)
            return nil
        }
        return .seconds(seconds)
    }

    /// The groups that are judged apart, from `segments: [country]` or `segments: { columns: [country], min_population: 30 }`.
    func segments() -> Segments? {
        guard let setting = setting("segments") else { return nil }
        if case .list = setting.content {
            return requiredStrings("segments").map { Segments(columns: $0) }
        }
        guard let inner = mapping("segments", keys: RuleFileKeys.segments.map(\.name)) else { return nil }
        defer { adopt(inner) }
        let columns = inner.requiredStrings("columns")
        let minimum = inner.count("min_population")
        return columns.map { Segments(columns: $0, minimumPopulation: max(1, minimum ?? 1)) }
    }
}
