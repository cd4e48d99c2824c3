import Audit
import AuditModel
import Foundation
import Testing

@Suite("The documentation of the rule kinds")
struct KindDocumentationTests {
    /// `docs/kinds.md` is written by this test from the kinds themselves, so it cannot go stale: with
    /// PLUMB_UPDATE_GOLDENS=1 the file is rewritten and the test fails.
    @Test("says of every kind what the kind says of itself")
    func isCurrent() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/kinds.md").standardizedFileURL
        let isUpdate = ProcessInfo.processInfo.environment["PLUMB_UPDATE_GOLDENS"] == "1"
        if isUpdate { try Data(Self.text.utf8).write(to: file) }
        #expect(try String(contentsOf: file, encoding: .utf8) == Self.text)
        #expect(!isUpdate, "docs/kinds.md was rewritten; look at the change and run again without PLUMB_UPDATE_GOLDENS")
    }

    private static var text: String {
        var lines = [
            "# The rule kinds", "",
            "Keys that every rule has, limits, policies and variables are in [rules.md](rules.md). Each kind says what its",
            "population and its violations are; a percentage is always violations of the population. This page is written by",
            "a test from the kinds themselves; do not edit it by hand.",
        ]
        for type in RuleKinds.all {
            let kind = type.description
            let expects = kind.keys.contains { $0.name == "expect" } ? ", unless it has `expect`" : ""
            let defaults = kind.defaultLimits.failIf.map(\.text).joined(separator: " or ")
            lines += [
                "", "## `\(kind.name)`", "", "Asserts that \(kind.summary).", "",
                "- Population: \(kind.population).",
                "- Violation: \(kind.violation).",
                "- Missing values (NULL): \(kind.nulls).",
                "- Dimension, unless the rule says otherwise: \(kind.dimension.rawValue).",
                "- Limits count \(units(of: kind)). "
                    + (defaults.isEmpty
                        ? "The rule must have one: `warn_if`, `fail_if` or both\(expects)."
                        : "Without `warn_if` and `fail_if` the rule has `fail_if: \"\(defaults)\"`."),
                "- Elsewhere called: \(kind.otherNames.map { "`\($0)`" }.joined(separator: ", ")).",
                "", "| key | | meaning |", "| --- | --- | --- |",
            ]
            lines += kind.keys.map { "| `\($0.name)` | \($0.isRequired ? "required" : "") | \($0.summary) |" }
            lines += ["", "```yaml", kind.example, "```"]
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func units(of kind: KindDescription) -> String {
        Condition.Unit.allCases.filter(kind.units.contains).map { $0 == .percent ? "percent" : $0.rawValue }
            .joined(separator: ", ")
    }
}
