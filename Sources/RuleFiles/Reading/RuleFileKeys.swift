import Audit
import AuditModel

/// The keys of rule files beside those of the kinds, with what they say and what their values look like.
///
/// The readers refuse every other key, and the JSON Schema is made of them.
enum RuleFileKeys {
    /// The keys of a file.
    static let file = [
        KindKey("version", "the version of the rule language: 1", .choice(["1"]), isRequired: true),
        KindKey("audit", "the name of the audit, in one of the files", .text),
        KindKey("include", "other rule files that belong to this one, relative to it", .either([.text, .list(.text)])),
        KindKey(
            "defaults",
            "what holds for the rules of this file; in a file without rules, for all files",
            .mapping(defaults)
        ),
        KindKey("policies", "promises about the data that rules check", .list(.mapping(policy))),
        KindKey(
            "questions",
            "what the data is for; reports say which answers can be relied on",
            .list(.mapping(question))
        ),
        KindKey("datasets", "what is known about tables beside their rules", .named(.mapping(dataset))),
        KindKey("rules", "the rules, each beginning with its id", .list(.anything)),
    ]

    /// The keys of `defaults`.
    static let defaults = [
        KindKey("schema", "the schema of tables that are named without one, and the search path of free SQL", .text),
        KindKey("owner", "who acts on failures", .text),
        KindKey("severity", "how much failures matter", severity),
        KindKey("samples", "how many offending rows the report shows", .mapping(samples)),
        KindKey(
            "smallest_group",
            "groups of fewer rows are left out of reports; holds for all files, the largest number of several counts",
            .count
        ),
    ]

    /// The keys of a policy.
    static let policy = [
        KindKey("id", "the identifier that rules cite", .text, isRequired: true),
        KindKey("title", "a short name", .text),
        KindKey("statement", "what is promised, in plain words", .text, isRequired: true),
        KindKey("owner", "who made the promise", .text, isRequired: true),
        KindKey("target", "how far it is to be kept, in plain words", .text),
        KindKey("review", "the day on which it is to be looked at again", .day),
    ]

    /// The keys of a business question.
    static let question = [
        KindKey("id", "the stable identifier", .text, isRequired: true),
        KindKey("question", "the question in plain words", .text, isRequired: true),
        KindKey("owner", "who asks it", .text),
        KindKey("depends_on", "the rules and policies that its answer depends on", .list(.text), isRequired: true),
    ]

    /// The keys of a declaration of a dataset.
    static let dataset = [
        KindKey("key", "the columns that identify a row", .list(.text)),
        KindKey("sensitive", "the columns whose values never appear in a report", .list(.text)),
        KindKey("noun", "what the rows are called, in the plural", .text),
        KindKey("time", "the column that says when a row happened", .text),
    ]

    /// The keys that every rule may have.
    static let rule = [
        KindKey(
            "id",
            "the stable, unique identifier: table.subject.property",
            .form("^[a-z][a-z0-9_]*(\\.[a-z0-9_]+)+$"),
            isRequired: true
        ),
        KindKey("kind", "what is checked", .choice(RuleKinds.all.map { $0.description.name }), isRequired: true),
        KindKey("title", "what the rule asks, in plain words", .text),
        KindKey("description", "more about it, in plain words", .text),
        KindKey("where", "a SQL condition: only these rows are looked at", .text),
        KindKey("severity", "how much a failure matters; warn caps the result at a warning", severity),
        KindKey("dimension", "the quality dimension", .choice(Dimension.allCases.map(\.rawValue))),
        KindKey("owner", "who acts on a failure", .text),
        KindKey("steward", "who answers for the data in the business", .text),
        KindKey("policy", "the identifier of the policy that is checked", .text),
        KindKey("tags", "free labels", .list(.text)),
        KindKey("links", "addresses of further documents", .list(.text)),
        KindKey("impact", "why a failure matters", .text),
        KindKey(
            "remediation",
            "what to do about a failure",
            .either([.text, .mapping([KindKey("text", "what to do about a failure", .text, isRequired: true)])])
        ),
        KindKey("warn_if", "when the rule warns, such as \"> 5%\"; of a list any counts", .limits),
        KindKey("fail_if", "when the rule fails, such as \"> 5%\"; of a list any counts", .limits),
        KindKey(
            "ratchet",
            "the promise not to get worse than the baseline: no_worse or improve by 10%",
            .form("^([Nn]o_worse|[Ii]mprove\\s+by\\s+[0-9.]+\\s*%)$")
        ),
        KindKey(
            "when_empty",
            "what happens when there is nothing to look at",
            .choice(WhenEmpty.allCases.map(\.rawValue))
        ),
        KindKey("segments", "one verdict for each group of rows", .either([.list(.text), .mapping(segments)])),
        KindKey("timeout", "how long all queries of this rule together may take, such as 2 minutes", .length),
        KindKey("waiver", "the decision to live with a failure for a while", .mapping(waiver)),
        KindKey("samples", "how many offending rows the report shows", .mapping(samples)),
        KindKey("enabled", "false, with 'disabled_because', switches the rule off", .flag),
        KindKey("disabled_because", "why the rule is switched off", .text),
    ]

    /// The keys of `segments`.
    static let segments = [
        KindKey("columns", "the columns whose values make the groups", .list(.text), isRequired: true),
        KindKey("min_population", "how many things a group must hold to be judged", .count),
    ]

    /// The keys of a waiver.
    static let waiver = [
        KindKey("reason", "why the failure is accepted", .text, isRequired: true),
        KindKey("approved_by", "who accepted it", .text, isRequired: true),
        KindKey("ticket", "where the decision is recorded", .text),
        KindKey("expires", "the last day on which it counts", .day, isRequired: true),
        KindKey("up_to", "how bad it may get, such as 99.99% or 100 rows", .text),
    ]

    /// The keys of `samples`.
    static let samples = [KindKey("rows", "how many rows", .count, isRequired: true)]

    private static let severity = ValueShape.choice(Severity.allCases.map(\.rawValue))
}
