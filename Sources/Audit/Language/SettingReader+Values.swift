extension SettingReader {
    /// A list of two bounds, of which one may be null.
    func bounds(_ key: String) -> (SQLLiteral?, SQLLiteral?)? {
        guard let setting = setting(key) else { return nil }
        guard case .list(let items) = setting.content, items.count == 2 else {
            report(
                "'\(key)' must be a list of two bounds such as [0, 100]; null leaves an end open: [0, null]",
                at: setting.location
            )
            return nil
        }
        var bounds: [SQLLiteral?] = []
        for item in items {
            switch item.content {
            case .null: bounds.append(nil)
            case .scalar(let scalar): bounds.append(SQLLiteral(scalar.text))
            case .list, .mapping:
                report("a bound of '\(key)' must be a single value, not \(item.shape)", at: item.location)
                return nil
            }
        }
        if bounds.allSatisfy({ $0 == nil }) {
            report("'\(key)' needs at least one bound", at: setting.location)
            return nil
        }
        if let lower = bounds[0]?.text, let upper = bounds[1]?.text, Self.isAbove(lower, upper) {
            report("the bounds of '\(key)' are the wrong way round; the smallest comes first", at: setting.location)
            return nil
        }
        return (bounds[0], bounds[1])
    }

    /// Whether a bound is larger than another, as far as their form tells.
    private static func isAbove(_ left: String, _ right: String) -> Bool {
        if let left = Double(left), let right = Double(right) { return left > right }
        // Only the common beginning counts: the end of a day lies behind its beginning.
        let length = min(left.count, right.count)
        return isInstant(left) && isInstant(right) && left.prefix(length) > right.prefix(length)
    }

    /// An instant or a day in ISO form: `2018-11-01`, `2018-11-01 12:30` or `2018-11-01T12:30:00Z`, in UTC.
    ///
    /// Only the form is checked here; PostgreSQL reads the value.
    func instant(_ key: String) -> Located<String>? {
        string(key).flatMap(instant(in:))
    }

    /// A day of the calendar, `yyyy-mm-dd`.
    public func day(_ key: String) -> Located<String>? {
        guard let text = string(key) else { return nil }
        if text.value.count == 10, Self.isInstant(text.value) { return text }
        report("'\(text.value)' is not a day of the calendar; write for example 2027-01-31", at: text.location)
        return nil
    }

    /// A list of days of the calendar, each `yyyy-mm-dd`.
    func days(_ key: String) -> [Located<String>]? {
        guard let texts = strings(key) else { return nil }
        for text in texts where text.value.count != 10 || !Self.isInstant(text.value) {
            report("'\(text.value)' is not a day of the calendar; write for example 2027-01-31", at: text.location)
        }
        return texts
    }

    private func instant(in text: Located<String>) -> Located<String>? {
        guard Self.isInstant(text.value) else {
            report(
                "'\(text.value)' is not an instant; write for example 2018-11-01 or '2018-11-01 12:30:00'",
                at: text.location
            )
            return nil
        }
        let folded = text.value.replacing("T", with: " ").replacing("Z", with: "")
        return Located(folded, at: text.location)
    }

    private static func isInstant(_ text: String) -> Bool {
        let pattern = /(\d{4})-(\d{2})-(\d{2})([ T]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?Z?)?/
        guard
            let match = text.wholeMatch(of: pattern),
            let year = Int(match.1), let month = Int(match.2), let day = Int(match.3)
        else { return false }
        return (1...12).contains(month) && (1...days(inMonth: month, of: year)).contains(day)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// A list of spans of time, each a list of two instants.
    func spans(_ key: String) -> [TimeSpan]? {
        guard let setting = setting(key) else { return nil }
        guard case .list(let items) = setting.content else {
            report("'\(key)' must be a list of spans such as [[2018-11-03, 2018-11-04]]", at: setting.location)
            return nil
        }
        return items.compactMap { item in
            guard case .list(let ends) = item.content, ends.count == 2 else {
                report("a span of '\(key)' must be a list of two instants", at: item.location)
                return nil
            }
            let instants = ends.compactMap { end -> String? in
                guard case .scalar(let scalar) = end.content else { return nil }
                return instant(in: Located(scalar.text, at: end.location))?.value
            }
            return instants.count == 2 ? TimeSpan(from: instants[0], to: instants[1]) : nil
        }
    }

    /// A length of time such as `1 day`, `15 minutes` or `24 hours`.
    public func duration(_ key: String) -> Located<TimeStep>? {
        guard let text = string(key) else { return nil }
        if let step = TimeStep(text.value) { return Located(step, at: text.location) }
        let units = TimeStep.Unit.allCases.map(\.rawValue).joined(separator: ", ")
        report(
            "'\(text.value)' is not a length of time; write for example '1 day' (units: \(units))",
            at: text.location
        )
        return nil
    }
}

/// A span of time between two instants in ISO form, both included.
struct TimeSpan: Sendable {
    var from: String
    var to: String
}

/// A length of time as people write it: a whole number of one unit.
public struct TimeStep: Sendable, Hashable {
    /// The units, as written in the singular.
    public enum Unit: String, CaseIterable, Sendable {
        case second, minute, hour, day, week, month
    }

    /// How many of the unit, from 1.
    public var number: Int
    /// The unit.
    public var unit: Unit

    init(_ number: Int, _ unit: Unit) {
        self.number = number
        self.unit = unit
    }

    /// Reads `1 day`, `15 minutes` or just `day`; `nil` for anything else.
    public init?(_ text: String) {
        let words = text.lowercased().split(whereSeparator: \.isWhitespace)
        let name = words.count == 2 ? words[1] : words.first ?? ""
        let singular = name.hasSuffix("s") ? name.dropLast() : name
        guard
            (1...2).contains(words.count), let unit = Unit(rawValue: String(singular)),
            let number = words.count == 2 ? Int(words[0]) : 1, (1...100_000).contains(number)
        else { return nil }
        self.number = number
        self.unit = unit
    }

    /// The length in seconds; `nil` for months, which differ.
    public var seconds: Int? {
        switch unit {
        case .second: number
        case .minute: number * 60
        case .hour: number * 3_600
        case .day: number * 86_400
        case .week: number * 604_800
        case .month: nil
        }
    }

    /// The length as PostgreSQL's interval.
    var interval: String { "\(number) \(unit.rawValue)" + (number == 1 ? "" : "s") }

    /// What periods of this length are called: `days`, `periods of 15 minutes`.
    var plural: String { number == 1 ? unit.rawValue + "s" : "periods of \(interval)" }
}
