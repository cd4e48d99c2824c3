import Foundation

/// The part of the SARIF 2.1.0 schema that the report uses: which keys an object must have and may have.
///
/// The schema forbids unknown keys everywhere but in property bags. Source: OASIS SARIF 2.1.0 Plus Errata 01, chapter 3.
enum SARIFShape {
    /// Everything about a log file that is not as the format asks, as `path: problem`.
    static func problems(in log: Any) -> [String] { problems(in: log, as: .object("sarifLog"), at: "$") }

    private indirect enum Shape: Sendable {
        case object(String), list(Shape), set(Shape), text, texts, bag, whole(from: Int), flag, oneOf([String]),
            instant, reference
    }

    private static let level = Shape.oneOf(["none", "note", "warning", "error"])

    /// By type: the keys with the shape of their values; a key that starts with `!` is required.
    private static let types: [String: [String: Shape]] = [
        "sarifLog": ["$schema": .reference, "!version": .oneOf(["2.1.0"]), "!runs": .list(.object("run"))],
        "run": [
            "!tool": .object("tool"), "invocations": .list(.object("invocation")), "results": .list(.object("result")),
            "automationDetails": .object("runAutomationDetails"),
            "columnKind": .oneOf(["utf16CodeUnits", "unicodeCodePoints"]),
        ],
        "runAutomationDetails": ["id": .text],
        "tool": ["!driver": .object("toolComponent")],
        "toolComponent": ["!name": .text, "version": .text, "rules": .set(.object("reportingDescriptor"))],
        "reportingDescriptor": [
            "!id": .text, "shortDescription": .object("multiformatMessageString"),
            "fullDescription": .object("multiformatMessageString"), "help": .object("multiformatMessageString"),
            "defaultConfiguration": .object("reportingConfiguration"), "properties": .bag,
        ],
        "multiformatMessageString": ["!text": .text],
        "message": ["!text": .text],
        "reportingConfiguration": ["level": level],
        "invocation": [
            "!executionSuccessful": .flag, "exitCode": .whole(from: 0), "exitCodeDescription": .text,
            "startTimeUtc": .instant, "endTimeUtc": .instant,
            "toolExecutionNotifications": .list(.object("notification")),
        ],
        "notification": ["!message": .object("message"), "level": level],
        "result": [
            "ruleId": .text, "ruleIndex": .whole(from: 0), "level": level, "!message": .object("message"),
            "locations": .list(.object("location")), "partialFingerprints": .texts,
            "baselineState": .oneOf(["new", "unchanged", "updated", "absent"]),
            "suppressions": .set(.object("suppression")), "properties": .bag,
        ],
        "suppression": [
            "!kind": .oneOf(["inSource", "external"]), "status": .oneOf(["accepted", "underReview", "rejected"]),
            "justification": .text,
        ],
        "location": [
            "physicalLocation": .object("physicalLocation"), "logicalLocations": .set(.object("logicalLocation")),
        ],
        "physicalLocation": ["!artifactLocation": .object("artifactLocation"), "region": .object("region")],
        "artifactLocation": ["uri": .reference],
        "region": ["!startLine": .whole(from: 1), "startColumn": .whole(from: 1)],
        "logicalLocation": ["fullyQualifiedName": .text, "kind": .text],
    ]

    private static func problems(in value: Any, as shape: Shape, at path: String) -> [String] {
        let text = value as? String
        let isValid: Bool
        switch shape {
        case .object(let type): return problems(inObject: value, of: type, at: path)
        case .list(let item):
            guard let items = value as? [Any] else { return ["\(path): no list"] }
            return items.enumerated().flatMap { problems(in: $0.element, as: item, at: "\(path)[\($0.offset)]") }
        case .set(let item):
            let items = (value as? [NSObject]).map(Set.init)?.count
            let repeated = items == (value as? [Any])?.count ? [] : ["\(path): items that are equal"]
            return repeated + problems(in: value, as: .list(item), at: path)
        case .text: isValid = text != nil
        case .texts: isValid = value is [String: String]
        case .bag:
            let tags = (value as? [String: Any])?["tags"] as? [String] ?? []
            isValid = value is [String: Any] && Set(tags).count == tags.count
        case .whole(let least): isValid = (value as? Int).map { $0 >= least } == true
        case .flag: isValid = value is Bool
        case .oneOf(let words): isValid = text.map(words.contains) == true
        case .instant: isValid = text?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/) != nil
        case .reference:
            isValid = text?.wholeMatch(of: /([a-z]+:\/\/)?([A-Za-z0-9._~\/-]|%[0-9A-F]{2})+/) != nil
        }
        return isValid ? [] : ["\(path): \(value)"]
    }

    private static func problems(inObject value: Any, of type: String, at path: String) -> [String] {
        guard let object = value as? [String: Any], let keys = types[type] else { return ["\(path): no \(type)"] }
        let missing = keys.keys.filter { $0.hasPrefix("!") && object[String($0.dropFirst())] == nil }
        let members = object.keys.sorted().flatMap { key in
            guard let shape = keys[key] ?? keys["!" + key], let member = object[key] else {
                return ["\(path): unknown key \(key)"]
            }
            return problems(in: member, as: shape, at: "\(path).\(key)")
        }
        return missing.map { "\(path): no \($0.dropFirst())" } + members
    }
}
