import AuditModel

/// Describes what the audited tables hold: rows, missing values, smallest and largest values.
struct Profiler {
    var catalog: Catalog
    var datasets: [DatasetName: DatasetDeclaration]

    /// The most columns that are described of one table.
    private static let columnLimit = 300

    /// From how many rows on a table is described only by what is read anyway or found in an index.
    static let leastRowsOfLarge = 250_000.0

    /// What to read of a table.
    func request(for dataset: DatasetName) -> Request {
        let relation = catalog.relations[dataset]
        let isLarge = (relation?.estimatedRows ?? 0) >= Self.leastRowsOfLarge
        var read = [Aggregate("total", "count(*)")]
        var passing: [Aggregate] = []
        for (index, column) in columns(of: dataset).enumerated() {
            let name = SQLText.column(column.name)
            let count = [Aggregate("n\(index)", column.isNotNull && isLarge ? "count(*)" : "count(\(name))")]
            if isLarge, !column.isNotNull { passing += count } else { read += count }
            guard hasEnds(column, of: dataset) else { continue }
            let isIndexed = relation?.indexes.contains { $0.columns.first == column.name } == true
            let ends = ["min", "max"].map { end in
                let value = isIndexed && isLarge ? "(SELECT \(end)(\(name)) FROM \(dataset.sql))" : "\(end)(\(name))"
                return Aggregate("\(end)\(index)", "\(value)::text")
            }
            if isLarge, !isIndexed { passing += ends } else { read += ends }
        }
        var request = Request(.profile(dataset), .scan(Scan(dataset, where: nil), read), datasets: [dataset])
        request.passing = passing
        return request
    }

    /// Only numbers and times have ends that mean something and can be shown.
    private func hasEnds(_ column: Catalog.Column, of dataset: DatasetName) -> Bool {
        ["N", "D"].contains(column.category) && !column.type.hasPrefix("reg")
            && datasets[dataset]?.sensitive.contains(column.name) != true
    }

    /// What the readings say of a table.
    func profile(of dataset: DatasetName, _ readings: Readings) -> TableProfile {
        let total = readings.count("total")
        let profiles = columns(of: dataset).enumerated().map { index, column in
            ColumnProfile(
                name: column.name,
                type: column.type,
                nulls: readings["n\(index)"].map { _ in total - readings.count("n\(index)") },
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
