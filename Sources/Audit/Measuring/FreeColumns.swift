/// Reads the first rows of a query whose columns nobody has declared.
struct FreeColumns {
    private let demand: ExampleDemand

    init(of demand: ExampleDemand) {
        self.demand = demand
    }

    /// A query that returns no row, only the names of the columns.
    var description: String { "SELECT * FROM (\n\(demand.offenders.sql)\n) AS offenders LIMIT 0" }

    /// The query, once the names are known; by place, since names may occur twice.
    func query(_ columns: [String]) -> String {
        let places = columns.indices.map { "c\($0)" }
        let values = zip(columns, places).map { column, place in
            demand.sensitive.contains(column)
                ? "CASE WHEN \(place) IS NOT NULL THEN '\(ExampleDemand.withheld)' END"
                : "left(\(place)::text, \(ExampleDemand.longestValue))"
        }
        return """
            SELECT \(values.joined(separator: ", ")) FROM (
            \(demand.offenders.sql)
            ) AS offenders (\(places.joined(separator: ", "))) ORDER BY offenders::text LIMIT \(demand.limit)
            """
    }
}
