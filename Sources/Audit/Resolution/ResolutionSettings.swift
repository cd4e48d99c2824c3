/// What a rule says about how rows are to be resolved into entities.
struct ResolutionSettings: Sendable {
    /// A column as the rule names it.
    struct Compared: Sendable {
        var column: Located<String>
        /// How it is compared; `nil` for what its type and its values suggest.
        var form: Comparison.Form?
        var weight: Comparison.Weight
        var tolerance: String?
    }

    /// A value that rows must have in common to be compared.
    struct BlockingValue: Sendable {
        enum Shape: Sendable, Hashable {
            case whole, sound
            case prefix(Int)
        }

        var column: Located<String>
        var shape: Shape
    }

    /// Columns of another table that speak for or against a pair.
    struct Evidence: Sendable {
        var dataset: Located<DatasetName>
        var key: Located<String>
        var columns: [Located<String>]
        /// The column by which the latest row of an entity is told.
        var latest: Located<String>?
    }

    /// A table with instants in which one entity cannot be at work twice at once.
    struct Concurrency: Sendable {
        var dataset: Located<DatasetName>
        var key: Located<String>
        var time: Located<String>
        /// How long an entity may be silent within one session, as PostgreSQL's interval; `nil` for half an hour.
        var gap: String?
    }

    /// Which pairs count as violations.
    enum Counted: String, CaseIterable, Sendable {
        case likely, possible
    }

    var compare: [Compared]
    var block: [[BlockingValue]]
    var evidence: [Evidence]
    var never: [Concurrency]
    /// From which probability two rows are likely the same.
    var likely: Double
    /// From which probability two rows are possibly the same.
    var possible: Double
    var counted: Counted

    /// Whether rows are looked for that are equal in everything, and nothing is to be weighed.
    var asksForEqualRows: Bool {
        compare.allSatisfy { $0.form == .exact } && block.isEmpty && evidence.isEmpty && never.isEmpty
    }

    /// What the settings ask, line by line.
    var question: [String] {
        var lines = compare.map { compared in
            let form = compared.form?.rawValue ?? "by its values"
            return "\(SQLText.column(compared.column.value)) \(form) \(compared.weight) \(compared.tolerance ?? "")"
        }
        lines += block.map { rule in
            "block " + rule.map { "\($0.shape) of \(SQLText.column($0.column.value))" }.joined(separator: " and ")
        }
        lines += evidence.map { source in
            "evidence \(source.dataset.value.sql) \(SQLText.columns(([source.key] + source.columns).map(\.value))) "
                + (source.latest?.value ?? "")
        }
        lines += never.map { source in
            "never \(source.dataset.value.sql) \(SQLText.columns([source.key, source.time].map(\.value))) "
                + (source.gap ?? "")
        }
        return lines + ["likely \(likely), possible \(possible), counted \(counted)"]
    }

    /// The columns and tables that the settings name, those of the rule's own dataset first.
    func references(in dataset: Located<DatasetName>) -> [Reference] {
        var references = (compare.map(\.column) + block.flatMap { $0.map(\.column) }).map { Reference($0, of: dataset) }
        for source in evidence {
            references.append(Reference(source.dataset))
            references += ([source.key] + source.columns + [source.latest].compactMap(\.self)).map {
                Reference($0, of: source.dataset)
            }
        }
        for source in never {
            references.append(Reference(source.dataset))
            references += [source.key, source.time].map { Reference($0, of: source.dataset) }
        }
        return references
    }
}

// MARK: - Keys

extension ResolutionSettings {
    /// The keys of a compared column.
    static let comparedKeys = [
        KindKey("column", "the column", .text, isRequired: true),
        KindKey(
            "as",
            "how its values are compared; without it what its type and values suggest",
            .cases(of: Comparison.Form.self)
        ),
        KindKey("weight", "how much its agreement counts; without it normal", .cases(of: Comparison.Weight.self)),
        KindKey(
            "tolerance",
            "up to which difference dates, in days, or numbers count as the same",
            .text
        ),
    ]
    /// The keys of `threshold`.
    static let thresholdKeys = [
        KindKey("likely", "the probability from which two rows are likely the same; without it 0.9", .text),
        KindKey("possible", "the probability from which they are possibly the same; without it 0.5", .text),
    ]
    /// The keys of another table that speaks for or against a pair.
    static let evidenceKeys = [
        KindKey("dataset", "the other table", .text, isRequired: true),
        KindKey("key", "its column that holds the rows' key", .text, isRequired: true),
        KindKey(
            "columns",
            "its columns that are compared",
            .list(.text),
            isRequired: true
        ),
        KindKey("latest", "the column by which the latest row of each is told", .text),
    ]
    /// The keys of a table in which one and the same cannot be at work twice at once.
    static let concurrencyKeys = [
        KindKey("concurrent", "the table", .text, isRequired: true),
        KindKey("key", "its column that holds the rows' key", .text, isRequired: true),
        KindKey("time", "its column of instants", .text, isRequired: true),
        KindKey("gap", "without a row for so long a session ends; without it 30 minutes", .length),
    ]
}

// MARK: - Reading

extension ResolutionSettings {
    /// Reads the settings; what is wrong is noted by the reader.
    init?(reading settings: SettingReader) {
        let compare = Self.compared(settings)
        block = Self.blocks(settings)
        evidence = Self.items("evidence", settings, keys: Self.evidenceKeys) { item in
            guard let dataset = item.dataset(), let key = item.required("key"),
                let columns = item.requiredStrings("columns")
            else { return nil }
            return Evidence(dataset: dataset, key: key, columns: columns, latest: item.string("latest"))
        }
        never = Self.items("never", settings, keys: Self.concurrencyKeys) { item in
            guard let dataset = item.dataset("concurrent"), let key = item.required("key"),
                let time = item.required("time")
            else { return nil }
            return Concurrency(dataset: dataset, key: key, time: time, gap: item.duration("gap")?.value.interval)
        }
        let limits = settings.mapping("threshold", keys: Self.thresholdKeys.map(\.name))
        likely = limits.flatMap { Self.probability("likely", $0) } ?? 0.9
        possible = limits.flatMap { Self.probability("possible", $0) } ?? 0.5
        if possible > likely {
            settings.report("'possible' must not be above 'likely'", at: settings.setting("threshold")?.location)
        }
        if let limits { settings.adopt(limits) }
        counted = settings.choice("counts", Counted.self) ?? .likely
        guard let compare, !compare.isEmpty else { return nil }
        self.compare = compare
    }

    private static func probability(_ key: String, _ settings: SettingReader) -> Double? {
        guard let text = settings.string(key) else { return nil }
        if let number = Double(text.value), number > 0, number < 1 { return number }
        settings.report("'\(key)' must be a probability between 0 and 1, not '\(text.value)'", at: text.location)
        return nil
    }

    private static func items<Item>(
        _ key: String,
        _ settings: SettingReader,
        keys: [KindKey],
        _ read: (SettingReader) -> Item?
    ) -> [Item] {
        guard let setting = settings.setting(key) else { return [] }
        guard case .list(let items) = setting.content else {
            settings.report("'\(key)' must be a list of mappings, not \(setting.shape)", at: setting.location)
            return []
        }
        return items.compactMap { item(of: key, $0, settings, keys: keys, read) }
    }

    private static func item<Item>(
        of key: String,
        _ item: Setting,
        _ settings: SettingReader,
        keys: [KindKey],
        _ read: (SettingReader) -> Item?
    ) -> Item? {
        guard case .mapping(let entries) = item.content else {
            settings.report("an item of '\(key)' must be a mapping, not \(item.shape)", at: item.location)
            return nil
        }
        let subject = "an item of '\(key)'"
        let reader = SettingReader(entries, of: subject, at: item.location, defaultSchema: settings.defaultSchema)
        reader.refuseKeys(otherThan: keys.map(\.name))
        defer { settings.adopt(reader) }
        return read(reader)
    }

    private static func compared(_ settings: SettingReader) -> [Compared]? {
        guard let setting = settings.setting("compare") else {
            settings.reportMissing("compare")
            return nil
        }
        guard case .list(let items) = setting.content, !items.isEmpty else {
            settings.report("'compare' must be a list of columns such as [a, b]", at: setting.location)
            return nil
        }
        var seen: Set<String> = []
        return items.compactMap { item in
            guard let compared = compared(item, settings) else { return nil }
            if !seen.insert(compared.column.value).inserted {
                let column = compared.column
                settings.report("'\(column.value)' is there twice under 'compare'", at: column.location)
            }
            return compared
        }
    }

    private static func compared(_ item: Setting, _ settings: SettingReader) -> Compared? {
        if case .scalar(let scalar) = item.content {
            return Compared(column: Located(scalar.text, at: item.location), form: nil, weight: .normal)
        }
        return Self.item(of: "compare", item, settings, keys: Self.comparedKeys) { reader in
            let form = reader.choice("as", Comparison.Form.self)
            let tolerance = reader.string("tolerance")
            if let tolerance {
                if form != .date && form != .number {
                    reader.report("'tolerance' goes with 'as: date' (in days) and 'as: number'", at: tolerance.location)
                } else if tolerance.value.wholeMatch(of: /\d{1,15}(\.\d{1,15})?/) == nil {
                    reader.report("'tolerance' must be a number, not '\(tolerance.value)'", at: tolerance.location)
                }
            }
            let weight = reader.choice("weight", Comparison.Weight.self) ?? .normal
            return reader.required("column").map {
                Compared(column: $0, form: form, weight: weight, tolerance: tolerance?.value)
            }
        }
    }

    private static func blocks(_ settings: SettingReader) -> [[BlockingValue]] {
        guard let setting = settings.setting("block") else { return [] }
        guard case .list(let items) = setting.content else {
            settings.report("'block' must be a list of columns, or of lists of columns", at: setting.location)
            return []
        }
        return items.map { item in
            if case .list(let inner) = item.content { return inner.compactMap { blockingValue($0, settings) } }
            return [blockingValue(item, settings)].compactMap(\.self)
        }.filter { !$0.isEmpty }
    }

    private static func blockingValue(_ item: Setting, _ settings: SettingReader) -> BlockingValue? {
        guard case .scalar(let scalar) = item.content else {
            settings.report("'block' must be a list of columns, or of lists of columns", at: item.location)
            return nil
        }
        if let match = scalar.text.wholeMatch(of: /sound\((.+)\)/) {
            return BlockingValue(column: Located(String(match.1), at: item.location), shape: .sound)
        }
        if let match = scalar.text.wholeMatch(of: /prefix\((.+?), *(\d{1,3})\)/), let length = Int(match.2) {
            return BlockingValue(column: Located(String(match.1), at: item.location), shape: .prefix(length))
        }
        return BlockingValue(column: Located(scalar.text, at: item.location), shape: .whole)
    }
}
