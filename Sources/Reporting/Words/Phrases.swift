import AuditModel

/// Parts of sentences that several formats share.
enum Phrases {
    /// What governance issues are and how they are ordered.
    static let issueOrder =
        "Each issue is one thing to act on or to know. What fails comes before what warns; then the more severe comes first, "
        + "then what brings more when it is mended."

    /// `["a", "b", "c"]` as `a, b and c`.
    static func list(_ parts: [String]) -> String {
        guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
        return "\(parts.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// Different texts as sentences one after the other, each said once, begun with a capital and ended with a full stop.
    static func paragraph(_ texts: [String]) -> String {
        sentences(texts).joined(separator: " ")
    }

    /// Each text as a sentence of its own, what is said twice only once.
    static func sentences(_ texts: [String]) -> [String] {
        var said: [String] = []
        for text in texts.map(\.onOneLine) where !text.isEmpty {
            let sentence = capitalised(text) + (text.last.map { ".!?…:".contains($0) } == true ? "" : ".")
            if !said.contains(sentence) { said.append(sentence) }
        }
        return said
    }

    /// The text with a capital at its start, unless it starts with something other than a word, such as a column's name.
    static func capitalised(_ text: String) -> String {
        let word = text.prefix { $0 != " " }
        guard word.allSatisfy({ $0.isLetter || ",;:'’".contains($0) }) else { return text }
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// A count with the unit of a rule, which is in the plural: `1 row`, `30 days`.
    static func count(_ number: Int, unit: String) -> String {
        guard number == 1, unit.hasSuffix("s") else { return "\(Wording.count(number)) \(unit)" }
        return "1 \(unit.hasSuffix("ies") ? unit.dropLast(3) + "y" : unit.dropLast())"
    }

    /// ` (0.015 %)`, for behind a count; nothing without a share.
    static func bracketed(_ percent: String?) -> String { percent.map { " (\($0) %)" } ?? "" }

    /// The day of an instant such as `2026-11-24T01:40:12Z`; other texts unchanged.
    static func day(_ text: String) -> String {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard parts.count == 2, parts[0].count == 10, text.hasSuffix("Z") else { return text }
        return String(parts[0])
    }

    /// An instant such as `2026-11-24T01:40:12.123Z` as `2026-11-24 01:40:12 UTC`; other texts unchanged.
    static func instant(_ text: String) -> String {
        let characters = Array(text)
        guard characters.count >= 20, characters[10] == "T", characters.last == "Z" else { return text }
        return "\(String(characters[..<10])) \(String(characters[11..<19])) UTC"
    }
}

extension AuditReport {
    /// Whether the data passes, as a sentence part without a full stop.
    var verdict: String {
        switch gate.status {
        case .pass: "the data passes"
        case .fail: "the data does not pass"
        default:
            if run.incomplete {
                "the audit was interrupted, so there is no verdict"
            } else if statistics.evaluated == 0 {
                "nothing could be checked, so there is no verdict"
            } else {
                "part of the data could not be checked, so there is no verdict"
            }
        }
    }

    /// How many rules there are and what became of them, as one sentence.
    var tally: String {
        func part(_ count: Int, _ singular: String, _ plural: String) -> String? {
            count == 0 ? nil : "\(Wording.count(count)) \(count == 1 ? singular : plural)"
        }
        let exceptions =
            statistics.tolerated == 0 ? "" : " (\(Wording.count(statistics.tolerated)) of them with exceptions)"
        let parts = [
            part(statistics.fail, "fails", "fail"),
            part(statistics.warn, "warns", "warn"),
            part(statistics.error, "could not be checked", "could not be checked"),
            part(statistics.waived, "is accepted for now", "are accepted for now"),
            part(statistics.pass, "holds", "hold").map { $0 + exceptions },
            part(statistics.notApplicable, "had nothing to check", "had nothing to check"),
            part(statistics.skipped, "was not run", "were not run"),
        ].compactMap(\.self)
        guard !parts.isEmpty else { return "No rule was looked at." }
        return "Of \(Wording.count(results.count, "rule")), \(Phrases.list(parts))."
    }
}

extension RuleResult {
    /// `6,819 of 6,820 rows (99.985 %)`; `nil` when nothing was measured.
    var figures: String? {
        guard let population, let violations else { return nil }
        // Rows of a free query that says nothing of a population are of nothing.
        guard violations <= population else { return Phrases.count(violations, unit: unit) }
        let share = share.map { " (\($0))" } ?? ""
        return "\(Wording.count(violations)) of \(Phrases.count(population, unit: unit))\(share)"
    }

    /// The share that breaks the rule, `99.985 %`; `nil` without a population.
    var share: String? {
        guard let percent, (violations ?? 0) <= (population ?? 0) else { return nil }
        return violations == 0 ? "0 %" : violations == population ? "100 %" : "\(percent) %"
    }

    /// The message, with the figures after it when it does not name them itself.
    var findingInWords: String {
        // Of a single figure, one of one broken says nothing that the message does not say.
        guard let violations, let figures, isFinding || tolerated, population != 1 else {
            return Phrases.paragraph([message])
        }
        let numbers = message.split { !($0.isNumber || $0 == ",") }
        if numbers.contains(Substring(Wording.count(violations))) { return Phrases.paragraph([message]) }
        return Phrases.paragraph([message, figures])
    }
}
