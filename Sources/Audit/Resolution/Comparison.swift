/// One column that two rows are compared by, and how.
struct Comparison: Sendable, Hashable {
    /// How two values are compared.
    enum Form: String, CaseIterable, Sendable {
        /// Equal or not.
        case exact
        /// A name: spelling as in ``text``, and whether the two sound alike.
        case name
        /// A text: case, accents, punctuation and space do not count; near spellings do.
        case text
        /// A day.
        case date
        /// A number.
        case number
    }

    /// How much a comparison says beside the others.
    enum Weight: String, CaseIterable, Sendable {
        case low, normal, high

        /// What its evidence is multiplied by.
        var factor: Double {
            switch self {
            case .low: 0.5
            case .normal: 1
            case .high: 2
            }
        }
    }

    var column: String
    var form: Form
    var weight = Weight.normal
    /// How far two numbers, or two days in days, may lie apart and still count as close.
    var tolerance: String?
    /// Whether the values are mostly letters, so that one may stand in the other's column by mistake.
    var isLetters = false

    /// The levels of agreement, closest first; the last one is disagreement. The place in the list is the level's digit.
    var levels: [Level] {
        switch form {
        case .exact: [.same, .different]
        case .text: [.same, .oneLetter, .near] + (isLetters ? [.elsewhere] : []) + [.different]
        case .name: [.same, .oneLetter, .near, .sound] + (isLetters ? [.elsewhere] : []) + [.different]
        case .date: [.same, .oneDigit, .dayMonth] + (tolerance == nil ? [] : [.within]) + [.twoParts, .different]
        case .number: [.same] + (tolerance == nil ? [] : [.within]) + [.different]
        }
    }

    /// A level of agreement.
    enum Level: Sendable, Hashable {
        case same, oneLetter, near, sound, elsewhere, oneDigit, dayMonth, twoParts, within, different

        /// How often it occurs among rows that are the same, before the data have had their say.
        var usualShare: Double {
            switch self {
            case .same: 0.85
            case .oneLetter, .oneDigit: 0.05
            case .near: 0.03
            case .sound, .elsewhere, .dayMonth, .twoParts, .within: 0.01
            case .different: 0.05
            }
        }
    }

    /// What a level is called in a report.
    func title(of level: Level) -> String {
        switch level {
        case .same: "the same"
        case .oneLetter: "one letter or digit differs, or two neighbours are swapped"
        case .near: "spelled nearly the same"
        case .sound: "sounds the same"
        case .elsewhere: "the same value in another column"
        case .oneDigit: "one digit differs, or two neighbours are swapped"
        case .dayMonth: "day and month swapped"
        case .twoParts: "two of day, month and year the same"
        case .within: "within \(tolerance ?? "0")\(form == .date ? " days" : "")"
        case .different: "different"
        }
    }
}
