public import AuditModel

/// Reads the keys of one mapping of a rule file and collects every problem instead of stopping at the first.
///
/// A reading function returns `nil` for a key that is missing or wrong; what is wrong is in ``problems``.
public final class SettingReader {
    /// Where the mapping begins.
    public let location: Location
    /// The schema of datasets that are named without one.
    public let defaultSchema: String
    /// Everything that was wrong so far.
    public private(set) var problems: [RuleProblem] = []
    /// What the mapping is called in messages, such as `rule 'users.level.known'`.
    public let subject: String

    private let entries: [Setting.Entry]
    /// The keys that misspelled ones were taken for.
    private var meantKeys: Set<String> = []

    /// Creates a reader for the entries of a mapping.
    public init(_ entries: [Setting.Entry], of subject: String, at location: Location, defaultSchema: String) {
        self.entries = entries
        self.subject = subject
        self.location = location
        self.defaultSchema = defaultSchema
    }

    /// The value of a key, if it is there and not null.
    public func setting(_ key: String) -> Setting? {
        guard let setting = entries.first(where: { $0.key == key })?.value else { return nil }
        if case .null = setting.content { return nil }
        return setting
    }

    /// The keys that are there, with their places.
    public var keys: [Located<String>] { entries.map { Located($0.key, at: $0.keyLocation) } }

    /// Notes a problem.
    public func report(_ message: String, at location: Location? = nil) {
        problems.append(RuleProblem(at: location ?? self.location, message))
    }

    /// Notes that a key is missing.
    public func reportMissing(_ key: String) {
        report(missing(key))
    }

    /// Notes a key that is not known, with what may have been meant.
    ///
    /// - Parameters:
    ///   - place: where it is not known, such as `for kind 'unique'`.
    ///   - hints: words of other tools and what they are called here.
    ///   - otherwise: what to say where nothing is like it.
    public func reportUnknown(
        _ key: Located<String>,
        _ place: String,
        known: [String],
        hints: [String: String],
        otherwise: String
    ) {
        // SodaCL writes what it checks into the key: 'checks for orders'.
        let hint =
            hints[key.value] ?? key.value.firstRange(of: " for ").flatMap { hints[String(key.value[..<$0.lowerBound])] }
        let guess = hint == nil ? Suggestion.closest(to: key.value, among: known) : nil
        let rest =
            hint.map { "in Plumb this is '\($0)'" } ?? guess.map { "did you mean '\($0)'?" } ?? otherwise
        report("unknown key '\(key.value)' \(place); \(rest)", at: key.location)
        if let meant = hint ?? guess { meantKeys.insert(meant) }
    }

    /// The problems, without the keys that are missing only because they are misspelled: one mistake is told once.
    public var distinctProblems: [RuleProblem] {
        let told = Set(meantKeys.map(missing))
        return problems.filter { !told.contains($0.message) }
    }

    private func missing(_ key: String) -> String { "\(subject) needs '\(key)'" }

    /// Takes over the problems of a reader of an inner mapping.
    public func adopt(_ inner: SettingReader) {
        problems += inner.distinctProblems
    }

    /// A text.
    public func string(_ key: String) -> Located<String>? {
        guard let setting = setting(key) else { return nil }
        guard case .scalar(let scalar) = setting.content else {
            report("'\(key)' must be a single value, not \(setting.shape)", at: setting.location)
            return nil
        }
        return Located(scalar.text, at: setting.location)
    }

    /// A text that must be there.
    public func required(_ key: String) -> Located<String>? {
        requirePresence(of: key)
        guard let text = string(key) else { return nil }
        if text.value.isEmpty {
            report("'\(key)' must not be empty", at: text.location)
            return nil
        }
        return text
    }

    /// A piece of SQL.
    public func sql(_ key: String) -> Located<String>? {
        string(key).flatMap { whole($0, key) }
    }

    /// A piece of SQL that must be there.
    public func requiredSQL(_ key: String) -> Located<String>? {
        required(key).flatMap { whole($0, key) }
    }

    private func whole(_ piece: Located<String>, _ key: String) -> Located<String>? {
        guard let problem = SQLBalance(of: piece.value).problem else { return piece }
        report("'\(key)' \(problem)", at: piece.location)
        return nil
    }

    /// One of the cases of an enumeration.
    ///
    /// - Parameter hints: what the words of other tools are called here.
    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ key: String,
        _ type: Choice.Type,
        hints: [String: Choice] = [:]
    ) -> Choice? where Choice.RawValue == String {
        guard let text = string(key) else { return nil }
        if let choice = Choice(rawValue: text.value) { return choice }
        if let hint = hints[text.value.lowercased()] {
            report("unknown \(key) '\(text.value)'; in Plumb this is '\(hint.rawValue)'", at: text.location)
            return nil
        }
        let known = Choice.allCases.map(\.rawValue)
        let phrase = Suggestion.phrase(for: text.value, among: known)
        report(
            "unknown \(key) '\(text.value)'; it is one of \(known.joined(separator: ", "))\(phrase)",
            at: text.location
        )
        return nil
    }

    /// A whole number that is not negative.
    public func count(_ key: String) -> Int? {
        guard let text = string(key) else { return nil }
        if let number = Int(text.value), number >= 0 { return number }
        report("'\(key)' must be a whole number, not '\(text.value)'", at: text.location)
        return nil
    }

    /// `true` or `false`.
    public func flag(_ key: String) -> Bool? {
        guard let text = string(key) else { return nil }
        if let flag = Bool(text.value) { return flag }
        report("'\(key)' must be true or false, not '\(text.value)'", at: text.location)
        return nil
    }

    /// A list of texts.
    public func strings(_ key: String) -> [Located<String>]? {
        guard let setting = setting(key) else { return nil }
        guard case .list(let items) = setting.content else {
            report("'\(key)' must be a list such as [a, b], not \(setting.shape)", at: setting.location)
            return nil
        }
        return items.compactMap { item in
            if case .scalar(let scalar) = item.content { return Located(scalar.text, at: item.location) }
            report("'\(key)' must be a list of single values; this item is \(item.shape)", at: item.location)
            return nil
        }
    }

    /// A list of texts that must be there and hold something.
    public func requiredStrings(_ key: String) -> [Located<String>]? {
        requirePresence(of: key)
        guard let items = strings(key) else { return nil }
        if case .list(let written) = setting(key)?.content, written.isEmpty {
            report("'\(key)' must not be empty", at: setting(key)?.location)
        }
        var seen: Set<String> = []
        for item in items where !seen.insert(item.value).inserted {
            report("'\(item.value)' is there twice under '\(key)'", at: item.location)
        }
        return items.isEmpty ? nil : items
    }

    /// A list of lists of texts, none of them empty.
    func lists(_ key: String) -> [[String]]? {
        guard let setting = setting(key) else { return nil }
        guard case .list(let items) = setting.content, !items.isEmpty else {
            report("'\(key)' must be a list of lists such as [[a], [b, c]]", at: setting.location)
            return nil
        }
        return items.compactMap { item in
            guard case .list(let inner) = item.content, !inner.isEmpty else {
                report(
                    "'\(key)' must be a list of lists such as [[a], [b, c]]; this item is \(item.shape)",
                    at: item.location
                )
                return nil
            }
            return inner.compactMap { name in
                if case .scalar(let scalar) = name.content { return scalar.text }
                report("'\(key)' must hold single values; this one is \(name.shape)", at: name.location)
                return nil
            }
        }
    }

    /// Readers for a list of mappings, which must have no other keys than those given.
    func mappings(_ key: String, keys known: [String]) -> [SettingReader]? {
        guard let setting = setting(key) else { return nil }
        guard case .list(let items) = setting.content, !items.isEmpty else {
            report("'\(key)' must be a list of mappings, not \(setting.shape)", at: setting.location)
            return nil
        }
        return items.compactMap { item in
            guard case .mapping(let entries) = item.content else {
                report("an item of '\(key)' must be a mapping, not \(item.shape)", at: item.location)
                return nil
            }
            let inner = SettingReader(
                entries,
                of: "an item of '\(key)'",
                at: item.location,
                defaultSchema: defaultSchema
            )
            inner.refuseKeys(otherThan: known)
            return inner
        }
    }

    /// A list of constants.
    public func literals(_ key: String) -> [SQLLiteral]? {
        strings(key)?.map { SQLLiteral($0.value) }
    }

    /// The name of a dataset that must be there.
    public func dataset(_ key: String = "dataset") -> Located<DatasetName>? {
        guard let text = required(key) else { return nil }
        if let name = DatasetName(text.value, defaultSchema: defaultSchema) { return Located(name, at: text.location) }
        let quoted = text.value.contains { $0.isWhitespace } && !text.value.contains("\"")
        let hint = quoted ? "; a name with spaces stands in double quotes: '\"\(text.value)\"'" : ""
        report("'\(text.value)' is not the name of a table; write table or schema.table\(hint)", at: text.location)
        return nil
    }

    /// A reader for the mapping under a key, which must have no other keys than those given.
    public func mapping(_ key: String, keys known: [String]) -> SettingReader? {
        guard let setting = setting(key) else { return nil }
        guard case .mapping(let entries) = setting.content else {
            report("'\(key)' must be a mapping, not \(setting.shape)", at: setting.location)
            return nil
        }
        let inner = SettingReader(
            entries,
            of: "'\(key)'",
            at: setting.location,
            defaultSchema: defaultSchema
        )
        inner.refuseKeys(otherThan: known)
        return inner
    }

    /// Notes every key that is not known, with what may have been meant.
    ///
    /// - Parameters:
    ///   - hints: words of other tools and what they are called here.
    public func refuseKeys(otherThan known: [String], hints: [String: String] = [:]) {
        for key in keys where !known.contains(key.value) {
            let otherwise = "the keys are \(known.joined(separator: ", "))"
            reportUnknown(key, "in \(subject)", known: known, hints: hints, otherwise: otherwise)
        }
    }

    private func requirePresence(of key: String) {
        if setting(key) == nil { reportMissing(key) }
    }
}
