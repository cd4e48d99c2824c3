@testable import Audit
import Testing

@Suite("A type in a rule")
struct DeclaredTypeTests {
    @Test(
        "is compared in PostgreSQL's own words",
        arguments: [
            ("int", "integer"), ("INT4", "integer"), ("pg_catalog.int8", "bigint"),
            ("varchar ( 20 )", "character varying(20)"),
            ("bpchar", "character"), ("char(3)", "character(3)"), ("decimal(10, 2)", "numeric(10,2)"),
            ("float", "double precision"), ("float(24)", "real"), ("float(25)", "double precision"),
            ("timestamptz", "timestamp with time zone"), ("timestamp(3)", "timestamp(3) without time zone"),
            ("timestamp (3) with time zone", "timestamp(3) with time zone"), ("time", "time without time zone"),
            ("int[][]", "integer[]"), ("_int4", "integer[]"), ("varchar(5)[]", "character varying(5)[]"),
            ("integer array", "integer[]"), ("app.mood", "app.mood"), ("\"Odd Type\"", "\"Odd Type\""),
        ]
    )
    func normalized(written: String, name: String) {
        #expect(DeclaredType(written)?.name == name)
    }

    @Test("says whether values may be missing")
    func nullability() {
        #expect(DeclaredType("varchar null")?.nullability == .allowed)
        #expect(DeclaredType("varchar NOT NULL")?.nullability == .forbidden)
        #expect(DeclaredType("varchar")?.nullability == .unsaid)
        for text in ["", "null", "not null", "5", "((", "()"] { #expect(DeclaredType(text) == nil, "\(text)") }
    }
}
