import Audit
import TestSupport
import Testing

@Suite("The keys of a rule kind")
struct RuleKeyTests {
    @Test("A rule that could not mean what it says is refused")
    func refused() throws {
        #expect(
            try problems("unique", ["dataset": "t", "columns": ["a", "b", "a"]]) == [
                "'a' is there twice under 'columns'"
            ]
        )
        #expect(
            try problems("unique", ["dataset": "t", "columns": ["a"], "determines": []])
                == ["'determines' must not be empty"]
        )
        #expect(
            try problems("accepted", ["dataset": "t", "column": "a", "range": [5, 1]])
                == ["the bounds of 'range' are the wrong way round; the smallest comes first"]
        )
        #expect(
            try problems("row_count", ["dataset": "order lines"]) == [
                "'order lines' is not the name of a table; write table or schema.table; "
                    + "a name with spaces stands in double quotes: '\"order lines\"'"
            ]
        )
    }
}
