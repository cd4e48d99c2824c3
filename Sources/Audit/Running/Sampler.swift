import AuditModel
import Postgres

/// Reads a few of the rows that break a rule, with sensitive columns withheld.
struct Sampler {
    var connection: Connection
    var datasets: [DatasetName: DatasetDeclaration]

    /// The longest text of a value that is shown, in characters.
    static let longestValue = 200

    /// Reads the first rows in the order of their key.
    ///
    /// - Throws: `PostgresError`.
    func samples(of offenders: Offenders, total: Int, limit: Int) async throws -> Samples {
        let sensitive = offenders.datasets.reduce(into: Set<String>()) { names, dataset in
            names.formUnion(datasets[dataset]?.sensitive ?? [])
        }
        let rows = try await connection.query(SQL(raw: Self.query(offenders, withholding: sensitive, limit: limit)))
        let withheld = rows.columns.map { sensitive.contains($0) }
        let values = rows.values.map { row in
            zip(row, withheld).map { value, isWithheld in
                isWithheld ? value.map { _ in "withheld" } : value.map { String($0.prefix(Self.longestValue)) }
            }
        }
        let order = offenders.columns.isEmpty ? "all columns" : offenders.order.joined(separator: ", ")
        let redacted = rows.columns.filter { sensitive.contains($0) }
        return Samples(
            columns: rows.columns,
            rows: values,
            total: total,
            unit: offenders.grouping?.noun,
            order: order,
            redacted: redacted
        )
    }

    /// The query; columns are cut on the server, and sensitive values never leave it where the columns are known.
    private static func query(_ offenders: Offenders, withholding sensitive: Set<String>, limit: Int) -> String {
        guard !offenders.columns.isEmpty else {
            return "SELECT * FROM (\n\(offenders.sql)\n) AS offenders ORDER BY offenders::text LIMIT \(limit)"
        }
        let columns = offenders.columns.map { column in
            let name = SQLText.column(column)
            return sensitive.contains(column)
                ? "CASE WHEN \(name) IS NOT NULL THEN '' END AS \(name)"
                : "left(\(name)::text, \(longestValue)) AS \(name)"
        }
        let order = SQLText.columns(offenders.order, of: "offenders")
        return """
            SELECT \(columns.joined(separator: ", "))
            FROM (\(offenders.sql)) AS offenders
            ORDER BY \(order) LIMIT \(limit)
            """
    }
}
