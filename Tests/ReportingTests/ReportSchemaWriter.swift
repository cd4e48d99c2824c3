import Foundation

/// Makes the JSON Schema of reports from the source of the model: its types, its coding keys and its doc comments. So the
/// schema lacks nothing that the model has, and says of each key what the model says.
struct ReportSchemaWriter {
    private struct Property {
        var name: String
        var type: String
        var isNullable: Bool
        var isRequired: Bool
        var comment: String
    }

    private struct Model {
        var comment = ""
        var properties: [Property] = []
        var keys: [String: String] = [:]
        var cases: [String] = []
    }

    private var models: [String: Model] = [:]

    /// Reads every source file of the model.
    init(sources: URL) throws {
        let names = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        for name in names.sorted() { read(try String(contentsOf: sources.appending(path: name), encoding: .utf8)) }
    }

    // MARK: - Reading

    private mutating func read(_ source: String) {
        var outer: String?
        var inner: String?
        var isInKeys = false
        var comment: [Substring] = []
        var pending = ""
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            if let text = line.firstMatch(of: /^ *\/\/\/ ?(.*)$/) {
                comment.append(text.1)
                continue
            }
            defer { comment = [] }
            if let match = line.firstMatch(of: /^( *)public (?:struct|enum) (\w+)[^{]*: [^{]*(?:Codable|Encodable)/) {
                let isOuter = match.1.isEmpty
                let name = isOuter ? String(match.2) : "\(outer ?? "").\(match.2)"
                if isOuter { (outer, inner) = (name, nil) } else { inner = name }
                models[name] = Model(comment: Self.sentence(comment))
            } else if line == "}" {
                (outer, inner) = (nil, nil)
            } else if line == "    }" {
                inner = nil
                isInKeys = false
            } else if line.contains("enum CodingKeys") {
                isInKeys = !line.hasSuffix("}")
                if !isInKeys { continue }
            } else if let name = inner ?? outer {
                let cases = pending + line.trimmingCharacters(in: .whitespaces)
                if cases.hasPrefix("case "), cases.hasSuffix(",") {
                    pending = cases + " "
                } else if cases.hasPrefix("case ") {
                    pending = ""
                    addCases(cases.dropFirst(5), to: name, areKeys: isInKeys)
                } else {
                    add(line, Self.sentence(comment), to: name)
                }
            }
        }
    }

    private mutating func addCases(_ text: Substring, to name: String, areKeys: Bool) {
        if text.contains("(") || text.contains(":") { return }
        for item in text.split(separator: ",") {
            let parts = item.split(separator: "=").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " \"")) }
            guard let first = parts.first else { continue }
            if areKeys {
                models[name]?.keys[first] = parts.last
            } else {
                models[name]?.cases.append(parts.last ?? first)
            }
        }
    }

    private mutating func add(_ line: Substring, _ comment: String, to name: String) {
        let pattern = /^ +(?:@(ExplicitNull|EmptyIfMissing) )?public (?:var|let) (\w+): ([^={]+?)( = .*)?$/
        guard let match = line.firstMatch(of: pattern) else { return }
        let isOptional = match.3.hasSuffix("?")
        models[name]?.properties.append(
            Property(
                name: String(match.2),
                type: isOptional ? String(match.3.dropLast()) : String(match.3),
                isNullable: isOptional,
                isRequired: !isOptional || match.1 != nil,
                comment: comment
            )
        )
    }

    /// A comment without the marks of documentation.
    private static func sentence(_ comment: [Substring]) -> String {
        comment.prefix { !$0.hasPrefix("- ") }.joined(separator: " ").replacing("``", with: "").replacing("`", with: "")
            .trimmingCharacters(in: .whitespaces)
    }

    // MARK: - Writing

    /// The schema of what a type is written as.
    func schema(of root: String, version: String) throws -> [String: Any] {
        var definitions: [String: Any] = [:]
        var waiting = [root]
        while let name = waiting.popLast() {
            guard definitions[name] == nil, let model = models[name] else { continue }
            definitions[name] = definition(name, model, &waiting)
        }
        var schema = definitions.removeValue(forKey: root) as? [String: Any] ?? [:]
        schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        schema["title"] = "Report of plumb, version \(version)"
        schema["$defs"] = definitions
        return schema
    }

    private func definition(_ name: String, _ model: Model, _ waiting: inout [String]) -> [String: Any] {
        if !model.cases.isEmpty { return ["description": model.comment, "type": "string", "enum": model.cases] }
        var own = model
        // Some types stand in another's keys instead of a key of their own.
        for property in model.properties where Self.merged[name] == property.name {
            guard let other = models[property.type] else { continue }
            own.properties.removeAll { $0.name == property.name }
            own.properties += other.properties
            own.keys.merge(other.keys) { first, _ in first }
        }
        var properties: [String: Any] = [:]
        for property in own.properties where own.keys.isEmpty || own.keys[property.name] != nil {
            let key = own.keys[property.name] ?? property.name
            var value = shape(property.type, in: name, &waiting)
            if let values = Self.values["\(name).\(key)"] { value["enum"] = values }
            if let pattern = Self.patterns.first(where: { key.hasSuffix($0.0) })?.1,
                value["type"] as? String == "string"
            {
                value["pattern"] = pattern
            }
            if Self.counts.contains(key), value["type"] as? String == "integer" { value["minimum"] = 0 }
            if property.isNullable { value = ["anyOf": [value, ["type": "null"]]] }
            value["description"] = property.comment
            properties[key] = value
        }
        let required = own.properties.filter(\.isRequired)
            .compactMap { own.keys.isEmpty ? $0.name : own.keys[$0.name] }
            .filter { properties[$0] != nil }.sorted()
        return [
            "description": model.comment, "type": "object", "additionalProperties": false, "required": required,
            "properties": properties,
        ]
    }

    private func shape(_ type: String, in owner: String, _ waiting: inout [String]) -> [String: Any] {
        switch type {
        case "String": return ["type": "string"]
        case "Int": return ["type": "integer"]
        case "Bool": return ["type": "boolean"]
        case "Double": return ["type": "number"]
        default: break
        }
        if let match = type.firstMatch(of: /^\[String: (.+)\]$/) {
            return ["type": "object", "additionalProperties": shape(String(match.1), in: owner, &waiting)]
        }
        if let match = type.firstMatch(of: /^\[(.+)\]$/) {
            return ["type": "array", "items": shape(String(match.1), in: owner, &waiting)]
        }
        if type.hasSuffix("?") {
            return ["anyOf": [shape(String(type.dropLast()), in: owner, &waiting), ["type": "null"]]]
        }
        let parts = owner.split(separator: ".")
        let nested = "\(parts.first ?? "").\(type)"
        let name = models[nested] != nil ? nested : type
        waiting.append(name)
        return ["$ref": "#/$defs/\(name)"]
    }

    /// Types whose property stands in their own keys.
    private static let merged = ["PolicyStanding": "policy"]

    /// What texts without a type of their own can be.
    private static let values: [String: [String]] = [
        "RuleResult.evidence": ["measured", "proved", "none"],
        "RuleResult.null_handling": ["ignored", "violation", "counted", "not_applicable"],
        "GateVerdict.fail_on": ["critical", "error", "warn", "never"],
        "QuestionStanding.answer": ["safe", "care", "unsafe"],
        "RunHistory.kept_in": ["database", "files"],
    ]

    /// What texts look like, by the end of their key.
    private static let patterns = [
        ("content_sha256", "^[0-9a-f]{64}$"), ("schema_version", "^1\\.[0-9]+\\.[0-9]+$"),
        ("violation_set_sha256", "^[0-9a-f]{64}$"),
        ("hashes", "^[0-9a-f]{16}( [0-9a-f]{16})*$"), ("percent", "^-?[0-9]+(\\.[0-9]+)?$"),
    ]

    /// Keys of numbers that are never negative.
    private static let counts: Set<String> = [
        "population", "violations", "rows", "records", "loaded", "filtered", "rejected", "total", "shown", "rule_count",
        "exit_code", "duration_ms", "keys", "evaluated", "pass", "warn", "fail", "error", "waived", "skipped",
        "tolerated",
        "not_applicable",
    ]
}
