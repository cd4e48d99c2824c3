import AuditModel
import Foundation

extension LinkageQuestion {
    /// The keys of the section.
    static let keys = ["evidence", "match", "through", "segments", "backlog"]

    private static let defaultTop = 25

    /// What the section may hold.
    static let shape = ValueShape.mapping([
        KindKey(
            "evidence",
            "the table that holds the names",
            .mapping([
                .dataset, KindKey("keys", "what joins it to the dataset", .list(.text), isRequired: true),
                KindKey("where", "a SQL condition on its rows", .text),
            ])
        ),
        KindKey(
            "match",
            "what should equal what, the name of the parent first",
            .list(
                .mapping([
                    KindKey("child", "the column of the evidence", .text, isRequired: true),
                    KindKey("parent", "the column of the catalogue, as table.column", .text, isRequired: true),
                    KindKey("fold", "what a comparison overlooks", .list(.choice(TextFold.allCases.map(\.rawValue)))),
                    KindKey("tolerance", "how far apart numbers or times may be, such as 2.0 or 2 seconds", .text),
                ])
            ),
            isRequired: true
        ),
        KindKey("through", "what joins the tables of the catalogue", .list(.text)),
        KindKey("segments", "columns by which causes are shown as well", .list(.text)),
        KindKey(
            "backlog",
            "asks for the list of what is missing",
            .mapping([
                KindKey("by", "the first column of match", .text), KindKey("weight", "what a row is called", .text),
                KindKey("top", "how many of the list a page shows", .count),
            ])
        ),
    ])

    /// Reads the section; what is wrong is noted by the rule's reader.
    ///
    /// - Parameter parent: the table that the rule refers to, if it could be read.
    init?(reading settings: SettingReader, parent: Located<DatasetName>?) {
        guard let section = settings.mapping("diagnose", keys: Self.keys) else { return nil }
        defer { settings.adopt(section) }
        let before = section.problems.count
        evidence = Self.evidence(in: section)
        let matches = Self.items(of: "match", in: section)
        texts = []
        numbers = []
        for item in matches { Self.read(item, texts: &texts, numbers: &numbers, noting: section) }
        joins = Self.joins(in: section)
        segments = Self.segments(in: section)
        (weightNoun, top) = Self.backlog(in: section, name: texts.first?.child.value)
        if section.setting("match") == nil { section.reportMissing("match") }
        if section.setting("match") != nil, section.problems.count == before, texts.isEmpty || matches.isEmpty {
            section.report(
                "'match' needs a text that names the parent; put it first",
                at: section.setting("match")?.location
            )
        }
        guard !texts.isEmpty, section.problems.count == before else { return nil }
        if let parent, let apart = tables(with: parent).apart {
            section.report(
                "nothing joins \(apart.value) to \(texts[0].parent.dataset.value); add for example 'through: "
                    + "[\(apart.value.table).id = \(texts[0].parent.dataset.value.table).id]'",
                at: apart.location
            )
            return nil
        }
    }

    private static func evidence(in section: SettingReader) -> Evidence? {
        guard let inner = section.mapping("evidence", keys: ["dataset", "keys", "where"]) else { return nil }
        defer { section.adopt(inner) }
        let dataset = inner.dataset()
        let keys = inner.requiredStrings("keys")?.compactMap { text -> (Located<String>, Located<String>)? in
            let sides = text.value.components(separatedBy: " = ").map { $0.trimmingCharacters(in: .whitespaces) }
            guard (1...2).contains(sides.count), !sides.contains("") else {
                inner.report(
                    "'\(text.value)' is not a key; write a column, or 'column = column of the evidence'",
                    at: text.location
                )
                return nil
            }
            return (Located(sides[0], at: text.location), Located(sides[sides.count - 1], at: text.location))
        }
        let filter = inner.sql("where")?.value
        guard let dataset, let keys else { return nil }
        return Evidence(dataset: dataset, keys: keys.map { (row: $0.0, evidence: $0.1) }, filter: filter)
    }

    /// A reader for each mapping of a list.
    private static func items(of key: String, in section: SettingReader) -> [SettingReader] {
        guard let setting = section.setting(key) else { return [] }
        guard case .list(let items) = setting.content else {
            section.report(
                "'\(key)' must be a list such as [{ child: artist, parent: artists.name }]",
                at: setting.location
            )
            return []
        }
        return items.compactMap { item in
            guard case .mapping(let entries) = item.content else {
                section.report("an item of '\(key)' must be a mapping, not \(item.shape)", at: item.location)
                return nil
            }
            let reader = SettingReader(entries, of: "a match", at: item.location, defaultSchema: section.defaultSchema)
            reader.refuseKeys(otherThan: ["child", "parent", "fold", "tolerance"])
            return reader
        }
    }

    private static func read(
        _ item: SettingReader,
        texts: inout [TextMatch],
        numbers: inout [NumberMatch],
        noting section: SettingReader
    ) {
        defer { section.adopt(item) }
        let child = item.required("child")
        let parent = item.required("parent").flatMap { text in
            let column = CatalogueColumn(text, defaultSchema: item.defaultSchema)
            if column == nil {
                item.report(
                    "'\(text.value)' is not a column; write table.column or schema.table.column",
                    at: text.location
                )
            }
            return column
        }
        let folds = item.strings("fold")?.compactMap { fold(of: $0, noting: item) }
        guard item.setting("tolerance") != nil else {
            guard let child, let parent else { return }
            texts.append(TextMatch(child: child, parent: parent, folding: TextFolding(folds: Set(folds ?? []))))
            return
        }
        if folds != nil { item.report("a match has 'fold' for texts or 'tolerance' for numbers and times, not both") }
        if texts.isEmpty {
            item.report("the first match must be the text that names the parent, so it has no 'tolerance'")
        }
        guard let tolerance = tolerance(in: item), let child, let parent else { return }
        numbers.append(
            NumberMatch(
                child: child,
                parent: parent,
                tolerance: tolerance.number,
                toleranceText: tolerance.text,
                unit: tolerance.unit
            )
        )
    }

    private static func fold(of text: Located<String>, noting item: SettingReader) -> TextFold? {
        if let fold = TextFold(rawValue: text.value) { return fold }
        let known = TextFold.allCases.map(\.rawValue)
        let phrase = Suggestion.phrase(for: text.value, among: known)
        item.report(
            "unknown fold '\(text.value)'; it is one of \(known.joined(separator: ", "))\(phrase)",
            at: text.location
        )
        return nil
    }

    /// A number such as `2.0`, or a length of time such as `2 seconds`.
    private static func tolerance(in item: SettingReader) -> (number: String, text: String, unit: String?)? {
        guard let text = item.string("tolerance") else { return nil }
        if let number = ExactDecimal(text.value), !text.value.hasPrefix("-") {
            return (number.description, text.value, nil)
        }
        if let seconds = TimeStep(text.value)?.seconds { return (String(seconds), text.value, "seconds") }
        item.report(
            "'\(text.value)' is not a tolerance; write a number such as 2.0, or '2 seconds' for times and for numbers of seconds",
            at: text.location
        )
        return nil
    }

    private static func joins(in section: SettingReader) -> [Join] {
        (section.strings("through") ?? []).compactMap { text in
            let sides = text.value.components(separatedBy: "=").compactMap {
                CatalogueColumn(
                    Located($0.trimmingCharacters(in: .whitespaces), at: text.location),
                    defaultSchema: section.defaultSchema
                )
            }
            if sides.count == 2 { return Join(left: sides[0], right: sides[1]) }
            section.report(
                "'\(text.value)' joins no two tables; write 'songs.artist_id = artists.artist_id'",
                at: text.location
            )
            return nil
        }
    }

    private static func segments(in section: SettingReader) -> [Segment] {
        let units = ["hour", "day", "week", "month", "year"]
        return (section.strings("segments") ?? []).compactMap { text in
            let parts = text.value.components(separatedBy: " by ")
            if parts.count == 1 { return Segment(column: text, unit: nil) }
            if parts.count == 2, units.contains(parts[1]) {
                return Segment(column: Located(parts[0], at: text.location), unit: parts[1])
            }
            section.report(
                "'\(text.value)' is no segment; write a column, or 'column by month' (\(units.joined(separator: ", ")))",
                at: text.location
            )
            return nil
        }
    }

    private static func backlog(in section: SettingReader, name: String?) -> (weight: String?, top: Int) {
        guard let inner = section.mapping("backlog", keys: ["by", "weight", "top"]) else {
            return (nil, section.setting("backlog") == nil ? 0 : defaultTop)
        }
        defer { section.adopt(inner) }
        if let by = inner.string("by"), let name, by.value != name {
            inner.report(
                "the backlog is by the first column of 'match', '\(name)', not by '\(by.value)'",
                at: by.location
            )
        }
        let top = inner.count("top")
        if top == 0 { inner.report("'top' must be at least 1", at: inner.setting("top")?.location) }
        return (inner.string("weight")?.value, top ?? defaultTop)
    }
}
