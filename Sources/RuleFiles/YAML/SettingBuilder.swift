import Audit
import AuditModel
import Yams

/// Turns the nodes of a YAML document into settings: expands aliases and variables, and refuses what can be misread.
struct SettingBuilder {
    /// How deep lists and mappings may lie in one another.
    static let maximumDepth = 32
    /// How many values a file may hold once its aliases are expanded.
    static let maximumSize = 500_000
    /// The message for what lies deeper.
    static let tooDeep = "lists and mappings lie more than \(maximumDepth) deep in one another"

    /// What an anchor names, with what it takes to check that its copies stay within bounds.
    private struct Anchored {
        var setting: Setting
        var size: Int
        var height: Int
    }

    /// Everything that was wrong.
    private(set) var problems: [RuleProblem] = []

    private let file: String
    private let variables: Variables
    private let repeatedKeys: [Location: String]
    private var anchors: [String: Anchored] = [:]
    private var size = 0
    /// The deepest level that was reached since an anchored value began.
    private var deepest = 0

    /// Creates a builder for a document.
    ///
    /// - Parameter repeatedKeys: what ``YAMLDocument`` hid, by place.
    init(file: String, variables: Variables, repeatedKeys: [Location: String]) {
        self.file = file
        self.variables = variables
        self.repeatedKeys = repeatedKeys
    }

    /// The settings below a root; `nil` when there are too many.
    mutating func build(_ root: Node) -> Setting? {
        let setting = setting(from: root, depth: 1)
        return size > Self.maximumSize ? nil : setting
    }

    private mutating func setting(from node: Node, depth: Int) -> Setting {
        let location = place(of: node)
        guard let anchor = node.anchor?.rawValue else { return content(of: node, at: location, depth: depth) }
        let sizeBefore = size
        let deepestBefore = deepest
        deepest = depth
        let setting = content(of: node, at: location, depth: depth)
        anchors[anchor] = Anchored(setting: setting, size: size - sizeBefore, height: deepest - depth)
        deepest = max(deepest, deepestBefore)
        return setting
    }

    private mutating func content(of node: Node, at location: Location, depth: Int) -> Setting {
        refuseTag(of: node, at: location)
        guard reserve(1, height: 0, depth: depth, at: location) else { return Setting(.null, at: location) }
        switch node {
        case .scalar(let scalar): return value(of: scalar, at: location, depth: depth)
        case .sequence(let sequence):
            return Setting(.list(sequence.map { setting(from: $0, depth: depth + 1) }), at: location)
        case .mapping(let mapping):
            return Setting(.mapping(entries(of: mapping, depth: depth)), at: location)
        case .alias:
            // Yams makes such nodes only when it writes YAML.
            return Setting(.null, at: location)
        }
    }

    private mutating func entries(of mapping: Node.Mapping, depth: Int) -> [Setting.Entry] {
        var entries: [Setting.Entry] = []
        var lines: [String: Int] = [:]
        for (keyNode, valueNode) in mapping {
            let location = place(of: keyNode)
            let key = key(from: keyNode, at: location)
            let value = setting(from: valueNode, depth: depth + 1)
            guard let key else { continue }
            if let line = lines[key] {
                note("the key '\(key)' is there twice; the first is in line \(line)", at: location)
                continue
            }
            lines[key] = location.line
            entries.append(Setting.Entry(key: key, keyLocation: location, value: value))
        }
        return entries
    }

    private mutating func key(from node: Node, at location: Location) -> String? {
        guard case .scalar(let scalar) = node else {
            note("a key must be a word, not a list or a mapping", at: location)
            return nil
        }
        let key = expanded(repeatedKeys[location] ?? YAMLDocument.restored(scalar.string), at: location)
        if isAlias(scalar) {
            note("an alias cannot be a key; write the key out", at: location)
            return nil
        }
        if key == "<<", scalar.style == .plain {
            note("'<<' is not supported; repeat the keys, or use 'defaults'", at: location)
            return nil
        }
        refuseTag(of: node, at: location)
        if let anchor = scalar.anchor?.rawValue {
            anchors[anchor] = Anchored(
                setting: Setting(.scalar(.init(text: key, isQuoted: true)), at: location),
                size: 1,
                height: 0
            )
        }
        return key
    }

    // MARK: - Single values

    private mutating func value(of scalar: Node.Scalar, at location: Location, depth: Int) -> Setting {
        let text = YAMLDocument.restored(scalar.string)
        if isAlias(scalar) { return copy(ofAnchor: String(text.dropFirst()), at: location, depth: depth) }
        let isPlain = scalar.style == .plain
        if isPlain, ["", "~", "null", "Null", "NULL"].contains(text) { return Setting(.null, at: location) }
        if isPlain, let message = AmbiguousScalar.message(for: text) { note(message, at: location) }
        let value = expanded(text, at: location)
        if value.unicodeScalars.contains("\0") {
            note("a value cannot hold the character U+0000; remove it", at: location)
        }
        return Setting(.scalar(.init(text: value, isQuoted: !isPlain || value != text)), at: location)
    }

    /// The text with its variables replaced; those that are not set are noted.
    private mutating func expanded(_ text: String, at location: Location) -> String {
        let expansion = variables.expand(text)
        for name in expansion.unset {
            note("the variable '\(name)' is not set; set it, or write ${\(name):-default}", at: location)
        }
        return expansion.text
    }

    private mutating func copy(ofAnchor name: String, at location: Location, depth: Int) -> Setting {
        guard let anchored = anchors[name] else {
            let phrase = Suggestion.phrase(for: name, among: anchors.keys.sorted())
            note("no anchor '&\(name)' stands before this alias\(phrase)", at: location)
            return Setting(.null, at: location)
        }
        guard reserve(anchored.size, height: anchored.height, depth: depth, at: location) else {
            return Setting(.null, at: location)
        }
        return anchored.setting
    }

    private func isAlias(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && scalar.string.unicodeScalars.first == YAMLDocument.asterisk
    }

    // MARK: - Bounds, tags and places

    /// Counts values; `false`, with one problem for the file, when there are too many of them or they lie too deep.
    private mutating func reserve(_ count: Int, height: Int, depth: Int, at location: Location) -> Bool {
        let wasWithinSize = size <= Self.maximumSize
        size += count
        deepest = max(deepest, depth + height)
        if size > Self.maximumSize {
            if wasWithinSize { note("the file holds more than \(Self.maximumSize) values; split it", at: location) }
            return false
        }
        if depth + height > Self.maximumDepth {
            note(Self.tooDeep, at: location)
            return false
        }
        return true
    }

    private mutating func refuseTag(of node: Node, at location: Location) {
        // Quotes make a text of a value, and Yams notes that as a tag; so it does once it has compared keys.
        let harmless = [Tag.Name.implicit, .str, .seq, .map].map(\.rawValue)
        guard !harmless.contains(node.tag.rawValue) else { return }
        let tag = node.tag.rawValue.replacing("tag:yaml.org,2002:", with: "!!")
        note("the tag '\(tag)' is not supported; remove it, and put a text in quotes", at: location)
    }

    private mutating func note(_ message: String, at location: Location) {
        problems.append(RuleProblem(at: location, message))
    }

    private func place(of node: Node) -> Location {
        Location(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }
}
