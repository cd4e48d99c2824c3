@testable import RuleFiles
import Testing

@Suite("What deserves a second look is told without a database")
struct WarningTests {
    @Test(
        "A limit that nothing or everything reaches, or that another catches first",
        arguments: [
            ("fail_if: '> 150%'", 14, "'> 150%' can never hold: a share of violations lies between 0 and 100 %"),
            ("fail_if: '> 100%'", 14, "'> 100%' can never hold: a share of violations lies between 0 and 100 %"),
            ("fail_if: '< 0'", 14, "'< 0' can never hold: a count is never below 0"),
            ("fail_if: '= -1 rows'", 14, "'= -1 rows' can never hold: a count is never below 0"),
            ("fail_if: '>= 0'", 14, "'>= 0' always holds: a count is never below 0"),
            ("fail_if: '<= 100%'", 14, "'<= 100%' always holds: a share of violations lies between 0 and 100 %"),
            (
                "fail_if: 'not between 0 and 100 %'", 14,
                "'not between 0 and 100 %' can never hold: a share of violations lies between 0 and 100 %"
            ),
            (
                "warn_if: '> 10%'\nfail_if: '> 5%'", 14,
                "'> 10%' never warns: whatever it catches already fails by '> 5%'"
            ),
            (
                "warn_if: '> 5 rows'\nfail_if: '>= 5'", 14,
                "'> 5 rows' never warns: whatever it catches already fails by '>= 5'"
            ),
            (
                "warn_if: '> 5'\nfail_if: '> 5.0 rows'", 14,
                "'warn_if' and 'fail_if' are the same, so the rule never warns"
            ),
            ("warn_if: '> 0%'\nfail_if: '> 0'", 14, "'warn_if' and 'fail_if' are the same, so the rule never warns"),
            ("fail_if: ['> 5%', '> 10%']", 23, "'> 10%' is not needed: '> 5%' fails before it"),
            ("fail_if: ['> 5%', '> 5 %']", 23, "'> 5 %' is not needed: '> 5%' fails before it"),
        ]
    )
    func limits(keys: String, column: Int, message: String) throws {
        #expect(try problems(oneRule(keys)) == ["r.yaml:7:\(column): warning: \(message)"])
    }

    @Test(
        "Limits that each say something of their own are left alone",
        arguments: [
            "warn_if: '> 5%'\nfail_if: '> 10%'", "warn_if: '> 5 rows'\nfail_if: '> 5%'", "fail_if: '>= 100%'",
            "fail_if: ['> 5%', '> 10 rows']", "warn_if: '> 0'\nfail_if: '> 1'",
            "warn_if: 'not between 2 and 8'\nfail_if: 'not between 1 and 9'",
        ]
    )
    func sensible(keys: String) throws {
        #expect(try problems(oneRule(keys)) == [])
    }

    @Test(
        "A condition that no row can fulfil",
        arguments: [
            ("false", "it is always FALSE"), ("1 = 0", "'1 = 0' is never true"),
            ("2 < 1 and a > 5", "'2 < 1' is never true"),
            ("x > 5 and x < 3", "'x > 5' and 'x < 3' exclude one another"),
            ("x > 5 AND y = 1 AND x <= 5", "'x > 5' and 'x <= 5' exclude one another"),
            ("x between 5 and 3", "'x >= 5' and 'x <= 3' exclude one another"),
            ("x = 1 and x = 2", "'x = 1' and 'x = 2' exclude one another"),
            ("x is null and x > 3", "'x is null' and 'x > 3' exclude one another"),
            ("x is null and x is not null", "'x is null' and 'x is not null' exclude one another"),
            (
                "d >= '2018-12-01' and d < '2018-11-01'",
                "'d >= '2018-12-01'' and 'd < '2018-11-01'' exclude one another"
            ),
            ("x = null", "nothing compares with NULL; write 'x is null'"),
            ("x <> NULL", "nothing compares with NULL; write 'x is not null'"),
        ]
    )
    func filters(condition: String, reason: String) {
        #expect(FilterWarnings.reason(for: condition) == reason)
    }

    @Test(
        "A condition that some row may fulfil, or that is not simple, is left alone",
        arguments: [
            "x > 3 and x < 5", "x >= 5 and x <= 5", "x > 5 or x < 3", "x is null or x > 3", "x = 'a' and y = 'b'",
            "true", "1 = 1",
            "page = 'NextSong'", "d between '2018-11-01' and '2018-11-30'", "lower(x) = 'a' and x > 3",
            "(x > 5) and (y < 3)",
            "x is not distinct from null", "", "x > 5 -- and x < 3", "not (x > 5 and x < 3)",
        ]
    )
    func possible(condition: String) {
        #expect(FilterWarnings.reason(for: condition) == nil)
    }

    @Test("Rules that ask the same, a waiver that never applies, a policy that nobody declared")
    func others() throws {
        let text = """
            version: 1
            rules:
              - { id: a.a, kind: not_null, dataset: t, column: x, where: x > 1, tags: [one] }
              - { id: a.b, kind: not_null, dataset: public.t, column: x, where: x > 1, fail_if: "> 0" }
              - { id: a.c, kind: not_null, dataset: t, column: x, where: x > 1, fail_if: "> 1" }
              - { id: a.d, kind: schema, dataset: t, columns: { a: integer } }
              - { id: a.e, kind: schema, dataset: t, columns: { b: integer } }
              - id: a.f
                kind: not_null
                dataset: t
                column: z
                policy: DG-1
                where: 1 = 0
                fail_if: "> 50%"
                severity: info
                waiver: { reason: a, approved_by: b, expires: 2999-01-01, up_to: 40% }
            """
        #expect(
            try problems(text) == [
                "r.yaml:4:5: warning: rule 'a.b' asks the same as rule 'a.a' at r.yaml:3:5; remove one",
                "r.yaml:12:13: warning: policy 'DG-1' is not declared; declare it under 'policies'",
                "r.yaml:13:12: warning: no row fulfils this condition: '1 = 0' is never true",
                "r.yaml:16:51: warning: severity info never fails the gate, so the waiver changes nothing; remove one of the two",
                "r.yaml:16:51: warning: the waiver covers only up to 40%, but the rule fails only beyond that; it never applies",
            ]
        )
    }
}
