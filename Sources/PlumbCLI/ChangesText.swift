import AuditModel
import Foundation

/// What has changed between two runs, as text.
struct ChangesText {
    /// What has changed.
    var changes: RunChanges

    private static let headings: [(RuleChange.Kind, String)] = [
        (.worse, "worse"), (.new, "new"), (.better, "better"), (.gone, "gone"),
    ]

    /// Lines for the terminal, without a newline at the end.
    var plain: String {
        var lines = changes.notes.map { "note: \($0)" }
        for (kind, heading) in Self.headings {
            for change in changes.rules(kind) {
                lines += ["\(heading): \(change.rule): \(change.title)"] + details(change)
            }
        }
        let moved = changes.rules(.same).filter { $0.violations.map { $0.new + $0.fixed > 0 } ?? false }
        for change in moved { lines += ["same: \(change.rule): \(change.title)"] + details(change) }
        lines.append(summary)
        return lines.joined(separator: "\n")
    }

    /// A page in Markdown, without a newline at the end.
    var markdown: String {
        var lines = ["# What has changed since \(changes.since.at)", "", "\(summary).", ""]
        lines += changes.notes.map { "- \(Self.escaped($0))" }
        for (kind, heading) in Self.headings {
            let rules = changes.rules(kind)
            guard !rules.isEmpty else { continue }
            lines += [
                "## \(heading.capitalized)", "", "| rule | before | after | violations |", "| --- | --- | --- | --- |",
            ]
            lines += rules.map { change in
                let cells = [
                    "\(Self.escaped(change.title)) (`\(change.rule)`)", Self.escaped(figures(change.before)),
                    Self.escaped(figures(change.after)), violations(change),
                ]
                return "| \(cells.joined(separator: " | ")) |"
            }
            lines.append("")
        }
        return lines.joined(separator: "\n").trimmingCharacters(in: .newlines)
    }

    private var summary: String {
        let counts = (Self.headings.map(\.0) + [.same]).map { "\(changes.rules($0).count) \($0.rawValue)" }
        return "\(Wording.count(changes.rules.count, "rule")): \(counts.joined(separator: ", "))"
    }

    private func details(_ change: RuleChange) -> [String] {
        var lines = ["  \(figures(change.before)) -> \(figures(change.after))"]
        if change.before != nil, change.after != nil { lines.append("  violations: \(violations(change))") }
        return lines + change.notes.map { "  note: \($0)" }
    }

    private func figures(_ figures: ChangeFigures?) -> String {
        guard let figures else { return "not there" }
        let status = figures.status.rawValue.replacing("_", with: " ")
        guard let violations = figures.violations, let population = figures.population else { return status }
        let share = Wording.percent(violations, of: population).map { " (\($0) %)" } ?? ""
        return "\(status), \(Wording.count(violations)) of \(Wording.count(population))\(share)"
    }

    private func violations(_ change: RuleChange) -> String {
        if let known = change.violations {
            return "\(Wording.count(known.new)) new, \(Wording.count(known.fixed)) fixed, "
                + "\(Wording.count(known.persisting)) persisting"
        }
        guard let old = change.before?.violations, let new = change.after?.violations else { return "not known" }
        let difference = new - old
        let sign = difference > 0 ? "+" : ""
        return
            "\(sign)\(Wording.count(difference)); which are new and which are fixed is not known, since not all keys are listed"
    }

    private static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\`*_{}[]<>#|!&".contains(character) { result.append("\\") }
            result.append(character.isNewline ? " " : character)
        }
        return result
    }
}
