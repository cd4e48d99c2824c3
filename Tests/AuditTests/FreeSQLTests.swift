import Audit
import AuditModel
import TestSupport
import Testing

private let script = "CREATE TABLE t AS SELECT n, n % 2 AS half FROM generate_series(1, 6) AS n"

@Suite("A free query")
struct FreeSQLTests {
    @Test(
        "may end in semicolons and comments",
        arguments: [
            "select n from t;", "select n from t; -- all", "select n from t -- all;", "select n from t /* c */ ; ;\n",
            "with a as (select n from t) select n from a; /* one */ -- two\n", "select n, '; -- x' as s from t",
            "select n, '; -- x' as s from t;\n-- the end\n",
        ]
    )
    func ends(query: String) async throws {
        let result = try await result(script, rule("sql", ["rows": .scalar(query)]))
        #expect(result.violations == 6, "\(result.message)")
        #expect(result.samples?.shown == 5)
    }

    @Test("does not become nothing to look at because its population is wrong")
    func wrongPopulation() async throws {
        func result(_ population: String) async throws -> RuleResult {
            let keys: Literal = ["rows": "select n from t", "population": .scalar(population)]
            return try await AuditTests.result(script, rule("sql", keys))
        }
        let none = try await result("select count(*) from t where false; -- none")
        #expect(none.status == .fail)
        #expect(
            none.message
                == "6 rows break this rule, although the query under 'population' counts none; none is allowed"
        )
        let one = try await AuditTests.result(script, rule("sql", ["rows": "select n from t where n = 1"]))
        #expect(one.message == "1 of the rows breaks this rule; none is allowed")
        #expect(try await result("select 'many'").status == .error)
    }
}
