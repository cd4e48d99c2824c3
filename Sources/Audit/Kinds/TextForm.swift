/// A type that a text can be read as without an error.
///
/// Told by the form of the text and not by trying, since a failed cast ends the query; so the answer is the same on every
/// version of PostgreSQL. Dates and times are those of ISO 8601 and RFC 3339, which every setting of the server reads alike.
enum TextForm: String, CaseIterable, Sendable {
    case smallint, integer, bigint, numeric, boolean, date, time, timestamp, uuid

    /// What other names PostgreSQL and other tools have for them.
    private static let otherNames: [String: TextForm] = [
        "int": .integer, "int4": .integer, "int2": .smallint, "int8": .bigint, "long": .bigint, "decimal": .numeric,
        "float": .numeric, "double": .numeric, "real": .numeric, "number": .numeric, "bool": .boolean,
        "timestamptz": .timestamp, "datetime": .timestamp, "guid": .uuid,
    ]

    /// Reads a form by name.
    static func reading(_ key: String, in settings: SettingReader) -> TextForm? {
        settings.choice(key, TextForm.self, hints: otherNames)
    }

    /// The form as part of a sentence.
    var inWords: String {
        switch self {
        case .smallint, .integer, .bigint: "a whole number (\(rawValue))"
        case .numeric: "a number"
        case .boolean: "true or false"
        case .date: "a day of the calendar"
        case .time: "a time of day"
        case .timestamp: "an instant"
        case .uuid: "a UUID"
        }
    }

    /// A condition that holds for a text of the form; it never fails, whatever the text.
    func holds(for text: String) -> String {
        switch self {
        case .smallint: Self.whole(text, from: "-32768", to: "32767")
        case .integer: Self.whole(text, from: "-2147483648", to: "2147483647")
        case .bigint: Self.whole(text, from: "-9223372036854775808", to: "9223372036854775807")
        case .numeric: "(\(text) ~ '^[+-]?([0-9]{1,255}(\\.[0-9]{0,255})?|\\.[0-9]{1,255})([eE][+-]?[0-9]{1,3})?$')"
        case .boolean: "(lower(\(text)) IN ('true', 'false', 't', 'f', 'yes', 'no', 'y', 'n', 'on', 'off', '1', '0'))"
        case .date: Self.day(text, followedBy: "$")
        case .time: "(\(text) ~ '^\(Self.clock)$')"
        case .timestamp: Self.day(text, followedBy: "([ T]\(Self.clock)( ?(Z|[+-](0[0-9]|1[0-4])(:?[0-5][0-9])?))?)?$")
        case .uuid: "(\(text) ~* '^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$')"
        }
    }

    private static let clock = "([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?"

    private static func whole(_ text: String, from least: String, to most: String) -> String {
        "(CASE WHEN \(text) ~ '^[+-]?[0-9]{1,100}$' THEN \(text)::numeric BETWEEN \(least) AND \(most) ELSE false END)"
    }

    /// A day that the calendar has, by the lengths of the months and the leap years of the Gregorian calendar.
    private static func day(_ text: String, followedBy rest: String) -> String {
        let year = "substr(\(text), 1, 4)::int"
        return """
            (CASE WHEN \(text) ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])\(rest)' THEN \(year) > 0 \
            AND substr(\(text), 9, 2)::int <= CASE WHEN substr(\(text), 6, 2) IN ('04', '06', '09', '11') THEN 30 \
            WHEN substr(\(text), 6, 2) = '02' THEN CASE WHEN \(year) % 4 = 0 AND (\(year) % 100 <> 0 OR \(year) % 400 = 0) \
            THEN 29 ELSE 28 END ELSE 31 END ELSE false END)
            """
    }
}
