import AuditModel

extension Gain {
    /// What mending brings, as a sentence without a full stop.
    var words: String {
        let things = Phrases.count(count, unit: noun)
        return switch basis {
        case .backlog: "\(things) could be linked once all that is missing is there"
        case .violations: "up to \(things) would be as \(count == 1 ? "it" : "they") should be"
        }
    }

    /// The figure alone, such as `6,792 plays`; what breaks a rule is the most that can be gained.
    var figure: String { (basis == .violations ? "up to " : "") + Phrases.count(count, unit: noun) }
}
