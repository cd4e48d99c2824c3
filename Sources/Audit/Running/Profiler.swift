import AuditModel
import Postgres

/// Reads what the audited tables hold: rows, missing values, smallest and largest values. One scan a table.
struct Profiler {
    var connection: Connection
    var catalog: Catalog
    var datasets: [DatasetName: DatasetDeclaration]

    /// The most columns that are profiled of one table.
    private static let columnLimit = 300

    /// Reads the profile of a table.
    ///
    /// - Throws: `PostgresError`.
    func profile(of dataset: DatasetName) async throws -> TableProfile? {
        guard let relation = catalog.relations[dataset] else { return nil }
        let columns = Array(relation.columns.prefix(Self.columnLimit))
        let sensitive = datasets[dataset]?.sensitive ?? []
        let aggregates = columns.enumerated().flatMap { index, column in
            let name = SQLText.column(column.name)
            let count = "count(\(name)) AS n\(index)"
            // Only numbers and times have ends that mean something and can be shown.
            let hasEnds = ["N", "D"].contains(column.category) && !column.type.hasPrefix("reg")
            guard hasEnds, !sensitive.contains(column.name) else { return [count] }
            return [count, "min(\(name))::text AS min\(index)", "max(\(name))::text AS max\(index)"]
        }
        let list = (["count(*) AS total"] + aggregates).joined(separator: ", ")
        guard let row = try await connection.query("SELECT \(raw: list) FROM \(raw: dataset.sql)").first else {
            return nil
        }
        let total = row.integer("total") ?? 0
        let profiles = columns.enumerated().map { index, column in
            ColumnProfile(
                name: column.name,
                type: column.type,
                nulls: total - (row.integer("n\(index)") ?? 0),
                minimum: row["min\(index)"],
                maximum: row["max\(index)"]
            )
        }
        return TableProfile(dataset: dataset.description, rows: total, columns: profiles)
    }
}
