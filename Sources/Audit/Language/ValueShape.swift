/// What the value of a key looks like, from which the JSON Schema for editors is made. The readers of the kinds stay the
/// judges of what is allowed; a shape only has to let everything through that they do.
public indirect enum ValueShape: Sendable {
    /// Whatever the reader allows.
    case anything
    /// A single value.
    case text
    /// A single value of a form, given as a regular expression of JSON Schema.
    case form(String)
    /// A whole number that is not negative.
    case count
    /// `true` or `false`.
    case flag
    /// One of some words.
    case choice([String])
    /// A list of such values, at least one.
    case list(ValueShape)
    /// A list of two such values, of which one may be null.
    case bounds(ValueShape)
    /// A mapping with these keys and no others.
    case mapping([KindKey])
    /// A mapping from names that the author chooses, each to such a value or to nothing.
    case named(ValueShape)
    /// Any of these.
    case either([ValueShape])

    /// A day of the calendar.
    public static let day = ValueShape.form("^\\d{4}-\\d{2}-\\d{2}$")
    /// A length of time.
    public static let length = ValueShape.form(
        "^\\s*(\\d+\\s+)?([Ss]econd|[Mm]inute|[Hh]our|[Dd]ay|[Ww]eek|[Mm]onth)s?\\s*$"
    )
    /// A limit of the threshold grammar, or several of which any counts.
    public static let limits: ValueShape = {
        let unit = "\\s*(%|rows?|seconds?|minutes?|hours?|days?)?\\s*$"
        let number = "-?\\d+(\\.\\d+)?"
        let limit = ValueShape.form(
            "^\\s*((>=|<=|!=|>|<|=)\\s*\(number)|[Nn]ot\\s+between\\s+\(number)\\s+and\\s+\(number))\(unit)"
        )
        return .either([limit, .list(limit)])
    }()

    /// One of the cases of an enumeration.
    static func cases<Choice: RawRepresentable & CaseIterable>(of type: Choice.Type) -> ValueShape
    where Choice.RawValue == String {
        .choice(Choice.allCases.map(\.rawValue))
    }
}
