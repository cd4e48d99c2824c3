import AuditModel
import Testing

@Suite("A condition")
struct ConditionTests {
    @Test(
        "reads the threshold grammar",
        arguments: [
            ("> 5%", Condition.Comparison.above(ExactDecimal(5)), Condition.Unit.percent),
            (">5 %", .above(ExactDecimal(5)), .percent),
            ("< 1", .below(ExactDecimal(1)), .rows),
            (">=  10 rows", .atLeast(ExactDecimal(10)), .rows),
            ("<= 1 row", .atMost(ExactDecimal(1)), .rows),
            ("= 0", .equal(ExactDecimal(0)), .rows),
            ("!= -3", .notEqual(ExactDecimal(-3)), .rows),
            ("> 24 hours", .above(ExactDecimal(24)), .hours),
            ("> 1 day", .above(ExactDecimal(1)), .days),
            ("not between 1 and 100", .notBetween(ExactDecimal(1), ExactDecimal(100)), .rows),
        ]
    )
    func parses(text: String, comparison: Condition.Comparison, unit: Condition.Unit) throws {
        let condition = try Condition(parsing: text)
        #expect(condition.comparison == comparison)
        #expect(condition.unit == unit)
    }

    @Test(
        "refuses what is not in the grammar, and says what is",
        arguments: [
            ("5%", "a condition starts with"), ("", "a condition starts with"),
            ("> five", "'five' is not a number of at most 18 digits"),
            (">", "a number is missing after '>'"), ("> 5 furlongs", "unknown unit 'furlongs'"),
            ("> 5 % rows", "unknown unit '% rows'"), ("not between 1", "a range reads"),
            ("=> 3", "a condition starts with"),
            ("> 12345678901234567890", "'12345678901234567890' is not a number of at most 18 digits"),
            ("> 1.", "'1.' is not a number"), ("not between 10 and 9.5", "10 is more than 9.5"),
        ]
    )
    func refuses(text: String, message: String) {
        let error = #expect(throws: ConditionSyntaxError.self) { try Condition(parsing: text) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test(
        "compares exactly at its bound",
        arguments: [
            ("> 10%", 10, 100, false), ("> 10%", 11, 100, true), (">= 10%", 10, 100, true), ("< 10%", 9, 100, true),
            ("> 0.1%", 1, 1_000, false), ("> 0.1%", 1, 999, true), ("> 3", 3, 100, false), ("= 3", 3, 100, true),
            ("not between 2 and 4", 2, 0, false), ("not between 2 and 4", 5, 0, true), ("> 5%", 1, 0, false),
            ("> 1.5 hours", 5_400, 1, false), ("> 1.5 hours", 5_401, 1, true), ("< 0", -1, 1, true),
        ]
    )
    func holds(text: String, count: Int, population: Int, expected: Bool) throws {
        #expect(try Condition(parsing: text).holds(count: count, population: population) == expected)
    }
}

@Suite("Wording")
struct WordingTests {
    @Test(
        "groups digits",
        arguments: [(0, "0"), (999, "999"), (1_000, "1,000"), (-6_820, "-6,820"), (1_234_567, "1,234,567")]
    )
    func counts(number: Int, text: String) {
        #expect(Wording.count(number) == text)
    }

    @Test(
        "never rounds a share to nothing or to all",
        arguments: [
            (0, 10, "0.000"), (10, 10, "100.000"), (1, 3, "33.333"), (2, 3, "66.667"), (1, 10_000_000, "0.001"),
            (9_999_999, 10_000_000, "99.999"), (6_819, 6_820, "99.985"),
        ]
    )
    func percents(part: Int, whole: Int, text: String) {
        #expect(Wording.percent(part, of: whole) == text)
    }

    @Test("has no share of nothing")
    func emptyWhole() {
        #expect(Wording.percent(0, of: 0) == nil)
        #expect(Wording.percent(1, of: 4, decimals: 0) == "25")
    }

    @Test(
        "writes durations as people say them",
        arguments: [
            (0, "0 s"), (1_500, "1.5 s"), (46_895_000, "13 h 1 min 35 s"), (3_600_000, "1 h"),
            (172_800_000, "2 days"), (251_877_352_000, "2,915 days 5 h 55 min"),
        ]
    )
    func durations(milliseconds: Int, text: String) {
        #expect(Wording.duration(milliseconds: milliseconds) == text)
    }
}
