import AuditModel

extension Accepted {
    /// What makes a value acceptable.
    enum Criterion: Sendable {
        case values([SQLLiteral])
        case range(SQLLiteral?, SQLLiteral?)
        case pattern(String)
        case excluded(String)
        case length(SQLLiteral?, SQLLiteral?)
        case type(TextForm)

        /// The keys, of which a rule has at least one.
        static let keys = ["values", "range", "pattern", "not_pattern", "length", "type"]
    }

    /// Reads every criterion that is given.
    static func criteria(reading settings: SettingReader) -> [Criterion] {
        let given = Criterion.keys.filter { settings.setting($0) != nil }
        if given.isEmpty {
            settings.report(
                "\(settings.subject) needs at least one of 'values', 'range', 'pattern', 'not_pattern', 'length' and 'type'"
            )
        }
        return given.compactMap { key -> Criterion? in
            switch key {
            case "values": settings.requiredStrings(key).map { .values($0.map { SQLLiteral($0.value) }) }
            case "pattern": settings.required(key).map { .pattern($0.value) }
            case "not_pattern": settings.required(key).map { .excluded($0.value) }
            case "type": TextForm.reading(key, in: settings).map { .type($0) }
            case "length": lengths(reading: settings)
            default: settings.bounds(key).map { .range($0.0, $0.1) }
            }
        }
    }

    private static func lengths(reading settings: SettingReader) -> Criterion? {
        guard let bounds = settings.bounds("length") else { return nil }
        for bound in [bounds.0, bounds.1].compactMap(\.self)
        where !(Int(bound.text).map { (0...1_000_000_000).contains($0) } ?? false) {
            settings.report(
                "a bound of 'length' must be a whole number, not '\(bound.text)'",
                at: settings.setting("length")?.location
            )
            return nil
        }
        return .length(bounds.0, bounds.1)
    }

    /// A condition that holds for values that a criterion refuses; false and not NULL for a missing value, so that it can be
    /// counted by a filter.
    func refusal(by criterion: Criterion, of column: Catalog.Column?) -> String {
        let name = SQLText.column(self.column.value)
        switch criterion {
        case .values(let values):
            let list = values.map { ignoresCase ? "lower(\($0.sql))" : $0.sql }.joined(separator: ", ")
            if ignoresCase { return "lower(\(name)::text) NOT IN (\(list))" }
            // An enum cannot be compared with a value that it lacks, which a list of accepted values may well hold.
            return "\(name)\(column?.category == "E" ? "::text" : "") NOT IN (\(list))"
        case .range(let lower, let upper): return Self.outside(name, lower, upper, of: column)
        case .pattern(let pattern):
            return "\(name)::text \(ignoresCase ? "!~*" : "!~") \(SQLLiteral(Self.matchingWhole(pattern)).sql)"
        case .excluded(let pattern):
            return "\(name)::text \(ignoresCase ? "~*" : "~") \(SQLLiteral(pattern).sql)"
        case .length(let lower, let upper):
            let length = column?.type == "bytea" ? "length(\(name))" : "char_length(\(name)::text)"
            return Self.outside(length, lower, upper, of: nil)
        case .type(let form): return "(\(name) IS NOT NULL AND NOT \(form.holds(for: "btrim(\(name)::text)")))"
        }
    }

    /// The patterns of the rule as a query that fails when one of them is no regular expression. The server looks at one only
    /// when it holds a value against it.
    var constantTest: String? {
        let patterns = criteria.compactMap { criterion in
            switch criterion {
            case .pattern(let pattern): Self.matchingWhole(pattern)
            case .excluded(let pattern): pattern
            default: nil
            }
        }
        guard !patterns.isEmpty else { return nil }
        return "SELECT " + patterns.map { "'' ~ \(SQLLiteral($0).sql)" }.joined(separator: ", ")
    }

    /// A pattern that the whole value must match. Options such as (?i) count at the beginning only.
    private static func matchingWhole(_ pattern: String) -> String {
        let options = pattern.prefixMatch(of: /\(\?[a-z]+\)/).map { String($0.output) } ?? ""
        return "\(options)^(?:\(pattern.dropFirst(options.count)))$"
    }

    private static func outside(
        _ expression: String,
        _ lower: SQLLiteral?,
        _ upper: SQLLiteral?,
        of column: Catalog.Column?
    ) -> String {
        let below = lower.map { "\(expression) < \($0.sql)" }
        let above = upper.map { bound in
            // A bare day means its whole day, as it does for every other instant in a rule file.
            let isWholeDay =
                column?.type.hasPrefix("timestamp") == true && bound.text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
            return isWholeDay ? "\(expression) >= DATE \(bound.sql) + 1" : "\(expression) > \(bound.sql)"
        }
        return [below, above].compactMap(\.self).joined(separator: " OR ")
    }
}

extension Accepted.Criterion {
    /// What is accepted, as part of a sentence: `one of free, paid`, `between 1 and 5`.
    var inWords: String {
        switch self {
        case .values(let values): "one of \(values.map(\.text).joined(separator: ", "))"
        case .range(let lower, let upper): Self.bounds(lower, upper)
        case .pattern(let pattern): "of the form \(pattern)"
        case .excluded(let pattern): "free of \(pattern)"
        case .length(let lower, let upper): "\(Self.bounds(lower, upper)) characters long"
        case .type(let form): form.inWords
        }
    }

    private static func bounds(_ lower: SQLLiteral?, _ upper: SQLLiteral?) -> String {
        switch (lower, upper) {
        case (let lower?, let upper?): "between \(lower.text) and \(upper.text)"
        case (let lower?, nil): "at least \(lower.text)"
        case (nil, let upper?): "at most \(upper.text)"
        case (nil, nil): "anything"
        }
    }
}
