import AuditModel

/// Describes what the audited tables hold: rows, missing values, smallest and largest values.
struct Profiler {
    var catalog: Catalog
    var datasets: [DatasetName: DatasetDeclaration]

    /// The most columns that are described of one table.
    private static let columnLimit = 300

    /// What to read of a table.
    func request(for dataset: DatasetName) -> Request {
        let sensitive = datasets[dataset]?.sensitive ?? []
        let aggregates = columns(of: dataset).enumerated().flatMap { index, column in
            let name = SQLText.column(column.name)
            let count = Aggregate("n\(index)", "count(\(name))")
            // Only numbers and times have ends that mean something and can be shown.
            let hasEnds = ["N", "D"].contains(column.category) && !column.type.hasPrefix("reg")
            guard hasEnds, !sensitive.contains(column.name) else { return [count] }
            return [
                count, Aggregate("min\(index)", "min(\(name))::text"), Aggregate("max\(index)", "max(\(name))::text"),
            ]
        }
        let all = Scan(dataset, where: nil)
        return Request(
            .profile(dataset),
            .scan(all, [Aggregate("total", "count(*)")] + aggregates),
            datasets: [dataset]
        )
    }

    /// What the readings say of a table.
    func profile(of dataset: DatasetName, _ readings: Readings) -> TableProfile {
        let total = readings.count("total")
        let profiles = columns(of: dataset).enumerated().map { index, column in
            ColumnProfile(
                name: column.name,
                type: column.type,
                nulls: total - readings.count("n\(index)"),
                minimum: readings["min\(index)"],
                maximum: readings["max\(index)"]
            )
        }
        return TableProfile(dataset: dataset.description, rows: total, columns: profiles)
    }

    private func columns(of dataset: DatasetName) -> [Catalog.Column] {
        Array(catalog.relations[dataset]?.columns.prefix(Self.columnLimit) ?? [])
    }
}
