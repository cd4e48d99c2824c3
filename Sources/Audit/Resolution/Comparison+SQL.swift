import Postgres

/// The comparisons in SQL. They use what every PostgreSQL has, so that a pair gets the same level on every server whatever
/// extensions are installed there.
extension Comparison {
    /// Combining accents, after normal form D has taken them off their letters.
    private static let accents = "E'[\\u0300-\\u036F]'"
    /// ASCII punctuation and white space; letters of any script stay.
    private static let separators = "E'[\\\\s!-/:-@\\\\[-`{-~]+'"

    /// The longest texts that are compared letter by letter, which takes time by the square of their length. No name or
    /// title comes near it; longer ones are the same or different.
    private static let longestCompared = 1_000

    /// The value of a column as it is compared; NULL for what is missing or says nothing.
    ///
    /// - Parameters:
    ///   - type: the column's type category as `pg_type` has it.
    ///   - isUnicode: whether the database can take accents off letters.
    func value(category: String, utc: String, isUnicode: Bool) -> String {
        let text = "\(SQLText.column(column))::text"
        switch form {
        case .exact:
            return "nullif(\(text), '')"
        case .text, .name:
            let plain =
                isUnicode ? "regexp_replace(normalize(\(text), NFD), \(Self.accents), '', 'g')" : text
            return "nullif(btrim(regexp_replace(lower(\(plain)), \(Self.separators), ' ', 'g')), '')"
        case .date:
            if category == "D" { return "nullif(to_char(\(utc), 'YYYYMMDD'), '')" }
            return "nullif(regexp_replace(\(text), '[^0-9]', '', 'g'), '')"
        case .number:
            if category == "N" { return "\(SQLText.column(column))::numeric" }
            return "CASE WHEN \(text) ~ '^\\s*[-+]?[0-9]{1,30}(\\.[0-9]{1,30})?\\s*$' THEN (\(text))::numeric END"
        }
    }

    /// The level of two values as a digit, or `-` where one is missing.
    ///
    /// - Parameters:
    ///   - first: one value.
    ///   - second: the other value.
    ///   - elsewhere: values of the second row in other columns of letters.
    func level(of first: String, _ second: String, elsewhere: [String]) -> String {
        let digits = Dictionary(uniqueKeysWithValues: levels.enumerated().map { ($1, String($0)) })
        func digit(_ level: Level) -> String { "'\(digits[level] ?? "0")'" }
        var cases = [
            "WHEN \(first) IS NULL OR \(second) IS NULL THEN '-'", "WHEN \(first) = \(second) THEN \(digit(.same))",
        ]
        switch form {
        case .exact: break
        case .number:
            if let tolerance { cases.append("WHEN abs(\(first) - \(second)) <= \(tolerance) THEN \(digit(.within))") }
        case .date:
            cases.append(tooLongCase(first, second, digit))
            cases += dateCases(first, second, digit: digit)
        case .text, .name:
            if !elsewhere.isEmpty, levels.contains(.elsewhere) {
                cases.append(
                    "WHEN \(first) = ANY (ARRAY[\(elsewhere.joined(separator: ", "))]) THEN \(digit(.elsewhere))"
                )
            }
            cases.append(tooLongCase(first, second, digit))
            cases.append(
                """
                WHEN \(Self.sharesLetters(first, second)) THEN
                    CASE WHEN \(Self.isOneEdit(first, second)) THEN \(digit(.oneLetter))
                         WHEN \(Self.isNear(first, second)) THEN \(digit(.near))
                         \(soundCase(first, second, digit))ELSE \(digit(.different)) END
                """
            )
        }
        return "CASE \(cases.joined(separator: "\n     "))\n     ELSE \(digit(.different)) END"
    }

    private func tooLongCase(_ first: String, _ second: String, _ digit: (Level) -> String) -> String {
        "WHEN greatest(length(\(first)), length(\(second))) > \(Self.longestCompared) THEN \(digit(.different))"
    }

    private func soundCase(_ first: String, _ second: String, _ digit: (Level) -> String) -> String {
        guard form == .name else { return "" }
        // The first letter is part of the sound, and most names that differ already differ in it.
        let isSame = "left(\(first), 1) = left(\(second), 1) AND \(Self.sound(first)) = \(Self.sound(second))"
        return "WHEN \(isSame) THEN \(digit(.sound))\n                         "
    }

    // MARK: - Texts

    /// Whether at most half of the letters of each text are missing in the other: cheap, and true of all near texts.
    static func sharesLetters(_ first: String, _ second: String) -> String {
        """
        length(translate(\(first), \(second), '')) * 2 <= length(\(first)) \
        AND length(translate(\(second), \(first), '')) * 2 <= length(\(second))
        """
    }

    /// Whether one letter added, removed or replaced, or two neighbours swapped, makes one text of the other, which is not equal.
    ///
    /// What the texts begin and end with in common tells it: only the one place of the edit lies between. So nearly half of the
    /// text is the same on one side of it, which is quick to see and spares most texts the rest.
    static func isOneEdit(_ first: String, _ second: String) -> String {
        let half = "((least(length(\(first)), length(\(second))) - 1) / 2)"
        return """
            abs(length(\(first)) - length(\(second))) <= 1 AND (left(\(first), \(half)) = left(\(second), \(half))
                OR right(\(first), \(half)) = right(\(second), \(half))) AND (
                SELECT p + s >= l - 1 AND length(\(first)) = length(\(second)) OR p + s >= l AND length(\(first)) <> length(\(second))
                    OR p + s = l - 2 AND length(\(first)) = length(\(second))
                       AND substr(\(first), p + 1, 2) = reverse(substr(\(second), p + 1, 2))
                FROM (SELECT (SELECT count(*) FROM generate_series(1, l) AS i WHERE left(\(first), i) = left(\(second), i))::int AS p,
                             (SELECT count(*) FROM generate_series(1, l) AS i WHERE right(\(first), i) = right(\(second), i))::int AS s, l
                      FROM (SELECT least(length(\(first)), length(\(second))) AS l OFFSET 0) AS shorter OFFSET 0) AS ends)
            """
    }

    /// Whether at least 55 % of the pairs of neighbouring letters of the two, ends included, occur in the other: Dice's
    /// coefficient over bigrams.
    ///
    /// The shorter text is looked at first, and must itself have that share in common: most texts need no second look then.
    static func isNear(_ first: String, _ second: String) -> String {
        func shared(_ text: String, _ other: String) -> String {
            """
            (SELECT count(*) FROM generate_series(1, length(\(text)) - 1) AS i
              WHERE strpos(\(other), substr(\(text), i, 2)) > 0)
            """
        }
        return """
            (SELECT CASE WHEN c * 100 >= 55 * (length(s) - 1)
                         THEN (c + \(shared("l", "s"))) * 100 >= 55 * (length(s) + length(l) - 2) ELSE false END
             FROM (SELECT s, l, \(shared("s", "l")) AS c
                   FROM (SELECT ' ' || CASE WHEN is_shorter THEN \(first) ELSE \(second) END || ' ' AS s,
                                ' ' || CASE WHEN is_shorter THEN \(second) ELSE \(first) END || ' ' AS l
                         FROM (SELECT length(\(first)) <= length(\(second)) AS is_shorter OFFSET 0) AS lengths
                         OFFSET 0) AS padded OFFSET 0) AS once)
            """
    }

    /// A key that texts with the same sound share: the first letter, then the classes of the consonants, as Soundex has them,
    /// of the whole text.
    static func sound(_ text: String) -> String {
        """
        left(\(text), 1) || regexp_replace(translate(regexp_replace(substr(\(text), 2), '[aeiouyhw ]+', '', 'g'), \
        'bfpvcgjkqsxzdtlmnr', '111122222222334556'), '(.)\\1+', '\\1', 'g')
        """
    }

    // MARK: - Days

    private func dateCases(_ first: String, _ second: String, digit: (Level) -> String) -> [String] {
        func part(_ text: String, _ from: Int, _ length: Int) -> String { "substr(\(text), \(from), \(length))" }
        let whole = "length(\(first)) = 8 AND length(\(second)) = 8"
        let sameYear = "\(part(first, 1, 4)) = \(part(second, 1, 4))"
        let sameMonth = "\(part(first, 5, 2)) = \(part(second, 5, 2))"
        let sameDay = "\(part(first, 7, 2)) = \(part(second, 7, 2))"
        var cases = [
            """
            WHEN \(whole) AND \(sameYear) AND \(part(first, 5, 2)) = \(part(second, 7, 2)) \
            AND \(part(first, 7, 2)) = \(part(second, 5, 2)) THEN \(digit(.dayMonth))
            """,
            """
            WHEN \(Self.isOneEdit(first, second)) THEN \(digit(.oneDigit))
            """,
        ]
        if let tolerance {
            cases.append(
                """
                WHEN \(whole) AND abs(\(Self.dayNumber(first)) - \(Self.dayNumber(second))) <= \(tolerance) \
                THEN \(digit(.within))
                """
            )
        }
        cases.append(
            """
            WHEN \(whole) AND (\(sameYear))::int + (\(sameMonth))::int + (\(sameDay))::int = 2 \
            THEN \(digit(.twoParts))
            """
        )
        return cases
    }

    /// The number of a day, counted as the proleptic Gregorian calendar does; a wrong date gives a number too, never an error.
    ///
    /// Source: H. F. Fliegel, T. C. Van Flandern, "A machine algorithm for processing calendar dates", Communications of
    /// the ACM 11 (1968), page 657.
    private static func dayNumber(_ text: String) -> String {
        let year = "nullif(substr(\(text), 1, 4), '')::int"
        let month = "nullif(substr(\(text), 5, 2), '')::int"
        let day = "nullif(substr(\(text), 7, 2), '')::int"
        let shift = "((\(month) - 14) / 12)"
        return """
            (1461 * (\(year) + 4800 + \(shift)) / 4 + 367 * (\(month) - 2 - 12 * \(shift)) / 12 \
            - 3 * ((\(year) + 4900 + \(shift)) / 100) / 4 + \(day))
            """
    }
}
