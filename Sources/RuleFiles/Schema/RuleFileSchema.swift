import Audit
public import Foundation

/// The JSON Schema of rule files, for completion and checks in editors.
///
/// Made of the descriptions of the rule kinds and of the keys of rule files, so that it knows whatever they know. Draft
/// 2020-12 (json-schema.org). It lets through every file that the reader accepts; the reader refuses some more, such as
/// ids that are there twice.
public enum RuleFileSchema {
    /// The schema as JSON text with sorted keys, the same for the same kinds.
    ///
    /// - Throws: never in practice; what `JSONEncoder` throws.
    public static func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(document) + Data("\n".utf8)
    }

    private static var document: SchemaNode {
        mapping(RuleFileKeys.file.filter { $0.name != "rules" }).adding([
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Rule file of Plumb",
            "properties": .object(
                properties(of: RuleFileKeys.file).merging([
                    "rules": described(
                        .object(["type": ["array", "null"], "items": reference("rule")]),
                        "the rules, each beginning with its id"
                    )
                ]) { _, new in new }
            ),
            "$defs": .object(definitions),
        ])
    }

    private static var definitions: [String: SchemaNode] {
        var definitions: [String: SchemaNode] = [
            "rule": rule,
            "scalar": .object(["type": ["string", "number", "boolean"]]),
            "variable": .object([
                "type": "string", "pattern": "\\$\\{",
                "description": "a text that holds a variable such as ${NAME:-default}",
            ]),
        ]
        for key in RuleFileKeys.rule { definitions["key_\(key.name)"] = described(node(for: key.value), key.summary) }
        for type in RuleKinds.all { definitions["kind_\(type.description.name)"] = kind(type.description) }
        return definitions
    }

    /// Any rule: which keys it may have follows from its kind.
    private static var rule: SchemaNode {
        let branches = RuleKinds.all.map { type -> SchemaNode in
            let name = type.description.name
            let isKind = SchemaNode.object([
                "properties": .object(["kind": .object(["const": .text(name)])]), "required": ["kind"],
            ])
            return .object(["if": isKind, "then": reference("kind_\(name)")])
        }
        return .object([
            "type": "object", "required": ["id", "kind"],
            "properties": .object(["id": reference("key_id"), "kind": reference("key_kind")]),
            "allOf": .list(branches),
        ])
    }

    private static func kind(_ kind: KindDescription) -> SchemaNode {
        let hasRows = kind.looksAtRows && kind.keys.contains { $0.name == "dataset" }
        let common = RuleFileKeys.rule.filter { hasRows || !["where", "segments"].contains($0.name) }
        var members = Dictionary(uniqueKeysWithValues: common.map { ($0.name, reference("key_\($0.name)")) })
        members.merge(properties(of: kind.keys)) { _, own in own }
        let required = (["id", "kind"] + kind.keys.filter(\.isRequired).map(\.name)).map { SchemaNode.text($0) }
        return .object([
            "type": "object", "description": .text("asserts that \(kind.summary)"), "additionalProperties": false,
            "properties": .object(members), "required": .list(required),
        ])
    }

    // MARK: - Values

    private static func node(for shape: ValueShape) -> SchemaNode {
        switch shape {
        case .anything: .object([:])
        case .text: reference("scalar")
        case .form(let pattern):
            .object(["anyOf": [.object(["type": "string", "pattern": .text(pattern)]), reference("variable")]])
        case .count:
            .object([
                "anyOf": [
                    .object(["type": "integer", "minimum": 0]),
                    .object(["type": "string", "pattern": "^\\d+$|\\$\\{"]),
                ]
            ])
        case .flag:
            .object([
                "anyOf": [
                    .object(["type": "boolean"]), .object(["type": "string", "pattern": "^(true|false)$|\\$\\{"]),
                ]
            ])
        case .choice(let words): choice(words)
        case .list(let item): .object(["type": "array", "minItems": 1, "items": node(for: item)])
        case .bounds(let item):
            .object([
                "type": "array", "minItems": 2, "maxItems": 2,
                "items": .object(["anyOf": [node(for: item), .object(["type": "null"])]]),
            ])
        case .mapping(let keys): mapping(keys)
        case .named(let value):
            .object([
                "type": "object", "minProperties": 1,
                "additionalProperties": .object(["anyOf": [node(for: value), .object(["type": "null"])]]),
            ])
        case .either(let shapes): .object(["anyOf": .list(shapes.map(node(for:)))])
        }
    }

    private static func choice(_ words: [String]) -> SchemaNode {
        // What looks like a number is one for an editor.
        let values = words.map { SchemaNode.text($0) } + words.compactMap { Int($0).map { .number($0) } }
        return .object(["anyOf": [.object(["enum": .list(values)]), reference("variable")]])
    }

    private static func mapping(_ keys: [KindKey]) -> SchemaNode {
        .object([
            "type": "object", "additionalProperties": false, "properties": .object(properties(of: keys)),
            "required": .list(keys.filter(\.isRequired).map { .text($0.name) }),
        ])
    }

    private static func properties(of keys: [KindKey]) -> [String: SchemaNode] {
        Dictionary(uniqueKeysWithValues: keys.map { ($0.name, described(node(for: $0.value), $0.summary)) })
    }

    private static func described(_ node: SchemaNode, _ text: String) -> SchemaNode {
        node.adding(["description": .text(text)])
    }

    private static func reference(_ name: String) -> SchemaNode { .object(["$ref": .text("#/$defs/\(name)")]) }
}
