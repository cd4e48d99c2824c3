import Audit
import AuditModel
import Foundation

extension SettingReader {
    /// The largest number of samples that a rule may ask for.
    private static var maximumSampleRows: Int { 1_000 }

    /// A text for people, without white space at its ends; an empty one is a problem.
    func text(_ key: String) -> String? {
        guard let text = string(key) else { return nil }
        let trimmed = text.value.trimmingCharacters(in: .whitespacesAndNewlines)
        if trimmed.isEmpty { report("'\(key)' must not be empty", at: text.location) }
        return trimmed.isEmpty ? nil : trimmed
    }

    /// A text for people that must be there.
    func requiredText(_ key: String) -> String? {
        setting(key) == nil ? required(key)?.value : text(key)
    }

    /// A text for people in one line.
    func lineOfText(_ key: String) -> String? {
        text(key)?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// One text or a list of them, none empty.
    func texts(_ key: String) -> [Located<String>] {
        guard let setting = setting(key) else { return [] }
        if case .list = setting.content { return requiredStrings(key) ?? [] }
        return required(key).map { [$0] } ?? []
    }

    /// A list of texts, none empty, none twice.
    func labels(_ key: String) -> [String] {
        var labels: [String] = []
        for label in strings(key) ?? [] {
            if label.value.isEmpty {
                report("'\(key)' holds an empty text; remove it", at: label.location)
            } else if labels.contains(label.value) {
                report("'\(key)' holds '\(label.value)' twice; remove one", at: label.location)
            } else {
                labels.append(label.value)
            }
        }
        return labels
    }

    /// How many offending rows to show, from `samples: { rows: 5 }`.
    func sampleRows() -> Int? {
        guard let samples = mapping("samples", keys: RuleFileKeys.samples.map(\.name)) else { return nil }
        defer { adopt(samples) }
        guard let place = samples.required("rows")?.location, let rows = samples.count("rows") else { return nil }
        if rows > Self.maximumSampleRows {
            samples.report("'rows' must be at most \(Self.maximumSampleRows), not \(rows)", at: place)
        }
        return rows
    }
}
