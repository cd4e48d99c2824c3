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

    @Test("What a value must look like is said in a way that can hold")
    func criteria() throws {
        func found(_ keys: [(String, Literal)]) throws -> [String] {
            try problems("accepted", .mapping([("dataset", "t"), ("column", "a")] + keys))
        }
        #expect(
            try found([]) == [
                "rule 'test.rule' needs at least one of 'values', 'range', 'pattern', 'not_pattern', 'length' and 'type'"
            ]
        )
        #expect(try found([("type", "int")]) == ["unknown type 'int'; in Plumb this is 'integer'"])
        #expect(try found([("type", "integr")]).first?.hasSuffix("did you mean 'integer'?") == true)
        #expect(try found([("length", ["a", 3])]) == ["a bound of 'length' must be a whole number, not 'a'"])
        #expect(
            try found([("range", [1, 2]), ("ignore_case", "true")])
                == ["'ignore_case' goes with 'values', 'pattern' or 'not_pattern'"]
        )
        #expect(
            try found([("range", ["2018-12-01", "2018-11-30 12:00"])])
                == ["the bounds of 'range' are the wrong way round; the smallest comes first"]
        )
        #expect(try found([("range", ["2018-11-30 12:00", "2018-11-30"])]) == [])
    }

    @Test("A declaration of a table that declares nothing or contradicts itself is refused")
    func schema() throws {
        func found(_ keys: [(String, Literal)]) throws -> [String] {
            try problems("schema", .mapping([("dataset", "t")] + keys))
        }
        #expect(
            try found([]) == [
                "rule 'test.rule' declares nothing; it needs one of 'columns', 'forbidden', 'primary_key', 'unique' "
                    + "and 'foreign_keys'"
            ]
        )
        #expect(
            try found([("columns", ["a": "integer"]), ("forbidden", ["a"])])
                == ["column 'a' is both declared and forbidden"]
        )
        #expect(
            try found([("columns", ["a": "7"])])
                == ["'7' is not a type; write for example integer, varchar(50) null or timestamptz"]
        )
        #expect(try found([("columns", ["a"])]).count == 1)
        #expect(
            try found([("primary_key", ["a"]), ("extra_columns", "warn")]) == ["'extra_columns' goes with 'columns'"]
        )
        #expect(
            try found([("foreign_keys", [["columns": ["a"], "parnet": ["dataset": "u", "columns": ["b"]]]])]) == [
                "unknown key 'parnet' in an item of 'foreign_keys'; did you mean 'parent'?"
            ]
        )
    }
}
