import Audit
import AuditModel
import Foundation
import Postgres
import TestSupport
import Testing

/// A value of a rule as a literal: `["dataset": "users", "columns": ["user_id"]]`.
indirect enum Literal: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    case scalar(String)
    case list([Literal])
    case mapping([(String, Literal)])
    case null

    init(stringLiteral value: String) { self = .scalar(value) }
    init(integerLiteral value: Int) { self = .scalar(String(value)) }
    init(arrayLiteral elements: Literal...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, Literal)...) { self = .mapping(elements) }
    init(nilLiteral: ()) { self = .null }

    var setting: Setting {
        switch self {
        case .scalar(let text): Setting(.scalar(.init(text: text, isQuoted: false)), at: somewhere)
        case .list(let items): Setting(.list(items.map(\.setting)), at: somewhere)
        case .mapping: Setting(.mapping(entries), at: somewhere)
        case .null: Setting(.null, at: somewhere)
        }
    }

    var entries: [Setting.Entry] {
        guard case .mapping(let pairs) = self else { return [] }
        return pairs.map { Setting.Entry(key: $0.0, keyLocation: somewhere, value: $0.1.setting) }
    }
}

private let somewhere = Location(file: "test.yaml", line: 1, column: 1)

/// A rule of a kind with the kind's own keys.
func rule(
    _ kind: String,
    _ keys: Literal,
    id: String = "test.rule",
    limits: Limits? = nil,
    severity: Severity = .error,
    _ change: (inout Rule) -> Void = { _ in }
) throws -> Rule {
    let type = try #require(RuleKinds.named(kind))
    let reader = SettingReader(keys.entries, of: "rule '\(id)'", at: somewhere, defaultSchema: "public")
    let read = type.init(reading: reader)
    try #require(reader.problems.isEmpty, "\(reader.problems)")
    var rule = Rule(
        id: id,
        title: "a test",
        kind: try #require(read),
        dimension: type.description.dimension,
        location: somewhere
    )
    rule.limits = limits
    rule.severity = severity
    change(&rule)
    return rule
}

/// The problems of a kind's keys.
func problems(_ kind: String, _ keys: Literal) throws -> [String] {
    let type = try #require(RuleKinds.named(kind))
    let reader = SettingReader(keys.entries, of: "rule 'test.rule'", at: somewhere, defaultSchema: "public")
    _ = type.init(reading: reader)
    return reader.problems.map(\.message)
}

/// Limits from conditions as they are written.
func limits(warn: String? = nil, fail: String? = nil) throws -> Limits {
    try Limits(
        warnIf: warn.map { [try Condition(parsing: $0)] } ?? [],
        failIf: fail.map { [try Condition(parsing: $0)] } ?? []
    )
}

/// Audits rules over a fresh database that a script fills.
func audit(
    _ script: String,
    _ rules: [Rule],
    datasets: [DatasetName: DatasetDeclaration] = [:],
    policies: [Policy] = [],
    _ change: (inout AuditOptions) -> Void = { _ in }
) async throws -> AuditReport {
    try await TestDatabase.withDatabase { (connection: Connection) in
        try await connection.execute(script: script)
        var options = AuditOptions(tool: Tool(name: "plumb", version: "test"))
        change(&options)
        let set = RuleSet(
            name: "test",
            defaultSchema: "public",
            rules: rules,
            policies: policies,
            datasets: datasets
        )
        return try await Auditor(connection: connection, options: options)
            .run(set, startedAt: Date(timeIntervalSince1970: 0))
    }
}

/// The one result of an audit of one rule.
func result(_ script: String, _ rule: Rule) async throws -> RuleResult {
    try await #require(audit(script, [rule]).results.first)
}
