import AuditModel

/// What a rule says, in words for people who know no SQL and with the SQL for those who do.
public struct RuleExplanation: Sendable {
    private let rule: Rule
    private let scope: RuleScope
    private let policy: Policy?

    /// Explains a rule of a set.
    ///
    /// - Parameter catalog: what the database says about the tables; without it the SQL is that for tables of which nothing
    ///   is known.
    public init(of rule: Rule, in rules: RuleSet, catalog: Catalog = Catalog()) {
        self.rule = rule
        policy = rules.policies.first { $0.id == rule.policy }
        scope = RuleScope(
            catalog: catalog,
            datasets: rules.datasets,
            defaultSchema: rules.defaultSchema,
            filter: rule.filter,
            asOf: "now"
        )
    }

    /// The parts as headings with texts, in the order to show them.
    public var parts: [(heading: String, text: String)] {
        let kind = type(of: rule.kind).description
        let columns = rule.kind.references.compactMap(\.column)
        var parts: [(String, String?)] = [
            ("Rule", rule.id), ("Title", rule.title), ("Description", rule.description),
            ("Kind", kind.name), ("Asserts", rule.kind.assertion(in: scope)),
            ("Dataset", rule.kind.references.first.map { scope.name(of: $0.dataset) }),
            ("Columns", columns.isEmpty ? nil : columns.joined(separator: ", ")),
            ("Only rows with", rule.filter),
            ("Population", kind.population), ("Violation", kind.violation), ("Missing values", nullsInWords(kind)),
        ]
        parts += limitsInWords
        parts += handlingInWords
        parts += metadata
        parts.append(("Declared at", rule.location.description))
        parts.append(("SQL", rule.kind.measurement(in: scope).sql))
        return parts.compactMap { heading, text in text.map { (heading, $0) } }
    }

    private func nullsInWords(_ kind: KindDescription) -> String {
        switch rule.kind.nullHandling {
        case .ignored: "rows with a missing value are not looked at (\(kind.nulls))"
        case .violation: "a missing value breaks the rule (\(kind.nulls))"
        case .counted: "a missing value counts like any other (\(kind.nulls))"
        case .notApplicable: kind.nulls
        }
    }

    private var limitsInWords: [(String, String?)] {
        let limits = rule.effectiveLimits
        func words(_ conditions: [Condition], _ verb: String) -> String? {
            conditions.isEmpty ? nil : conditions.map { "\($0.inWords) \(verb)" }.joined(separator: ", or ")
        }
        let cap = rule.severity == .warn && !limits.failIf.isEmpty ? " (severity warn: shown as a warning)" : ""
        let isOwn = rule.kind.hasOwnExpectation
        return [
            (
                "Fails when",
                isOwn
                    ? "the figure is not what its history lets expect"
                    : words(limits.failIf, "fails").map { $0 + cap } ?? "never"
            ),
            ("Warns when", words(limits.warnIf, "warns") ?? "never"),
            ("Ratchet", rule.ratchet.map { "against the baseline: \($0)" }),
        ]
    }

    private var handlingInWords: [(String, String?)] {
        let segments = rule.segments.map { segments in
            "one verdict for each value of \(segments.columns.map(\.value).joined(separator: ", "))"
                + (segments.minimumPopulation > 1 ? ", for groups of at least \(segments.minimumPopulation)" : "")
        }
        let empty =
            switch rule.whenEmpty {
            case .notApplicable: "the rule does not apply"
            case .pass: "the rule passes"
            case .fail: "the rule fails"
            }
        return [
            ("With nothing to look at", empty), ("Segments", segments),
            ("Timeout", rule.timeout.map { "\($0.components.seconds) seconds" }),
            ("Switched off", rule.disabledReason), ("Waiver", waiver),
        ]
    }

    private var waiver: String? {
        rule.waiver.map { waiver in
            "until \(waiver.expires)" + (waiver.upTo.map { " and up to \($0)" } ?? "")
                + ", approved by \(waiver.approvedBy): \(waiver.reason)" + (waiver.ticket.map { " (\($0))" } ?? "")
        }
    }

    private var metadata: [(String, String?)] {
        func joined(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: ", ") }
        return [
            ("Severity", rule.severity.rawValue), ("Dimension", rule.dimension.rawValue),
            ("Policy", rule.policy.map { id in id + (policy.map { ": \($0.statement)" } ?? "") }),
            ("Owner", rule.owner), ("Steward", rule.steward), ("Tags", joined(rule.tags)),
            ("Links", joined(rule.links)),
            ("Impact", rule.impact), ("What to do", rule.remediation),
        ]
    }
}
