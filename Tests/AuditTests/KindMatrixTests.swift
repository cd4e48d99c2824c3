import Audit
import AuditModel
import Testing

/// What stands in the table that one rule of each kind looks at.
enum MatrixCase: String, CaseIterable, Sendable {
    case fine, broken, missingValues, noRows, noTable, noColumn, huge, hostileValues, hostileNames

    /// What must not be able to end a literal, a name, a pattern, a line or a placeholder.
    static let hostile = "it's \"q\" \\ ${HOME} %s $1 -- /* \n;\u{202E}é"

    /// The table's names.
    var shape: EveryKind {
        guard self == .hostileNames else { return EveryKind() }
        let quoted = "\"\(Self.hostile.replacing("\"", with: "\"\""))\""
        return EveryKind(
            table: quoted,
            name: "n \(Self.hostile)",
            number: "i \(Self.hostile)",
            time: "t \(Self.hostile)",
            state: "s \(Self.hostile)"
        )
    }

    /// What makes the table.
    var script: String {
        let literal = "'\(Self.hostile.replacing("'", with: "''"))'"
        let rows =
            switch self {
            case .fine, .hostileNames:
                "('paid', 1, '2018-11-01 10:00Z', 'paid'), ('free', 2, '2018-11-02 10:00Z', 'free')"
            case .broken:
                """
                ('a', -1, '2018-11-01 10:00Z', 'paid'), ('a', 9, '2018-11-05 10:00Z', 'free'),
                ('A', 2, '2018-11-05 10:00Z', 'free'), (NULL, 2, '2018-11-05 10:00Z', 'free')
                """
            case .missingValues: "(NULL, NULL, NULL, NULL), (NULL, NULL, NULL, NULL)"
            case .noRows, .noTable, .noColumn: ""
            case .huge:
                """
                (repeat('x', 1000000), repeat('9', 3000)::numeric, 'infinity', 'paid'),
                (repeat('x', 1000000) || 'y', -9223372036854775808, '-infinity', repeat('z', 1000000)),
                ('m', 9223372036854775807, '294276-12-31 23:59:59.999999Z', 'free'), ('m', 'NaN', '4713-01-01 00:00Z BC', 'paid')
                """
            case .hostileValues:
                "(\(literal), 1, '2018-11-01 10:00Z', \(literal)), (\(literal), 2, '2018-11-02 10:00Z', 'free')"
            }
        guard self != .noTable else { return "" }
        let columns = self == .noColumn ? "other int" : shape.columns
        let table = "CREATE TABLE \(shape.table) (\(columns));"
        return rows.isEmpty ? table : "\(table)\nINSERT INTO \(shape.table) VALUES \(rows);"
    }
}

@Suite("Each kind over each kind of table")
struct KindMatrixTests {
    /// The statuses in the order of the kinds' names below: passes, fails, warns, is an error, or has nothing to look at.
    private static let expected: [MatrixCase: String] = [
        .fine: "ppppppppppwnppp", .broken: "ppffffffffwffpp", .missingValues: "ppfnnnnnppnnnpn",
        .noRows: "pfnnnnnnnpnnnnn", .noTable: "eeeeeeeeeeeeeee", .noColumn: "ffeeeeeeeeeeene",
        .huge: "pppfpffnffpfppe", .hostileValues: "pppfppppppwfppp", .hostileNames: "ppppppppppwnppp",
    ]

    private static let letters: [Status: Character] = [
        .pass: "p", .fail: "f", .warn: "w", .error: "e", .notApplicable: "n",
    ]

    @Test(
        "gives the status that it should, and an error only where the table lacks what it needs",
        arguments: MatrixCase.allCases
    )
    func statuses(_ matrixCase: MatrixCase) async throws {
        #expect(
            EveryKind.names == [
                "schema", "row_count", "not_null", "unique", "spelling", "accepted", "relationship", "coverage",
                "expression", "sql", "freshness", "state_changes", "duplicates", "reconciliation", "metric",
            ]
        )
        let rules = try EveryKind.names.map { try matrixCase.shape.rule($0) }
        let report = try await audit(matrixCase.script, rules)
        let expected = try #require(Self.expected[matrixCase])
        for (result, letter) in zip(report.results, expected) {
            #expect(Self.letters[result.status] == letter, "\(result.id): \(result.status), \(result.message)")
            let lost = result.facts.filter { $0.label.contains("not possible") || $0.label.contains("could not") }
            #expect(lost.isEmpty, "\(result.id)")
        }
        #expect(report.results.count == expected.count)
    }
}
