import AuditModel
import Postgres

/// A difference between two spellings that a comparison overlooks.
enum TextFold: String, CaseIterable, Sendable {
    case `case`, accents, punctuation, article, edition
    case leadArtist = "lead_artist"

    /// What is overlooked, for people.
    var words: String {
        switch self {
        case .case: "capital letters"
        case .accents: "accents"
        case .punctuation: "punctuation marks, with '&' read as 'and'"
        case .article: "'The' in front"
        case .edition: "notes on the edition at the end, such as '(2nd edition)' or '[Album Version]'"
        case .leadArtist:
            "'The' in front and all but the first of several names ('A;B', 'A / B', 'A feat. B', 'A with B')"
        }
    }
}

/// Several folds that are done one after the other, in SQL.
struct TextFolding: Sendable {
    /// What is overlooked beside white space, which always is.
    var folds: Set<TextFold>

    /// The text that stands for all spellings of `column`, as lateral subqueries and the name of the last one's column.
    ///
    /// `OFFSET 0` keeps PostgreSQL from putting one step's expression into the next one wherever it is named, which would
    /// double the work at each step.
    func laterals(of column: String, prefix: String) -> (sql: String, column: String) {
        var value = column
        var lines: [String] = []
        for (index, step) in steps.enumerated() {
            let name = "\(prefix)\(index + 1)"
            lines.append("CROSS JOIN LATERAL (SELECT \(step(value)) AS x OFFSET 0) AS \(name)")
            value = "\(name).x"
        }
        return (lines.joined(separator: "\n    "), value)
    }

    private typealias Step = (String) -> String

    private var steps: [Step] {
        var steps: [Step] = [TextPattern.withPlainSpaces]
        if folds.contains(.accents) { steps.append(Self.withoutAccents) }
        if folds.contains(.case) { steps.append { "lower(\($0))" } }
        if folds.contains(.edition) {
            steps.append {
                Self.keepingSomething($0, removing: Self.edition, where: Self.mayTellEdition($0))
            }
        }
        if folds.contains(.leadArtist) {
            steps.append(TextPattern.firstName)
        }
        if folds.contains(.article) || folds.contains(.leadArtist) {
            steps.append { Self.keepingSomething($0, removing: "^the +|, *the$", where: "\($0) ~* '^the |,'") }
        }
        if folds.contains(.punctuation) { steps.append(Self.withoutPunctuation) }
        return steps
    }

    /// Letters with marks are taken apart and lose the marks; letters that cannot be taken apart have their usual stand-ins.
    private static func withoutAccents(_ value: String) -> String {
        let marks = SQL.quoted(literal: #"[\u0300-\u036F\u1AB0-\u1AFF\u1DC0-\u1DFF\u20D0-\u20FF\uFE20-\uFE2F]"#)
        let plain =
            "translate(regexp_replace(normalize(\(value), NFKD), \(marks), '', 'g'), 'øØłŁđĐðÐıħŦ', 'oOlLdDdDihT')"
        return """
            CASE WHEN octet_length(\(value)) = char_length(\(value)) THEN \(value) \
            ELSE replace(replace(replace(\(plain), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe') END
            """
    }

    /// Apostrophes and full stops vanish, other marks become spaces; a text of nothing but marks stays.
    ///
    /// What has neither marks nor double spaces, like most texts, is only looked at.
    private static func withoutPunctuation(_ value: String) -> String {
        let marks = SQL.quoted(
            literal: #"[][!"(),/:;?{}_*\s\u00A1\u00AB\u00B7\u00BB\u00BF\u2010-\u2027\u2030-\u205E-]+"#
        )
        let words = "translate(replace(\(value), '&', ' and '), '.''’‘`´', '')"
        let spaced = "regexp_replace(\(words), \(marks), ' ', 'g')"
        return keepingSomething(value, to: spaced, where: "\(value) ~ '[^ 0-9A-Za-z]|  '")
    }

    /// Changes a text, unless nothing would be left.
    ///
    /// - Parameter condition: holds for every text that is changed, and is quicker to find out than the change is made.
    private static func keepingSomething(_ value: String, to changed: String, where condition: String) -> String {
        "coalesce(nullif(btrim(CASE WHEN \(condition) THEN \(changed) ELSE \(value) END), ''), \(value))"
    }

    /// Removes what a pattern matches, unless nothing would be left.
    private static func keepingSomething(_ value: String, removing pattern: String, where condition: String) -> String {
        let removed = "regexp_replace(\(value), \(SQL.quoted(literal: pattern)), '', 'i')"
        return keepingSomething(value, to: removed, where: condition)
    }

    private static let editionWords = [
        "album", "amended", "anniversary", "acoustic", "bonus", "clean", "deluxe", "demo", "digital", "dub", "edit",
        "edited", "edition", "ep", "explicit", "extended", "feat", "featuring", "ft", "instrumental", "live", "lp",
        "mix", "mixed", "mono", "original", "outtake", "radio", "reissue", "remaster", "remastered", "remix", "single",
        "soundtrack", "stereo", "take", "unplugged", "version", "with",
    ].joined(separator: "|")

    /// Anything in square brackets, and round brackets or what follows a dash if it holds a word that tells an edition.
    ///
    /// Groups that capture would double the work.
    private static let edition =
        #"(?:\s*\[[^][]*\]|\s*\([^()]*\m(?:"# + editionWords + #")\M[^()]*\)|\s+-\s[^-]*\m(?:"# + editionWords
        + #")\M[^-]*)+\s*$"#

    /// What holds for every text that tells an edition. Looking for one character is many times as quick as a pattern.
    private static func mayTellEdition(_ value: String) -> String {
        let dash = SQL.quoted(literal: #"\s-\s"#)
        return
            "strpos(\(value), ')') > 0 OR strpos(\(value), ']') > 0 OR strpos(\(value), '-') > 0 AND \(value) ~ \(dash)"
    }
}

/// Patterns and expressions that folding and the search for damage share.
enum TextPattern {
    /// Several names in one field; the first one is each pattern's first group. They are tried one after the other.
    ///
    /// A slash without spaces counts only before a longer name, so that AC/DC stays one artist.
    static let severalNames = [
        #"^\s*(.*?\S)\s*(;|\s/\s|[\(\[]\s*(feat|featuring|ft|with)\M|\s(feat|featuring|ft|with|vs)\M\.?\s).*$"#,
        #"^\s*(.*?\S)\s*/(?=[^/]{4,}(/|$)).*$"#,
    ]

    /// The first of several names, in SQL.
    static func firstName(of value: String) -> String {
        let first = severalNames.reduce(value) { "regexp_replace(\($0), \(SQL.quoted(literal: $1)), '\\1', 'i')" }
        return "CASE WHEN \(value) ~* \(SQL.quoted(literal: severalSign)) THEN \(first) ELSE \(value) END"
    }

    /// What joins names and nothing else. A slash without spaces or a 'with' stands inside of single names, too.
    static let surelySeveral = #";|\s/\s|[\(\[]\s*(feat|featuring|ft|with)\M|\s(feat|featuring|ft|vs)\M\.?\s"#

    /// What every text has that holds several names.
    private static let severalSign = #"[;/]|\m(feat|featuring|ft|with|vs)\M"#

    /// Characters that show nothing and take no room: zero-width spaces, soft hyphens, byte order marks.
    static let invisible = #"[\u00AD\u200B\u2060\uFEFF]"#
    /// Spaces that look like one but are none: no-break spaces, spaces of other widths.
    static let oddSpaces = #"[\u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000]"#
    /// Characters that steer devices and have no place in a name, without white space.
    static let controls = #"[\u0001-\u0008\u000E-\u001F\u007F-\u009F]"#

    /// The text with single plain spaces between words and none around it, without characters that show nothing.
    static func withPlainSpaces(_ value: String) -> String {
        let spaces = SQL.quoted(literal: "(" + #"\s|"# + oddSpaces + ")+")
        let nothing = SQL.quoted(literal: invisible + "|" + controls)
        return """
            CASE WHEN \(value) ~ '[^ -~]|  ' \
            THEN btrim(regexp_replace(regexp_replace(\(value), \(nothing), '', 'g'), \(spaces), ' ', 'g')) \
            ELSE btrim(\(value)) END
            """
    }

    /// A text without anything but white space, as NULL. Few texts begin with any, so that the others are only compared.
    ///
    /// - Parameter value: of the collation `C`.
    static func presence(of value: String) -> String {
        """
        CASE WHEN (\(value) < '!' OR starts_with(\(value), E'\\u00A0')) AND btrim(\(value), E' \\t\\n\\r\\f\\u00A0') = '' \
        THEN NULL ELSE \(value) END
        """
    }
}
